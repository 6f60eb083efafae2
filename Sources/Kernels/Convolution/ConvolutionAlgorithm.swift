/// The ways to compute a convolution.
public enum ConvolutionAlgorithm: String, Sendable, CaseIterable {
  /// Winograd's minimal filtering, with tiles of the size that ``WinogradTiles`` finds fastest.
  case winograd
  /// Winograd's minimal filtering down the columns, of odd and even rows apart.
  case halving
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
  /// | 3 x 3 | 1, 1 | 64 and more, of up to 320 inputs | winograd, tiles of 6 x 6 |
  /// | 3 x 3 | 1, 1 | other | winograd, tiles of 4 x 4 |
  /// | 7 x 7 | 2, 3 | 16 and more | halving |
  /// | any other | any | any | taps |
  ///
  /// Winograd's algorithm would gain nothing with other strides. Tiles of 6 x 6 measured up to a tenth faster than those
  /// of 4 x 4 where the products outweigh the transforms, and not where outputs are few; beyond 320 channels their
  /// rounding comes near the agreement asked for.
  public static func fastest(outputs: Int, rows: Int, columns: Int, stride: Int, padding: Int) -> Self {
    if rows == 1 && columns == 1 && stride == 1 && padding == 0 { return .pointwise }
    if stride == 1 && outputs * rows * columns <= NarrowConvolution.largestRowCount { return .narrow }
    if rows == 3 && columns == 3 && stride == 1 && padding == 1 { return .winograd }
    if rows == 7 && columns == 7 && stride == 2 && padding == 3 && outputs >= 16 { return .halving }
    return .taps
  }
}

extension ConvolutionAlgorithm {
  /// Whether sums are made by Winograd's minimal filtering, so that rounding goes by the scale of all of them.
  public var isMinimal: Bool { self == .winograd || self == .halving }
}

extension WinogradTiles {
  /// The size that the table above names.
  static func fastest(inputs: Int, outputs: Int) -> Self { inputs <= 320 && outputs >= 64 ? .six : .four }
}
