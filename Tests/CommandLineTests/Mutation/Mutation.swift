import TestSupport

/// What damage does to a file: some of ten ways, one to four times, by a seed.
enum Mutation {
  private enum Way: CaseIterable {
    case bit, byte, extreme, number, cut, skip, repeated, inserted, zeroed, moved
  }

  /// Values at which sizes and offsets go wrong.
  private static let extremes: [UInt64] = [
    0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x7fff_ffff_ffff_ffff,
    0x8000_0000_0000_0000, 0xffff_ffff_ffff_ffff,
  ]

  /// Damaged bytes; the same for the same state of the generator.
  static func damaged(_ whole: [UInt8], using random: inout SeededRandom) -> [UInt8] {
    var bytes = whole
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      guard !bytes.isEmpty, let way = Way.allCases.randomElement(using: &random) else { break }
      damage(&bytes, way, &random)
    }
    return bytes
  }

  private static func damage(_ bytes: inout [UInt8], _ way: Way, _ random: inout SeededRandom) {
    // Half of all places are in the first 512 bytes, where headers are.
    let isNear = Bool.random(using: &random)
    let place = Int.random(in: 0..<(isNear ? min(bytes.count, 512) : bytes.count), using: &random)
    let length = min(Int.random(in: 1...64, using: &random), bytes.count - place)
    switch way {
    case .bit: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case .byte: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case .extreme:
      let value = extremes.randomElement(using: &random) ?? 0
      let width = [1, 2, 4, 8].randomElement(using: &random) ?? 1
      let isBig = Bool.random(using: &random)
      for index in 0..<min(width, bytes.count - place) {
        bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(isBig ? width - 1 - index : index)))
      }
    case .number:
      // A number in text.
      let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
      guard let digit = digits.randomElement(using: &random) else { return }
      let texts = ["-1", "0", "99999999999999999999", "1e308", "nan", "9223372036854775807", "65536"]
      bytes.replaceSubrange(digit...digit, with: Array((texts.randomElement(using: &random) ?? "").utf8))
    case .cut: bytes.removeSubrange(place...)
    case .skip: bytes.removeSubrange(place..<place + length)
    case .repeated: bytes.insert(contentsOf: Array(bytes[place..<place + length]), at: place)
    case .inserted:
      bytes.insert(contentsOf: (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }, at: place)
    case .zeroed: for index in place..<place + length { bytes[index] = 0 }
    case .moved:
      let other = Int.random(in: 0...(bytes.count - length), using: &random)
      let part = Array(bytes[place..<place + length])
      bytes.replaceSubrange(other..<other + length, with: part)
    }
  }
}
