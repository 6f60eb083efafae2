import Tensors

/// Chooses the palettes of a GIF's pictures and maps pictures to them.
///
/// A picture with up to 255 colours keeps them exactly; one with more gets 255 chosen by ``MedianCut``, mixed by an
/// ordered dither, whose pattern stands still where the picture does. A palette is kept for the next picture while it
/// serves nearly as well as one made for it. The 256th entry is left to mark transparency.
struct PaletteChooser {
  private static let mostColors = 255

  /// The palette of the last picture.
  private(set) var palette: [SIMD3<UInt8>] = []
  private var isExact = false
  private var histogram = ColorHistogram()
  private var nearest = NearestColors()

  /// Maps a picture `[height, width, 3]` to entries of ``palette``, row by row.
  mutating func map(_ picture: Tensor<UInt8>, rows: (Int) throws -> UnsafeMutablePointer<UInt8>) throws {
    let width = picture.shape[1]
    try picture.withUnsafeBufferPointer { colors in
      if let table = exactTable(of: colors) {
        for y in 0..<picture.shape[0] {
          let row = try rows(y)
          for x in 0..<width { row[x] = table.entry(of: packedColor(colors, y * width + x)) }
        }
      } else {
        let error = choosePalette(for: histogram.cells(of: colors))
        let dither = OrderedDither(meanSquaredError: error)
        for y in 0..<picture.shape[0] {
          let row = try rows(y)
          for x in 0..<width {
            let pixel = 3 * (y * width + x)
            row[x] = nearest.entry(
              red: dither.shifted(colors[pixel], x, y), green: dither.shifted(colors[pixel + 1], x + 3, y + 5),
              blue: dither.shifted(colors[pixel + 2], x + 6, y + 2))
          }
        }
      }
    }
  }

  /// Extends or renews an exact palette; nil where the picture has too many colours for one.
  private mutating func exactTable(of colors: UnsafeBufferPointer<UInt8>) -> ExactColors? {
    if isExact, let table = ExactColors(startingWith: palette, addingColorsOf: colors, most: Self.mostColors) {
      palette = table.colors
      return table
    }
    guard let table = ExactColors(startingWith: [], addingColorsOf: colors, most: Self.mostColors) else { return nil }
    palette = table.colors
    isExact = true
    return table
  }

  /// Keeps the palette that is there or takes a new one.
  ///
  /// - Returns: The mean squared distance of the cells from it.
  private mutating func choosePalette(for cells: [ColorHistogram.Cell]) -> Float {
    let kept = isExact || palette.isEmpty ? nil : nearest
    let fresh = NearestColors(palette: MedianCut.colors(of: cells, count: Self.mostColors))
    let freshError = fresh.meanSquaredError(of: cells)
    if let kept {
      let error = kept.meanSquaredError(of: cells)
      if error <= 1.25 * freshError + 0.5 { return error }
    }
    nearest = fresh
    palette = fresh.palette
    isExact = false
    return freshError
  }
}

/// A dither by an 8×8 threshold matrix (Bayer's): neighbouring pixels are shifted by different amounts before they are
/// mapped, so that the palette's colours mix.
private struct OrderedDither {
  /// The shifts, row by row.
  private let shifts: [Int]

  init(meanSquaredError: Float) {
    // Half of a typical gap between palette colours along one axis; more only adds noise.
    let amplitude = min((meanSquaredError / 3).squareRoot() * 1.5, 16)
    shifts = (0..<64).map { place in
      let (x, y) = (place % 8, place / 8)
      var rank = 0
      for bit in 0..<3 {
        let (a, b) = (x >> bit & 1, y >> bit & 1)
        rank = rank << 2 | (a ^ b) << 1 | b
      }
      return Int(((Float(rank) + 0.5) / 32 - 1) * amplitude)
    }
  }

  @inline(__always)
  func shifted(_ value: UInt8, _ x: Int, _ y: Int) -> UInt8 {
    UInt8(min(max(Int(value) + shifts[(y & 7) << 3 | x & 7], 0), 255))
  }
}
