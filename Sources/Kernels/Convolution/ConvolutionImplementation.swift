import Tensors

/// A convolution prepared for one of the ways to compute it.
enum ConvolutionImplementation: Sendable {
  case winograd(WinogradConvolution)
  case halving(HalvingConvolution)
  case narrow(NarrowConvolution)
  case pointwise(PointwiseConvolution)
  case taps(TapConvolution)

  /// Prepares a kernel `[outputs, inputs, rows, columns]` for the fastest way; Winograd's with tiles of another size
  /// where `tiles` says so, and not at all where `isDirect`.
  init(
    _ shape: ConvolutionShape, weight: Tensor<Float>, bias: Tensor<Float>?, tiles: WinogradTiles?, isDirect: Bool
  ) {
    let algorithm = ConvolutionAlgorithm.fastest(
      outputs: shape.outputs, rows: shape.rows, columns: shape.columns, stride: shape.stride, padding: shape.padding)
    switch isDirect && algorithm.isMinimal ? .taps : algorithm {
    case .winograd:
      self = .winograd(
        WinogradConvolution(
          weight: weight, bias: bias, size: tiles ?? .fastest(inputs: shape.inputs, outputs: shape.outputs)))
    case .halving: self = .halving(HalvingConvolution(weight: weight, bias: bias))
    case .narrow: self = .narrow(NarrowConvolution(weight: weight, bias: bias, padding: shape.padding))
    case .pointwise: self = .pointwise(PointwiseConvolution(weight: weight, bias: bias))
    case .taps:
      self = .taps(TapConvolution(weight: weight, bias: bias, stride: shape.stride, padding: shape.padding))
    }
  }

  /// Prepares the gradient of a convolution's input.
  init(gradientOf shape: ConvolutionShape, weight: Tensor<Float>, isDirect: Bool) {
    let turnedPadding = shape.rows - 1 - shape.padding
    let isSquare = shape.rows == shape.columns && turnedPadding >= 0
    let algorithm = ConvolutionAlgorithm.fastest(
      outputs: shape.inputs, rows: shape.rows, columns: shape.columns, stride: shape.stride, padding: turnedPadding)
    switch isDirect && algorithm.isMinimal ? .taps : algorithm {
    case .winograd:
      self = .winograd(
        WinogradConvolution(
          weight: weight, bias: nil, size: .fastest(inputs: shape.outputs, outputs: shape.inputs), isGradient: true))
    case .pointwise: self = .pointwise(PointwiseConvolution(weight: weight, bias: nil, isGradient: true))
    case .narrow where isSquare:
      self = .narrow(NarrowConvolution(weight: weight, bias: nil, padding: turnedPadding, isGradient: true))
    case .narrow, .taps, .halving:
      self = .taps(TapConvolution(transposing: weight, bias: nil, stride: shape.stride, padding: shape.padding))
    }
  }

  /// Puts other weights of the same shape in place, without taking memory.
  func pack(_ weight: Tensor<Float>) {
    switch self {
    case .winograd(let convolution): convolution.pack(weight)
    case .halving(let convolution): convolution.pack(weight)
    case .narrow(let convolution): convolution.pack(weight)
    case .pointwise(let convolution): convolution.pack(weight)
    case .taps(let convolution): convolution.pack(weight)
    }
  }

  /// The bytes of the weights in the form that is computed with.
  var packedByteCount: Int {
    switch self {
    case .winograd(let convolution): convolution.packedByteCount
    case .halving(let convolution): convolution.packedByteCount
    case .narrow(let convolution): convolution.packedByteCount
    case .pointwise(let convolution): convolution.packedByteCount
    case .taps(let convolution): convolution.packedByteCount
    }
  }

  var algorithm: ConvolutionAlgorithm {
    switch self {
    case .winograd: .winograd
    case .halving: .halving
    case .narrow: .narrow
    case .pointwise: .pointwise
    case .taps: .taps
    }
  }

  /// Writes the whole output, or adds to it.
  func run(_ input: ConcatenatedMaps, into output: FeatureMap, finish: Finish, workers: Workers) {
    switch self {
    case .winograd(let convolution): convolution.run(input, into: output, finish: finish, workers: workers)
    case .halving(let convolution): convolution.run(input, into: output, finish: finish, workers: workers)
    case .narrow(let convolution): convolution.run(input, into: output, finish: finish, workers: workers)
    case .pointwise(let convolution): convolution.run(input, into: output, finish: finish, workers: workers)
    case .taps(let convolution):
      convolution.run(input, into: output, finish: finish, workers: workers)
    }
  }
}
