import Kernels

/// How far a flow is from being linear in the picture: the second-order smoothness loss of STE-FlowNet (Ding et al.,
/// AAAI 2022).
///
/// On each level the means of `|∂²/∂x²|`, twice `|∂²/∂x∂y|` and `|∂²/∂y²|`, by differences of neighbors, over samples,
/// components and places; the loss is their sum, the finest level with weight 1, each coarser one with half of that
/// before.
public struct SmoothnessFlowLoss: FlowLoss, Sendable {
  /// Needs nothing but the flows.
  public init() {}

  /// The weighted sum over the levels of the mean second differences.
  public func value(
    of flows: [FeatureMap], weight: Double, addingGradientsTo gradients: [FeatureMap]?, workers: Workers
  ) -> Double {
    var loss = 0.0
    var share = 1.0
    for (level, flow) in flows.enumerated() {
      precondition(flow.height > 2 && flow.width > 2, "Second differences of \(flow.shape) are none.")
      loss +=
        share
        * workers.sum(flow.batch * 2) { item in
          let (sample, channel) = item.quotientAndRemainder(dividingBy: 2)
          let plane = Plane(
            values: flow.plane(sample: sample, channel: channel),
            gradient: gradients?[level].plane(sample: sample, channel: channel), height: flow.height,
            width: flow.width, weight: weight * share, planes: flow.batch * 2)
          return plane.loss()
        }
      share /= 2
    }
    return loss
  }

  private struct Plane {
    var values: UnsafeMutablePointer<Float>
    var gradient: UnsafeMutablePointer<Float>?
    var height: Int
    var width: Int
    var weight: Double
    /// Over which means are taken.
    var planes: Int

    func loss() -> Double {
      mean(1, rows: height, columns: width - 2, [(0, 1), (1, -2), (2, 1)])
        + mean(2, rows: height - 1, columns: width - 1, [(0, 1), (1, -1), (width, -1), (width + 1, 1)])
        + mean(1, rows: height - 2, columns: width, [(0, 1), (width, -2), (2 * width, 1)])
    }

    /// `factor` times this plane's part of the mean magnitude of a difference at `rows` x `columns` places, its gradient
    /// added.
    ///
    /// - Parameter taps: The pixels of the difference, counted from the place, and their factors.
    private func mean(_ factor: Double, rows: Int, columns: Int, _ taps: [(offset: Int, factor: Float)]) -> Double {
      let share = factor / Double(planes * rows * columns)
      let slope = Float(weight * share)
      var sum = 0.0
      for y in 0..<rows {
        for pixel in y * width..<y * width + columns {
          var difference: Float = 0
          for tap in taps { difference += tap.factor * values[pixel + tap.offset] }
          sum += Double(difference.magnitude)
          guard let gradient, difference != 0 else { continue }
          for tap in taps {
            gradient[pixel + tap.offset] += difference > 0 ? slope * tap.factor : -slope * tap.factor
          }
        }
      }
      return share * sum
    }
  }
}
