import Kernels

/// The distance to a known flow, as SCFlow was trained (Hu et al., CVPR 2022): the sum over all levels of the mean of
/// `|truth − flow|` over samples, components and pixels.
///
/// The truth of a level is that of the finest one, resized bilinearly, in pixels of the level.
public struct SupervisedFlowLoss: FlowLoss, Sendable {
  /// Finest level first.
  private let truths: [FeatureMap]

  /// Takes the truth.
  ///
  /// - Parameters:
  ///   - truth: `[batch, 2, height, width]`, u to the right and v downwards, in pixels.
  ///   - levels: The levels of the pyramids that are held against it.
  public init(truth: FeatureMap, levels: Int = 4) {
    precondition(truth.channelCount == 2, "A flow has two components, not \(truth.channelCount).")
    truths = truth.pyramid(levels: levels, isFlow: true)
  }

  /// The sum over the levels of the mean distance to the truth.
  public func value(
    of flows: [FeatureMap], weight: Double, addingGradientsTo gradients: [FeatureMap]?, workers: Workers
  ) -> Double {
    precondition(flows.count == truths.count, "There are \(flows.count) flows for \(truths.count) levels.")
    var loss = 0.0
    for (level, (flow, truth)) in zip(flows, truths).enumerated() {
      precondition(flow.shape == truth.shape, "A flow of shape \(flow.shape) is none of the truth's \(truth.shape).")
      let share = 1 / Double(flow.batch * 2 * flow.planeCount)
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
            sum += Double(difference.magnitude)
            if let gradient, difference != 0 { gradient[pixel] += difference > 0 ? slope : -slope }
          }
          return sum
        }
    }
    return loss
  }
}
