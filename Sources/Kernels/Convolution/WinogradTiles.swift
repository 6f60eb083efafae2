import CKernels

/// The size of Winograd's tiles: how many outputs a side are made from one transform.
public enum WinogradTiles: Int, Sendable, CaseIterable {
  /// F(2x2, 3x3): 16 products for 4 outputs, a factor of 2.25.
  case two = 2
  /// F(4x4, 3x3): 36 products for 16 outputs, a factor of 4.
  case four = 4
  /// F(6x6, 3x3): 64 products for 36 outputs, a factor of 5.06, with about twice the rounding of F(4x4, 3x3).
  case six = 6

  /// The products of a tile for each pair of channels.
  var matrixCount: Int { (rawValue + 2) * (rawValue + 2) }

  /// The transforms of this size.
  func transforms(_ loops: SaccadeNetworkLoops) -> SaccadeWinograd {
    switch self {
    case .two: loops.winograd2
    case .four: loops.winograd4
    case .six: loops.winograd6
    }
  }
}
