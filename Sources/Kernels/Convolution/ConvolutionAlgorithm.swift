import Tensors

/// The ways to compute a convolution.
public enum ConvolutionAlgorithm: String, Sendable, CaseIterable {
  /// Winograd's minimal filtering, F(4x4, 3x3).
  case winograd
  /// Products of single taps, then their shifted sum.
  case narrow
  /// Products with the pixels as they lie.
  case pointwise
  /// Products with the runs of a patch.
  case taps

  /// The way that measured fastest for a shape (`Tools/bench kernel convolution`).
  ///
  /// | kernel | stride, padding | outputs | way |
  /// |---|---|---|---|
  /// | 1 x 1 | 1, 0 | any | pointwise |
  /// | any | 1, any | outputs · kernel area ≤ 40 | narrow |
  /// | 3 x 3 | 1, 1 | more | winograd |
  /// | any other | any | any | taps |
  public static func fastest(inputs: Int, outputs: Int, rows: Int, columns: Int, stride: Int, padding: Int) -> Self {
    if rows == 1 && columns == 1 && stride == 1 && padding == 0 { return .pointwise }
    if stride == 1 && outputs * rows * columns <= NarrowConvolution.largestRowCount { return .narrow }
    if rows == 3 && columns == 3 && stride == 1 && padding == 1 { return .winograd }
    return .taps
  }
}

extension Convolution2D {
  /// A convolution prepared for one of the ways.
  enum Implementation: Sendable {
    case winograd(WinogradConvolution)
    case narrow(NarrowConvolution)
    case pointwise(PointwiseConvolution)
    case taps(TapConvolution)

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
  }
}
