/// The messages that a header consists of, in both versions of headers.
extension HDF5HeaderCheck {
  /// The kinds of messages that are looked at.
  enum Kind: UInt64 {
    case layout = 8
    case attribute = 12
    case continuation = 16
    case symbolTable = 17
  }

  /// One message.
  struct Message {
    /// What it is; nil where it is of no interest here.
    var kind: Kind?
    /// Whether what it says lies elsewhere.
    var isShared: Bool
    var content: [UInt8]
    /// Where it begins.
    var address: UInt64
  }

  /// A stretch of messages in the file.
  private typealias Piece = (start: UInt64, count: UInt64)

  /// More pieces than any object's header has.
  private static let mostPieces = 64

  /// The messages of the header at an address, as far as they lie in the file.
  func messages(at address: UInt64) throws -> [Message] {
    guard let prefix = try bytes(at: address, count: 16) else { return [] }
    if prefix[0] == 1 {
      return try messages(from: (address &+ 16, prefix[8..<12].littleEndianNumber), headBytes: 8)
    }
    guard prefix.starts(with: Array("OHDR".utf8)), prefix[4] == 2 else { return [] }
    let flags = prefix[5]
    let (hasTimes, hasPhases, hasOrder) = (flags & 0x20 != 0, flags & 0x10 != 0, flags & 4 != 0)
    let lengthPlace = 6 + (hasTimes ? 16 : 0) + (hasPhases ? 4 : 0)
    let lengthBytes = 1 << Int(flags & 3)
    guard let head = try bytes(at: address, count: UInt64(lengthPlace + lengthBytes)) else { return [] }
    return try messages(
      from: (address &+ UInt64(head.count), head[lengthPlace...].littleEndianNumber), headBytes: hasOrder ? 6 : 4)
  }

  /// - Parameter headBytes: The bytes before a message's content: 8 in the first version, 4 or 6 in the second.
  private func messages(from first: Piece, headBytes: Int) throws -> [Message] {
    let isFirstVersion = headBytes == 8
    var messages: [Message] = []
    var pieces = [first]
    var next = 0
    while next < pieces.count, next < Self.mostPieces {
      let (start, count) = pieces[next]
      next += 1
      guard let piece = try bytes(at: start, count: count) else { return messages }
      var offset = 0
      while piece.count - offset >= headBytes {
        let size = isFirstVersion ? piece[offset + 2..<offset + 4] : piece[offset + 1..<offset + 3]
        let end = offset + headBytes + Int(size.littleEndianNumber)
        guard end <= piece.count else { return messages }
        let number = isFirstVersion ? piece[offset..<offset + 2].littleEndianNumber : UInt64(piece[offset])
        let message = Message(
          kind: Kind(rawValue: number), isShared: piece[offset + (isFirstVersion ? 4 : 3)] & 2 != 0,
          content: Array(piece[offset + headBytes..<end]), address: start &+ UInt64(offset))
        messages.append(message)
        if message.kind == .continuation, let more = continuation(message.content, isFirstVersion: isFirstVersion) {
          pieces.append(more)
        }
        offset = end
      }
    }
    return messages
  }

  private func continuation(_ content: [UInt8], isFirstVersion: Bool) -> Piece? {
    let (address, length) = (superblock.addressBytes, superblock.lengthBytes)
    guard content.count >= address + length else { return nil }
    let piece = (
      start: content[..<address].littleEndianNumber, count: content[address..<address + length].littleEndianNumber
    )
    if isFirstVersion { return piece }
    // A signature before, a checksum after.
    return piece.count >= 8 ? (piece.start &+ 4, piece.count - 8) : nil
  }
}
