import CKernels
import Tensors

/// Flow at eight times the height and width, every vector a convex combination of its nine neighbours (Teed and Deng,
/// RAFT, ECCV 2020).
///
/// `out[8y + i, 8x + j] = Σ_k w_k · 8 · flow[y + k / 3 − 1, x + k % 3 − 1]` with `w = softmax_k(scale · weights)`, zero
/// outside. Bound by exponentials: nine an output pixel.
public enum ConvexUpsampling {
  /// How much larger the result is along each axis.
  public static let factor = 8
  /// The channels of the weights: nine neighbours of 8 x 8 pixels.
  public static let weightCount = 9 * factor * factor

  /// Enlarges a flow.
  ///
  /// - Parameters:
  ///   - flow: `[1, 2, height, width]`, in its own pixels.
  ///   - weights: `[1, 576, height, width]`, channel `64 k + 8 i + j`.
  ///   - scale: What the weights are multiplied by.
  ///   - output: `[1, 2, 8 height, 8 width]`, in its own pixels.
  public static func run(
    _ flow: FeatureMap, weights: FeatureMap, scale: Float, into output: FeatureMap, workers: Workers
  ) {
    let (height, width) = (flow.height, flow.width)
    precondition(
      flow.shape == [1, 2, height, width] && weights.shape == [1, weightCount, height, width]
        && output.shape == [1, 2, factor * height, factor * width],
      "Flow of \(flow.shape) with weights of \(weights.shape) does not become \(output.shape).")
    precondition(
      !output.overlaps(flow) && !output.overlaps(weights), "An enlargement cannot write into its own input.")
    workers.forEach(height) { row in
      var job = SaccadeConvexRow(
        flow: flow.plane(sample: 0), height: height, width: width, row: row, weights: weights.plane(sample: 0),
        scale: scale, out: output.plane(sample: 0))
      workers.kernels.networks.volume.convex_row(&job)
    }
  }
}
