import CKernels
import Tensors

/// A bilinear warp with border padding: `out(y, x) = in(y + scale · v, x + scale · u)`.
///
/// Coordinates beyond the picture take the nearest pixel's value; a NaN displacement reads the first column or row.
/// Cost: 8 reads and 7 operations an output value. Bound by the gathers.
public enum Warp {
  /// How displacements become sampling positions.
  public enum Alignment: Sendable, Hashable {
    /// Displacement in pixels, as SCFlow's weights have learnt it.
    case corners
    /// The grid is normalised by `width − 1` and `height − 1` but sampled in the half-pixel convention, as
    /// STE-FlowNet's weights have learnt it: position x becomes `(x / (width − 1)) · width − 1/2`.
    case halfPixelSkew
  }

  /// Warps every channel of `input` by `flow` into `output`.
  ///
  /// - Parameters:
  ///   - flow: `[batch, 2, height, width]`, u to the right and v downwards in pixels.
  ///   - scale: A factor of the flow.
  public static func run(
    _ input: FeatureMap, by flow: FeatureMap, scale: Float = 1, alignment: Alignment = .corners,
    into output: FeatureMap, workers: Workers
  ) {
    let (height, width) = (input.height, input.width)
    precondition(
      flow.shape == [input.batch, 2, height, width], "A flow of shape \(flow.shape) cannot warp \(input.shape).")
    precondition(output.shape == input.shape, "The output's shape \(output.shape) is not \(input.shape).")
    precondition(!output.overlaps(input) && !output.overlaps(flow), "A warp cannot write into its own input.")
    workers.run(input.batch * height) { item, scratch in
      let (sample, y) = item.quotientAndRemainder(dividingBy: height)
      let weights = scratch.floats(8 * width)
      let offsets = UnsafeMutableRawPointer(weights + 4 * width).assumingMemoryBound(to: Int32.self)
      workers.kernels.warp_coordinates(
        flow.plane(sample: sample) + y * width, flow.plane(sample: sample, channel: 1) + y * width, scale, y, width,
        height, alignment == .corners ? 1 : 0, offsets, weights)
      for channel in 0..<input.channelCount {
        workers.kernels.warp_sample(
          input.plane(sample: sample, channel: channel), offsets, weights, width,
          output.plane(sample: sample, channel: channel) + y * width)
      }
    }
  }
}
