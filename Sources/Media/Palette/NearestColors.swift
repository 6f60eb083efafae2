/// The nearest palette entry of every colour, found when it is first asked for and kept by cells of 4×4×4 values.
struct NearestColors {
  /// The palette, at most 256 colours.
  let palette: [SIMD3<UInt8>]
  private let colors: [SIMD3<Float>]
  private var entries: [UInt16]
  private static let unknown = UInt16.max

  init(palette: [SIMD3<UInt8>] = []) {
    self.palette = palette
    colors = palette.map { SIMD3<Float>($0) }
    entries = [UInt16](repeating: Self.unknown, count: palette.isEmpty ? 0 : ColorHistogram.cellCount)
  }

  /// The entry nearest to the middle of a colour's cell.
  mutating func entry(red: UInt8, green: UInt8, blue: UInt8) -> UInt8 {
    let cell = ColorHistogram.index(red, green, blue)
    if entries[cell] == Self.unknown {
      let corner = SIMD3<UInt8>(red, green, blue) & SIMD3(repeating: 0xfc)
      entries[cell] = UInt16(search(SIMD3<Float>(corner) + 1.5).entry)
    }
    return UInt8(truncatingIfNeeded: entries[cell])
  }

  /// The mean squared distance of a picture's cells from their nearest entries.
  func meanSquaredError(of cells: [ColorHistogram.Cell]) -> Float {
    var total: Float = 0
    var weight: Float = 0
    for cell in cells {
      total += search(SIMD3(cell.red, cell.green, cell.blue)).distance * cell.weight
      weight += cell.weight
    }
    return total / weight
  }

  /// The first of the nearest entries and its squared distance.
  private func search(_ position: SIMD3<Float>) -> (entry: Int, distance: Float) {
    var best = (entry: 0, distance: Float.infinity)
    for index in colors.indices {
      let offset = colors[index] - position
      let distance = (offset * offset).sum()
      if distance < best.distance { best = (index, distance) }
    }
    return best
  }
}
