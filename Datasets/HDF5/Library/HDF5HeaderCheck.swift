import Files

/// Looks through the header of an object before the library reads it.
///
/// The library trusts headers: 1.10.8 divides by the length of a chunk, reads attributes and names past the end of the
/// memory that holds them, and follows addresses and lists wherever they lead. The checksum of newer headers says nothing
/// of who made it.
struct HDF5HeaderCheck: Sendable {
  let file: InputFile
  let superblock: HDF5Superblock

  private static let mostPieceBytes = 1 << 20

  /// Checks the header at an address.
  ///
  /// - Parameter name: What the object is called in errors.
  /// - Throws: `FileError` where the library would come to harm. Other damage is left for it to find.
  func check(_ address: UInt64, name: String) throws {
    for message in try messages(at: address) where !message.isShared {
      let isSound: Bool
      switch message.kind {
      case .layout: isSound = try hasChunks(message.content)
      case .attribute: isSound = try attribute(message.content).map(hasItsTexts) ?? false
      case .symbolTable: isSound = try isGroup(message.content)
      case .continuation, nil: isSound = true
      }
      guard isSound else {
        throw FileError(
          .badContent, path: file.path, problem: "the header of \(name) contradicts itself",
          place: "byte \(superblock.start + Int(clamping: message.address))", remedy: FileError.damagedFile)
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

  /// The number of elements that a shape has; nil where it is none.
  func elementCount(_ space: [UInt8]) -> UInt64? {
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
