import CKernels

/// An activation of a few values: `step · clip(round(x / step), 0, levels)`.
///
/// Its gradient takes the rounding for the identity. With k the rounded ratio, the gradient of the step is `k − x/step`
/// inside, `levels` above and 0 below.
public struct QuantizedActivation: Sendable, Hashable {
  /// What becomes of a half.
  public enum Halves: Sendable, Hashable {
    /// It is rounded up, as `⌊x + 1/2⌋` does: the activation of Bu et al. (QCFS, ICLR 2022).
    case up
    /// It goes to the even neighbour, as PyTorch's `round` does: that of Esser et al. (LSQ, ICLR 2020).
    case even
  }

  /// The number of values above 0.
  public let levels: Int
  /// What becomes of a half.
  public let halves: Halves

  /// Describes an activation.
  public init(levels: Int, halves: Halves) {
    precondition(levels > 0, "An activation has a level at least, not \(levels).")
    self.levels = levels
    self.halves = halves
  }

  private func quantizer(_ step: Float) -> SaccadeQuantizer {
    precondition(step > 0, "A step of \(step) quantises nothing.")
    return SaccadeQuantizer(step: step, levels: Float(levels), half_up: halves == .up ? 1 : 0)
  }

  /// Writes the activation of every value; `output` may be `input`. A NaN stays one.
  public func callAsFunction(_ input: FeatureMap, step: Float, into output: FeatureMap, workers: Workers) {
    precondition(output.shape == input.shape, "The output's shape \(output.shape) is not \(input.shape).")
    let quantizer = quantizer(step)
    workers.forEachPiece(of: input) { sample, offset, count in
      workers.kernels.training.quantize_row(
        input.plane(sample: sample) + offset, count, quantizer, output.plane(sample: sample) + offset)
    }
  }

  /// The gradient of the input, and of the step as the result.
  ///
  /// - Parameters:
  ///   - gradient: Takes the gradient of the input; may be `upstream`.
  ///   - isAdded: Whether to add to what it holds.
  public func backward(
    _ upstream: FeatureMap, of input: FeatureMap, step: Float, into gradient: FeatureMap, isAdded: Bool = false,
    workers: Workers
  ) -> Double {
    precondition(
      upstream.shape == input.shape && gradient.shape == input.shape,
      "The gradients' shapes \(upstream.shape) and \(gradient.shape) are not \(input.shape).")
    let quantizer = quantizer(step)
    let planes = input.batch * input.channelCount
    let sums = workers.sharedScratch.doubles(planes)
    workers.forEach(planes) { item in
      let (sample, channel) = item.quotientAndRemainder(dividingBy: input.channelCount)
      sums[item] = workers.kernels.training.quantize_gradient(
        input.plane(sample: sample, channel: channel), upstream.plane(sample: sample, channel: channel),
        input.planeCount, quantizer, isAdded ? 1 : 0, gradient.plane(sample: sample, channel: channel))
    }
    return (0..<planes).reduce(0) { $0 + sums[$1] }
  }
}
