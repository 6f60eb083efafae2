import Tensors

/// Looks through the header of an object before the library reads it.
///
/// Headers of the first version, which most programs write, have no checksum, and the library trusts them: 1.10.8
/// divides by the length of a chunk, reads attributes and names past the end of the memory that holds them, and follows
/// addresses and lists wherever they lead. Newer headers are left to their checksum.
struct HDF5HeaderCheck: Sendable {
  let file: InputFile
  let superblock: HDF5Superblock

  /// More pieces than any object's header has.
  private static let mostPieces = 64
  private static let mostPieceBytes = 1 << 20
  private static let framingBytes = 8

  /// The kinds of messages that are looked at.
  private enum Message: UInt64 {
    case layout = 8
    case attribute = 12
    case continuation = 16
    case symbolTable = 17
  }

  /// Checks the header at an address.
  ///
  /// - Parameter name: What the object is called in errors.
  /// - Throws: `FileError` where the library would come to harm. Other damage is left for it to find.
  func check(_ address: UInt64, name: String) throws {
    guard let prefix = try bytes(at: address, count: 16), prefix[0] == 1 else { return }
    var pieces = [(start: address &+ 16, count: prefix[8..<12].littleEndianNumber)]
    var next = 0
    while next < pieces.count, next < Self.mostPieces {
      let (start, count) = pieces[next]
      next += 1
      guard let piece = try bytes(at: start, count: count) else { return }
      var offset = 0
      while piece.count - offset >= Self.framingBytes {
        let kind = Message(rawValue: piece[offset..<offset + 2].littleEndianNumber)
        let end = offset + Self.framingBytes + Int(piece[offset + 2..<offset + 4].littleEndianNumber)
        let isShared = piece[offset + 4] & 2 != 0
        guard end <= piece.count else { return }
        let content = Array(piece[(offset + Self.framingBytes)..<end])
        let isSound: Bool
        switch kind {
        case .layout where !isShared: isSound = try hasChunks(content)
        case .attribute where !isShared: isSound = holdsAttribute(content)
        case .symbolTable: isSound = try isGroup(content)
        case .continuation:
          if let piece = continuation(content) { pieces.append(piece) }
          isSound = true
        default: isSound = true
        }
        guard isSound else {
          throw FileError(
            .badContent, path: file.path, problem: "the header of \(name) contradicts itself",
            place: "byte \(superblock.start + Int(clamping: start) + offset)", remedy: FileError.damagedFile)
        }
        offset = end
      }
    }
  }

  /// The bytes at an address, or nil where the file has none there.
  func bytes(at address: UInt64, count: UInt64) throws -> [UInt8]? {
    let end = UInt64(file.byteCount - superblock.start)
    guard address <= end, count <= end - address, count <= Self.mostPieceBytes else { return nil }
    return try file.bytes(at: superblock.start + Int(address), count: Int(count))
  }

  /// Whether the file has something at an address.
  func isPlace(_ address: UInt64) -> Bool { address < UInt64(file.byteCount - superblock.start) }

  private func continuation(_ content: [UInt8]) -> (start: UInt64, count: UInt64)? {
    let (address, length) = (superblock.addressBytes, superblock.lengthBytes)
    guard content.count >= address + length else { return nil }
    return (content[..<address].littleEndianNumber, content[address..<address + length].littleEndianNumber)
  }

  /// Whether no chunk is of length 0, and the tree of the chunks is one.
  private func hasChunks(_ content: [UInt8]) throws -> Bool {
    guard content.count >= 5 else { return true }
    let chunked: UInt8 = 2
    let rank: Int
    let start: Int
    var numberBytes = 4
    switch content[0] {
    case 1, 2:
      guard content[2] == chunked else { return true }
      (rank, start) = (Int(content[1]), 8 + superblock.addressBytes)
    case 3:
      guard content[1] == chunked else { return true }
      (rank, start) = (Int(content[2]), 3 + superblock.addressBytes)
    default:
      guard content[1] == chunked else { return true }
      (rank, start, numberBytes) = (Int(content[3]), 5, Int(content[4]))
    }
    guard rank > 0, (1...8).contains(numberBytes), start + rank * numberBytes <= content.count else { return false }
    let haveLengths = (0..<rank).allSatisfy { axis in
      let place = start + axis * numberBytes
      return content[place..<place + numberBytes].contains { $0 != 0 }
    }
    guard haveLengths, content[0] < 4 else { return haveLengths }
    let address = content[start - superblock.addressBytes..<start]
    // All bits set: no chunk was written.
    if address.allSatisfy({ $0 == 0xFF }) { return true }
    return try isTree(address.littleEndianNumber, keyBytes: 8 + 8 * rank) { _ in true }
  }

  /// Whether an attribute's name, type, shape and value lie in its message.
  private func holdsAttribute(_ content: [UInt8]) -> Bool {
    let prefixBytes = content.first == 3 ? 9 : 8
    guard content.count >= prefixBytes else { return false }
    let sizes = [2, 4, 6].map { Int(content[$0..<$0 + 2].littleEndianNumber) }
    // Only the first version fills up to multiples of 8.
    let filled = content[0] == 1 ? sizes.map { ($0 + 7) / 8 * 8 } : sizes
    let (typeStart, spaceStart) = (prefixBytes + filled[0], prefixBytes + filled[0] + filled[1])
    let valueStart = spaceStart + filled[2]
    guard valueStart <= content.count, sizes[0] > 0 else { return false }
    // A type or a shape that other objects share is not here.
    if content[0] > 1 && content[1] != 0 { return true }
    guard sizes[1] >= 8, let count = elementCount(Array(content[spaceStart..<valueStart])) else { return false }
    let (bytes, overflow) = content[typeStart + 4..<typeStart + 8].littleEndianNumber.multipliedReportingOverflow(
      by: count)
    return !overflow && bytes <= UInt64(content.count - valueStart)
  }

  /// The number of elements that a shape has; nil where it is none.
  private func elementCount(_ space: [UInt8]) -> UInt64? {
    guard space.count >= 4 else { return nil }
    let none: UInt8 = 2
    if space[0] > 1 && space[3] == none { return 0 }
    let (rank, start) = (Int(space[1]), space[0] == 1 ? 8 : 4)
    guard start + rank * superblock.lengthBytes <= space.count || rank == 0 else { return nil }
    var count: UInt64 = 1
    for axis in 0..<rank {
      let place = start + axis * superblock.lengthBytes
      let length = space[place..<place + superblock.lengthBytes].littleEndianNumber
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      if overflow { return nil }
      count = product
    }
    return count
  }
}
