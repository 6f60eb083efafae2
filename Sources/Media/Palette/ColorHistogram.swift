/// The colours of a picture, gathered in cells of 4×4×4 values.
///
/// Buffers are kept, so that the next picture costs only its own cells.
struct ColorHistogram {
  /// The mean colour of a cell that occurs, and how often.
  struct Cell {
    var red: Float
    var green: Float
    var blue: Float
    var weight: Float
    /// The cell's number, as ``index(_:_:_:)`` gives it.
    var index: Int
  }

  /// The number of cells.
  static let cellCount = 1 << 18

  private var sums = [(count: UInt32, red: UInt32, green: UInt32, blue: UInt32)](
    repeating: (0, 0, 0, 0), count: Self.cellCount)
  private var used: [Int] = []

  /// The number of the cell of a colour.
  @inline(__always)
  static func index(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
    Int(red >> 2) << 12 | Int(green >> 2) << 6 | Int(blue >> 2)
  }

  /// The cells of a picture, ordered by number. Colours are interleaved, red first.
  mutating func cells(of colors: UnsafeBufferPointer<UInt8>) -> [Cell] {
    for pixel in 0..<colors.count / 3 {
      let (red, green, blue) = (colors[3 * pixel], colors[3 * pixel + 1], colors[3 * pixel + 2])
      let index = Self.index(red, green, blue)
      if sums[index].count == 0 { used.append(index) }
      sums[index].count += 1
      sums[index].red += UInt32(red)
      sums[index].green += UInt32(green)
      sums[index].blue += UInt32(blue)
    }
    used.sort()
    defer { used.removeAll(keepingCapacity: true) }
    return used.map { index in
      let sum = sums[index]
      sums[index] = (0, 0, 0, 0)
      let weight = Float(sum.count)
      return Cell(
        red: Float(sum.red) / weight, green: Float(sum.green) / weight, blue: Float(sum.blue) / weight,
        weight: weight, index: index)
    }
  }
}
