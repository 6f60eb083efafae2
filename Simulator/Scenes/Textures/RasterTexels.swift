import Runtime

/// The texels of a raster, with two more at the end of each row and two more rows, so that there are neighbours to all.
final class RasterTexels: Sendable {
  /// The distance between two rows.
  let stride: Int
  private let memory: AlignedMemory

  var byteCount: Int { memory.byteCount }
  /// The texels, which stay where they are.
  var first: UnsafePointer<UInt16> { UnsafePointer(memory.baseAddress.assumingMemoryBound(to: UInt16.self)) }

  /// Draws each texel, and those beyond the edge, from its column and row.
  init(width: Int, height: Int, _ draw: (_ column: Int, _ row: Int) -> UInt16) {
    stride = width + 2
    let count = stride * (height + 2)
    memory = AlignedMemory(uninitializedByteCount: 2 * count)
    let target = memory.buffer(of: UInt16.self, count: count)
    for row in 0..<height + 2 {
      for column in 0..<stride { target.initializeElement(at: row * stride + column, to: draw(column, row)) }
    }
  }

  /// The number between four texels.
  ///
  /// - Precondition: The place is between the first and the last texel.
  func value(at place: SIMD2<Double>) -> Double {
    let (column, row) = (Int(place.x), Int(place.y))
    let (right, down) = (place.x - Double(column), place.y - Double(row))
    func line(_ row: Int) -> Double {
      let (left, next) = (Double(first[row * stride + column]), Double(first[row * stride + column + 1]))
      return left + right * (next - left)
    }
    let top = line(row)
    return top + down * (line(row + 1) - top)
  }
}
