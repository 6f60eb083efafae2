/// The gradient of a convolution with respect to its weights, and to its bias.
///
/// `dw[o, c, ky, kx] = Σ dy[n, o, y, x] · x[n, c, y·stride + ky − padding, …]` over all samples and pixels. For 3 x 3
/// with stride 1 and padding 1 it is computed in Winograd's domain, a quarter of the products; else, and where maps are
/// small and weights many, as one matrix product a tap over the runs of a patch. Both are products on BLAS whose inner
/// axis is the pixels.
public struct ConvolutionWeightGradient: Sendable {
  private let shape: ConvolutionShape
  private let implementation: Implementation

  private enum Implementation: Sendable {
    /// And what is faster on maps of few tiles.
    case winograd(WinogradWeightGradient, TapWeightGradient)
    case taps(TapWeightGradient)
  }

  /// Of fewer tiles the products take less time than bringing the gradient of the transformed weights, four times as
  /// large as theirs, to memory and back.
  private static let fewestTiles = 24
  /// The gradient of fewer transformed weights stays in cache.
  private static let fewestKernels = 1 << 15

  /// Describes the gradient of a kernel `[outputs, inputs, rows, columns]`.
  public init(outputs: Int, inputs: Int, rows: Int, columns: Int, stride: Int = 1, padding: Int = 0) {
    shape = ConvolutionShape(
      outputs: outputs, inputs: inputs, rows: rows, columns: columns, stride: stride, padding: padding)
    let isWinograd =
      ConvolutionAlgorithm.fastest(
        outputs: outputs, rows: rows, columns: columns, stride: stride, padding: padding)
      == .winograd
    let taps = TapWeightGradient(
      dense: outputs, patched: inputs, taps: Tap.kernel(rows: rows, columns: columns, padding: padding), step: stride)
    implementation =
      isWinograd ? .winograd(WinogradWeightGradient(outputs: outputs, inputs: inputs), taps) : .taps(taps)
  }

  /// Writes the gradient of the weights, summed over the batch.
  ///
  /// - Parameters:
  ///   - input: `[batch, inputs, height, width]`: what the convolution read.
  ///   - outputGradient: `[batch, outputs, …]`, before the activation.
  ///   - weightGradient: A map of shape `[outputs, inputs, rows, columns]`.
  ///   - isAdded: Whether to add to what it holds.
  public func callAsFunction(
    _ input: ConcatenatedMaps, _ outputGradient: FeatureMap, into weightGradient: FeatureMap, isAdded: Bool = false,
    workers: Workers
  ) {
    shape.check(input: input, output: outputGradient)
    precondition(
      weightGradient.shape == shape.weightShape && weightGradient.isWhole,
      "A gradient of shape \(weightGradient.shape) is not that of weights \(shape.weightShape).")
    switch implementation {
    case .winograd(let gradient, _) where !isCoarse(input):
      gradient.run(input, outputGradient, into: weightGradient, isAdded: isAdded, workers: workers)
    case .taps(let gradient), .winograd(_, let gradient):
      gradient.run(
        dense: ConcatenatedMaps(outputGradient), patched: input, into: weightGradient, isAdded: isAdded,
        workers: workers)
    }
  }

  private func isCoarse(_ input: ConcatenatedMaps) -> Bool {
    shape.outputs * shape.inputs >= Self.fewestKernels
      && input.batch * WinogradWeightGradient.tileCount(height: input.height, width: input.width) < Self.fewestTiles
  }
}

/// The gradient of a bias: the sum of every output channel's gradient over samples and pixels. Bound by memory.
public enum BiasGradient {
  /// Writes the sums of `outputGradient` `[batch, outputs, height, width]` into a map `[1, 1, 1, outputs]`.
  public static func run(
    _ outputGradient: FeatureMap, into biasGradient: FeatureMap, isAdded: Bool = false, workers: Workers
  ) {
    precondition(
      biasGradient.shape == [1, 1, 1, outputGradient.channelCount],
      "A gradient of shape \(biasGradient.shape) is not that of a bias for \(outputGradient.shape).")
    let target = biasGradient.plane(sample: 0)
    workers.run(outputGradient.channelCount) { channel, _ in
      var sum = isAdded ? Double(target[channel]) : 0
      for sample in 0..<outputGradient.batch {
        sum += workers.kernels.networks.rows.sum(
          outputGradient.plane(sample: sample, channel: channel), outputGradient.planeCount)
      }
      target[channel] = Float(sum)
    }
  }
}
