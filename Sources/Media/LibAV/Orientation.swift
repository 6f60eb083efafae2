/// One of the eight ways to turn and mirror a picture by right angles.
///
/// The upright picture's pixel (x, y) is the stored pixel (x, y), or (y, x) where `transposes`; then each stored axis
/// may run backwards.
struct Orientation: Equatable, Sendable {
  /// Whether rows and columns change places.
  var transposes = false
  /// Whether stored columns are read from right to left.
  var reversesStoredColumns = false
  /// Whether stored rows are read from bottom to top.
  var reversesStoredRows = false

  static let upright = Orientation()

  init() {}

  /// Reads a display matrix of libav, row by row `a b u, c d v, x y w`: the stored pixel (p, q) is shown at
  /// (a·p + c·q, b·p + d·q), y downwards. Angles between the right ones go to the nearest; a matrix without a turn in
  /// it leaves the picture as it is.
  init(displayMatrix matrix: UnsafePointer<Int32>) {
    let (a, b, c, d) = (Int64(matrix[0]), Int64(matrix[1]), Int64(matrix[3]), Int64(matrix[4]))
    guard a * d != b * c else { return }
    transposes = abs(a) + abs(d) < abs(b) + abs(c)
    reversesStoredColumns = (transposes ? b : a) < 0
    reversesStoredRows = (transposes ? c : d) < 0
  }

  /// The size of the upright picture, or of the stored one when an upright size is given: the exchange is its own
  /// inverse.
  func turned(width: Int, height: Int) -> (width: Int, height: Int) {
    transposes ? (height, width) : (width, height)
  }

  /// How to walk through a stored picture so that pixels come in upright order.
  ///
  /// - Returns: The sample where the upright picture starts, and the steps from it to the next column and row.
  func walk(
    storedWidth: Int, storedHeight: Int, rowSamples: Int, pixelSamples: Int
  ) -> (start: Int, column: Int, row: Int) {
    let column = reversesStoredColumns ? -pixelSamples : pixelSamples
    let row = reversesStoredRows ? -rowSamples : rowSamples
    let start =
      (reversesStoredColumns ? (storedWidth - 1) * pixelSamples : 0)
      + (reversesStoredRows ? (storedHeight - 1) * rowSamples : 0)
    return transposes ? (start, row, column) : (start, column, row)
  }
}
