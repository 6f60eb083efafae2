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
