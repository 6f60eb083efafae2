import Tensors

/// A convolution prepared for one of the ways to compute it.
enum ConvolutionImplementation: Sendable {
  case winograd(WinogradConvolution)
  case narrow(NarrowConvolution)
  case pointwise(PointwiseConvolution)
  case taps(TapConvolution)

  /// Prepares a kernel `[outputs, inputs, rows, columns]` for the fastest way.
  init(weight: Tensor<Float>, bias: Tensor<Float>?, stride: Int, padding: Int) {
    let (outputs, inputs, rows, columns) = (weight.shape[0], weight.shape[1], weight.shape[2], weight.shape[3])
    let algorithm = ConvolutionAlgorithm.fastest(
      inputs: inputs, outputs: outputs, rows: rows, columns: columns, stride: stride, padding: padding)
    switch algorithm {
    case .winograd:
      self = .winograd(WinogradConvolution(weight: weight, bias: bias))
    case .narrow:
      self = .narrow(NarrowConvolution(weight: weight, bias: bias, padding: padding))
    case .pointwise:
      self = .pointwise(PointwiseConvolution(weight: weight, bias: bias))
    case .taps:
      let taps = Tap.kernel(rows: rows, columns: columns, padding: padding)
      let weights = PackedWeights(outputs: outputs, terms: inputs * taps.count)
      weights.pack(weight) { output, term in output * inputs * taps.count + term }
      self = .taps(
        TapConvolution(
          inputChannels: inputs, outputChannels: outputs, step: stride,
          phases: [TapConvolution.Phase(taps: taps, weights: weights)], bias: bias))
    }
  }

  var algorithm: ConvolutionAlgorithm {
    switch self {
    case .winograd: .winograd
    case .narrow: .narrow
    case .pointwise: .pointwise
    case .taps: .taps
    }
  }

  /// Writes the whole output.
  func run(_ input: ConcatenatedMaps, into output: FeatureMap, finish: Finish, workers: Workers) {
    switch self {
    case .winograd(let convolution): convolution.run(input, into: output, finish: finish, workers: workers)
    case .narrow(let convolution): convolution.run(input, into: output, finish: finish, workers: workers)
    case .pointwise(let convolution): convolution.run(input, into: output, finish: finish, workers: workers)
    case .taps(let convolution):
      convolution.run(
        input, into: output, rows: output.height, columns: output.width, finish: finish, workers: workers)
    }
  }
}
