import Files
import Recordings

/// The packets of AEDAT 3.1: those of polarity events and of edges are read, others passed over by their size.
///
/// A time is 31 bits and the packet's count of overflows. Coordinates are those of the picture.
struct AEDAT3Decoder: EventDecoder {
  let path: String
  private(set) var warnings: [RecordingWarning] = []
  var triggers = TriggerQueue()
  private var packet = Packet()
  private var source: Int16?
  private var isCutTold = false
  private var isOtherSourceTold = false

  init(path: String) { self.path = path }

  private enum Content { case polarity, special, other }

  /// What is left of a packet.
  private struct Packet {
    var content = Content.other
    var offset = 0
    var overflow: Int64 = 0
    /// The events left in those that are read; the bytes left in others.
    var left = 0
  }

  private static let headerBytes = 28
  private static let eventBytes = 8

  mutating func decode(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, isLast: Bool, into columns: EventColumns, from start: Int
  ) throws -> (consumed: Int, end: Int) {
    var (place, end) = (0, start)
    while end < columns.capacity {
      let available = bytes.count - place
      if packet.left == 0 {
        guard available >= Self.headerBytes else { break }
        do {
          packet = try header(UnsafeRawBufferPointer(rebasing: bytes[place...]), at: offset + place)
        } catch {
          // The events before are handed out first.
          if end > start || place > 0 { return (place, end) }
          throw error
        }
        place += Self.headerBytes
        continue
      }
      if packet.content == .other {
        let passed = min(packet.left, available)
        packet.left -= passed
        place += passed
        if packet.left > 0 { break }
        continue
      }
      let count = min(packet.left, available / Self.eventBytes)
      if count == 0 { break }
      let events = UnsafeRawBufferPointer(rebasing: bytes[place...])
      let taken =
        packet.content == .polarity
        ? polarity(events, count, columns, &end) : special(events, count)
      packet.left -= taken
      place += taken * Self.eventBytes
    }
    let needed = packet.left == 0 ? Self.headerBytes : packet.content == .other ? 1 : Self.eventBytes
    if isLast && bytes.count - place < needed { tellCut(offset + place, bytes.count - place) }
    return (place, end)
  }

  /// Reads a packet's header.
  private mutating func header(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws -> Packet {
    func short(_ place: Int) -> Int16 {
      Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int16.self))
    }
    func word(_ place: Int) -> Int {
      Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int32.self)))
    }
    let (type, from) = (short(0), short(2))
    let (size, timeOffset, overflow) = (word(4), word(8), word(12))
    let (capacity, number, valid) = (word(16), word(20), word(24))
    guard type >= 0, size > 0, overflow >= 0, number >= 0, capacity >= number, valid >= 0, valid <= number,
      timeOffset >= 0, timeOffset + 4 <= size
    else { throw damaged(offset, "no header of a packet stands there") }
    let isRead = type <= 1
    if isRead && (size != Self.eventBytes || timeOffset != 4) {
      throw damaged(offset, "a packet of type \(type) claims events of \(size) bytes instead of \(Self.eventBytes)")
    }
    var content = Content.other
    if isRead {
      let first = source ?? from
      source = first
      if from == first {
        content = type == 1 ? .polarity : .special
      } else if !isOtherSourceTold {
        isOtherSourceTold = true
        warnings.append(
          RecordingWarning(
            path: path, problem: "events of source \(from) follow those of source \(first)", place: "byte \(offset)",
            consequence: "those of source \(first) are read, others left out"))
      }
    }
    return Packet(
      content: content, offset: offset, overflow: Int64(overflow) << 31,
      left: content == .other ? number * size : number)
  }

  private func damaged(_ offset: Int, _ problem: String) -> FileError {
    FileError(
      .badContent, path: path, problem: problem, place: "byte \(offset)",
      remedy: "the file is damaged; fetch it again")
  }

  /// Decodes polarity events while there is room; how many were taken, those marked invalid too.
  private func polarity(
    _ bytes: UnsafeRawBufferPointer, _ count: Int, _ columns: EventColumns, _ end: inout Int
  ) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    let taken = min(count, columns.capacity - end)
    var target = end
    for index in 0..<taken {
      let event = UInt64(littleEndian: (base + index * Self.eventBytes).loadUnaligned(as: UInt64.self))
      columns.t[target] = packet.overflow | Int64(event >> 32 & 0x7FFF_FFFF)
      columns.x[target] = UInt16(truncatingIfNeeded: event >> 17 & 0x7FFF)
      columns.y[target] = UInt16(truncatingIfNeeded: event >> 2 & 0x7FFF)
      columns.p[target] = UInt8(truncatingIfNeeded: event >> 1 & 1)
      target += Int(event & 1)
    }
    end = target
    return taken
  }

  /// Takes edges at the inputs; other special events are marks of the clock.
  private mutating func special(_ bytes: UnsafeRawBufferPointer, _ count: Int) -> Int {
    for index in 0..<count {
      let event = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index * Self.eventBytes, as: UInt64.self))
      let (kind, isValid) = (Int(event >> 1 & 0x7F), event & 1 == 1)
      guard isValid, let edge = Self.edge(kind) else { continue }
      triggers.append(
        ExternalTrigger(
          timeMicroseconds: packet.overflow | Int64(event >> 32 & 0x7FFF_FFFF), channel: edge.channel,
          isRising: edge.isRising))
    }
    return count
  }

  /// Inputs 0 to 2 have a rising edge, a falling one and a pulse each; the generator, channel 3, two edges.
  private static func edge(_ kind: Int) -> (channel: UInt8, isRising: Bool)? {
    switch kind {
    case 2...4: (0, kind != 3)
    case 6...8: (1, kind != 7)
    case 9...11: (2, kind != 10)
    case 12, 13: (3, kind == 12)
    default: nil
    }
  }

  /// Notes what the end of the file cuts off.
  private mutating func tellCut(_ offset: Int, _ left: Int) {
    if isCutTold || (left == 0 && packet.left == 0) { return }
    isCutTold = true
    let inPacket = packet.left > 0
    let missing = packet.content == .other ? "\(packet.left) bytes" : "\(packet.left) events"
    warnings.append(
      RecordingWarning(
        path: path,
        problem: inPacket
          ? "the packet that starts at byte \(packet.offset) is cut off: \(missing) are missing and \(left) bytes left over"
          : "the header of a packet is cut off: \(left) of \(Self.headerBytes) bytes",
        place: "byte \(offset)", consequence: "the rest is left out", isTruncation: true))
  }
}
