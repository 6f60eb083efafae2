/// The checksum that filter 3 puts after a chunk: Fletcher's, of big-endian 16-bit words, modulo 65535.
enum Fletcher32 {
  private static let checksumBytes = 4
  /// The words that can be summed before 32 bits overflow.
  private static let wordsPerPiece = 360

  /// Copies what the checksum stands after, where it is right.
  static func verified(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = input.count - checksumBytes
    guard count >= 0, count <= output.count else { throw HDF5FilterFailure(problem: "its length is wrong") }
    let stored = UInt32(littleEndian: input.loadUnaligned(fromByteOffset: count, as: UInt32.self))
    let sum = checksum(UnsafeRawBufferPointer(rebasing: input[..<count]))
    // Old writers on little-endian machines swapped the bytes of each half.
    let swapped = (sum & 0x00FF_00FF) << 8 | (sum & 0xFF00_FF00) >> 8
    guard stored == sum || stored == swapped else { throw HDF5FilterFailure(problem: "the checksum is wrong") }
    output.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[..<count]))
    return count
  }

  /// The checksum of bytes.
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var (low, high): (UInt32, UInt32) = (0, 0)
    func fold(_ sum: UInt32) -> UInt32 { sum & 0xFFFF + sum >> 16 }
    var place = 0
    var words = bytes.count / 2
    while words > 0 {
      let piece = min(words, wordsPerPiece)
      words -= piece
      for _ in 0..<piece {
        low &+= UInt32(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self)))
        high &+= low
        place += 2
      }
      (low, high) = (fold(low), fold(high))
    }
    if place < bytes.count {
      low &+= UInt32(bytes[place]) << 8
      high &+= low
      (low, high) = (fold(low), fold(high))
    }
    return fold(high) << 16 | fold(low)
  }
}
