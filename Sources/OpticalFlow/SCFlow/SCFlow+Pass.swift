import Kernels
import NeuralNetworks

extension SCFlow {
  /// What the network sees of windows of a batch: each frame warped along the prior flow to the time of the middle one.
  ///
  /// ``SpikeWindow`` does the same for one window of packed spikes, faster.
  ///
  /// - Parameters:
  ///   - spikes: `[batch, 25, height, width]`, 0 or 1.
  ///   - prior: `[batch, 2, height, width]`, pixels over `interval`. No gradient leads to it. The second window sees
  ///     it moved along itself, by ``Warp`` with the scale −1.
  ///   - interval: The frames between the middles of both windows.
  ///   - slices: Takes a map of the spikes' shape.
  public static func warpFrames(
    of spikes: FeatureMap, along prior: FeatureMap, interval: Int, into slices: FeatureMap, workers: Workers
  ) {
    precondition(spikes.channelCount == windowLength, "SCFlow takes windows of \(windowLength) frames.")
    precondition(interval > 0, "The interval of two windows is at least one frame, not \(interval).")
    for frame in 0..<windowLength {
      Warp.run(
        spikes[frame..<frame + 1], by: prior, scale: Float(frame - windowLength / 2) / Float(interval),
        into: slices[frame..<frame + 1], workers: workers)
    }
  }

  /// The features of one window.
  ///
  /// - Parameter slices: `[batch, 25, height, width]`: the frames of the window, each warped along the prior flow to the
  ///   time of the middle one, as ``SpikeWindow`` does it. Height and width are multiples of ``sizeDivisor``.
  /// - Returns: A map a level, finest first.
  public func features<O: NetworkOperations>(of slices: O.Value, on operations: O) -> [O.Value] {
    var value = slices
    return encoder.indices.map { level in
      value =
        operations.module { [value] in
          let input = level == 0 ? representation.reduce(value) { operations.convolution($1, $0) } : value
          return [operations.convolution(encoder[level].1, operations.convolution(encoder[level].0, input))]
        }[0]
      return value
    }
  }

  /// The flow from one window to another, of which each level's is refined from the one above.
  ///
  /// - Parameters:
  ///   - first: The features of the first window; `second` those of the second.
  /// - Returns: A flow a level, finest first: `[batch, 2, height >> level, width >> level]`, pixels of that level.
  public func flows<O: NetworkOperations>(
    from first: [O.Value], to second: [O.Value], on operations: O
  ) -> [O.Value] {
    var flows: [O.Value] = []
    for level in Self.encoderWidths.indices.reversed() {
      var moved = second[level]
      let estimate: O.Value
      if let coarser = flows.last {
        estimate = operations.enlarged(coarser, scale: 2)
        moved = operations.warped(moved, by: estimate, alignment: .corners)
      } else {
        let shape = operations.shape(of: moved)
        estimate = operations.zeros(batch: shape[0], channels: 2, height: shape[2], width: shape[3])
      }
      flows += operations.module { [moved] in
        [refined(estimate, level: level, from: first[level], to: moved, on: operations)]
      }
    }
    return flows.reversed()
  }

  /// Corrects the estimate of a level's flow. Each layer of the estimator reads what all before it have made.
  private func refined<O: NetworkOperations>(
    _ estimate: O.Value, level: Int, from first: O.Value, to second: O.Value, on operations: O
  ) -> O.Value {
    let correlation = operations.correlation(first, second, activation: .leakyReLU(slope: 0.1))
    let reduced = operations.convolution(reduction[level], first)
    var seen = operations.joined([correlation, reduced, estimate])
    for layer in estimator.dropLast() {
      seen = operations.joined([operations.convolution(layer, seen), seen])
    }
    let correction = operations.convolution(estimator[Self.estimatorWidths.count], seen)
    return operations.adding(estimate, to: correction)
  }
}
