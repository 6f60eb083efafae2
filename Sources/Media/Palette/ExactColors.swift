/// A hash table of up to 255 colours, each with its entry in a palette.
struct ExactColors {
  private(set) var colors: [SIMD3<UInt8>]
  private var slots = [(key: UInt32, entry: UInt8)](repeating: (.max, 0), count: 1024)

  /// Nil where there are more than `most` colours in all.
  init?(startingWith known: [SIMD3<UInt8>], addingColorsOf pixels: UnsafeBufferPointer<UInt8>, most: Int) {
    colors = []
    for color in known { add(packedColor(color.x, color.y, color.z)) }
    for pixel in 0..<pixels.count / 3 {
      add(packedColor(pixels, pixel))
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

/// A colour as one number: 8 bits each of red, green and blue.
@inline(__always)
func packedColor(_ colors: UnsafeBufferPointer<UInt8>, _ pixel: Int) -> UInt32 {
  packedColor(colors[3 * pixel], colors[3 * pixel + 1], colors[3 * pixel + 2])
}

@inline(__always)
private func packedColor(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt32 {
  UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
}
