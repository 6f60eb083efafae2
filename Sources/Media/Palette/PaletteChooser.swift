import Tensors

/// Chooses the palettes of a GIF's pictures and maps pictures to them.
///
/// A picture with up to 255 colours keeps them exactly; one with more gets the nearest of 255 chosen by ``MedianCut``,
/// without dithering, which would flicker. A palette is kept for the next picture while it serves nearly as well as one
/// made for it, so that still parts stay still. The 256th entry is left transparent: GIF marks with it what did not
/// change.
struct PaletteChooser {
  private static let mostColors = 255
  private static let emptyKey = UInt32.max

  /// The palette of the last picture.
  private(set) var palette: [SIMD3<UInt8>] = []
  private var isExact = false
  private var histogram = ColorHistogram()
  private var nearest = [UInt8](repeating: 0, count: ColorHistogram.cellCount)

  /// Maps a picture `[height, width, 3]` to entries of ``palette``, row by row.
  mutating func map(_ picture: Tensor<UInt8>, rows: (Int) throws -> UnsafeMutablePointer<UInt8>) throws {
    let width = picture.shape[1]
    try picture.withUnsafeBufferPointer { colors in
      if let table = exactTable(of: colors) {
        for y in 0..<picture.shape[0] {
          let row = try rows(y)
          for x in 0..<width { row[x] = table.entry(of: key(colors, y * width + x)) }
        }
      } else {
        chooseNearest(to: histogram.cells(of: colors))
        for y in 0..<picture.shape[0] {
          let row = try rows(y)
          for x in 0..<width {
            let pixel = 3 * (y * width + x)
            row[x] = nearest[ColorHistogram.index(colors[pixel], colors[pixel + 1], colors[pixel + 2])]
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

  /// Fills ``nearest`` for the cells, with the palette that is there or a new one.
  private mutating func chooseNearest(to cells: [ColorHistogram.Cell]) {
    let fresh = MedianCut.colors(of: cells, count: Self.mostColors)
    if !isExact && !palette.isEmpty {
      let kept = assign(cells, palette)
      let keptNearest = nearest
      if kept <= 1.25 * assign(cells, fresh) + 0.5 {
        nearest = keptNearest
        return
      }
    } else {
      _ = assign(cells, fresh)
    }
    palette = fresh
    isExact = false
  }

  /// Assigns each cell its nearest colour, the first of equals.
  ///
  /// - Returns: The mean squared distance.
  private mutating func assign(_ cells: [ColorHistogram.Cell], _ palette: [SIMD3<UInt8>]) -> Float {
    let colors = palette.map { SIMD3<Float>($0) }
    var total: Float = 0
    var weight: Float = 0
    for cell in cells {
      let position = SIMD3<Float>(cell.red, cell.green, cell.blue)
      var best = (index: 0, distance: Float.infinity)
      for index in colors.indices {
        let offset = colors[index] - position
        let distance = (offset * offset).sum()
        if distance < best.distance { best = (index, distance) }
      }
      nearest[cell.index] = UInt8(best.index)
      total += best.distance * cell.weight
      weight += cell.weight
    }
    return total / weight
  }
}

/// A hash table of up to 255 colours, each with its entry in a palette.
private struct ExactColors {
  private(set) var colors: [SIMD3<UInt8>]
  private var slots = [(key: UInt32, entry: UInt8)](repeating: (.max, 0), count: 1024)

  /// Nil where there are more than `most` colours in all.
  init?(startingWith known: [SIMD3<UInt8>], addingColorsOf pixels: UnsafeBufferPointer<UInt8>, most: Int) {
    colors = []
    for color in known { add(key(color.x, color.y, color.z)) }
    for pixel in 0..<pixels.count / 3 {
      add(key(pixels, pixel))
      if colors.count > most { return nil }
    }
  }

  func entry(of key: UInt32) -> UInt8 { slots[slot(of: key)].entry }

  private mutating func add(_ key: UInt32) {
    let slot = slot(of: key)
    if slots[slot].key == key { return }
    slots[slot] = (key, UInt8(truncatingIfNeeded: colors.count))
    colors.append(SIMD3(truncatingIfNeeded: SIMD3<UInt32>(key >> 16, key >> 8, key)))
  }

  private func slot(of key: UInt32) -> Int {
    var slot = Int((key &* 2_654_435_761) >> 22)
    while slots[slot].key != key && slots[slot].key != .max { slot = (slot + 1) & 1023 }
    return slot
  }
}

@inline(__always)
private func key(_ colors: UnsafeBufferPointer<UInt8>, _ pixel: Int) -> UInt32 {
  key(colors[3 * pixel], colors[3 * pixel + 1], colors[3 * pixel + 2])
}

@inline(__always)
private func key(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt32 {
  UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
}
