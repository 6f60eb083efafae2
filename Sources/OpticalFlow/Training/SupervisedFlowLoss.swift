import Kernels

/// The distance to a known flow, as SCFlow was trained (Hu et al., CVPR 2022): the sum over all levels of the mean of
/// `|truth − flow|` over samples, components and pixels.
///
/// The truth of a level is that of the finest one, resized bilinearly, in pixels of the level. Where it is not known the
/// flow is free: means are taken over the rest.
public struct SupervisedFlowLoss: FlowLoss, Sendable {
  /// Finest level first.
  private let truths: [FeatureMap]
  /// How many values of each are known.
  private let counts: [Int]

  /// Takes the truth.
  ///
  /// - Parameters:
  ///   - truth: `[batch, 2, height, width]`, u to the right and v downwards, in pixels; NaN where it is not known. It is
  ///     not copied.
  ///   - levels: The levels of the pyramids that are held against it.
  public init(truth: FeatureMap, levels: Int = 4) {
    precondition(truth.channelCount == 2, "A flow has two components, not \(truth.channelCount).")
    truths = truth.pyramid(levels: levels, isFlow: true)
    counts = truths.map(Self.knownCount)
  }

  private static func knownCount(_ truth: FeatureMap) -> Int {
    var count = 0
    for sample in 0..<truth.batch {
      let values = UnsafeBufferPointer(start: truth.plane(sample: sample), count: 2 * truth.planeCount)
      for value in values where !value.isNaN { count += 1 }
    }
    return count
  }

  /// The sum over the levels of the mean distance to the truth.
  public func value(
    of flows: [FeatureMap], weight: Double, addingGradientsTo gradients: [FeatureMap]?, workers: Workers
  ) -> Double {
    precondition(flows.count == truths.count, "There are \(flows.count) flows for \(truths.count) levels.")
    var loss = 0.0
    for (level, (flow, truth)) in zip(flows, truths).enumerated() {
      precondition(flow.shape == truth.shape, "A flow of shape \(flow.shape) is none of the truth's \(truth.shape).")
      guard counts[level] > 0 else { continue }
      let share = 1 / Double(counts[level])
      let slope = Float(weight * share)
      loss +=
        share
        * workers.sum(flow.batch * 2) { item in
          let (sample, channel) = item.quotientAndRemainder(dividingBy: 2)
          let (values, wanted) = (
            flow.plane(sample: sample, channel: channel), truth.plane(sample: sample, channel: channel)
          )
          let gradient = gradients?[level].plane(sample: sample, channel: channel)
          var sum = 0.0
          for pixel in 0..<flow.planeCount {
            let difference = values[pixel] - wanted[pixel]
            if wanted[pixel].isNaN { continue }
            sum += Double(difference.magnitude)
            if let gradient, difference != 0 { gradient[pixel] += difference > 0 ? slope : -slope }
          }
          return sum
        }
    }
    return loss
  }
}
