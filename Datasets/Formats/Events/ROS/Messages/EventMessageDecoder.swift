import Files
import Recordings

/// Turns messages into events, whatever encoding they have, and remembers what goes on from one to the next.
struct EventMessageDecoder {
  /// The most events that one word of an encoding stands for, rounded up.
  static let mostEventsPerWord = 64

  /// The size of the sensor as the current message gives it, or nil.
  private(set) var size: (width: Int, height: Int)?
  /// When the first message was made by the host's clock, in nanoseconds, where its events have the sensor's own clock.
  private(set) var firstPacketStampNanoseconds: Int64?
  /// Whether the events of the current message come through a decoder of a stream.
  var isWaiting: Bool { if case .evt3 = body { true } else { false } }

  private enum Body {
    case none
    case records(EventRecordLayout)
    case mono(timeBase: UInt64, isBigEndian: Bool)
    case libcaer
    case libcaerCompressed(isBigEndian: Bool)
    case evt3
  }

  private let path: String
  private var body = Body.none
  private var payload = UnsafeRawBufferPointer(start: nil, count: 0)
  private var place = BagPlace.byte(0)
  /// The records or words of the payload, and how many are decoded.
  private var count = 0
  private var done = 0
  private var libcaerClock = FixedPacket.LibcaerClock(timeBase: 0)
  private var compressed = LibcaerCompressedPacket()
  private var evt3: PacketStream<EVT3Decoder>?
  private var fixedTriggers = TriggerQueue()
  private var nextSequence: UInt64?
  private var gaps: (count: Int, missing: UInt64, first: String)?
  private var rests: (count: Int, first: String)?

  /// Starts with no message.
  init(path: String) { self.path = path }

  /// What was odd so far.
  var warnings: [RecordingWarning] {
    var all = evt3?.decoder.warnings ?? []
    if let gaps {
      all.append(
        RecordingWarning(
          path: path, problem: "\(gaps.missing) packets are missing in \(gaps.count) places by their numbers",
          place: gaps.first, consequence: "their events are lost"))
    }
    if let rests {
      all.append(
        RecordingWarning(
          path: path, problem: "\(rests.count) packets end within an event", place: rests.first,
          consequence: "the bytes are left out"))
    }
    return all
  }

  /// The triggers met and not taken.
  mutating func takeTriggers() -> [ExternalTrigger] {
    fixedTriggers.take() + (evt3?.decoder.triggers.take() ?? [])
  }

  /// Takes up a message, whose bytes stay until the next one.
  ///
  /// - Throws: `FileError` where it is damaged or has an encoding that is not known.
  mutating func begin(_ message: BagMessage) throws {
    let fields = try at(message.place) { try EventMessage(message) }
    payload = UnsafeRawBufferPointer(rebasing: message.bytes[fields.payload])
    place = message.place.advanced(by: fields.payload.lowerBound)
    size = fields.width > 0 && fields.height > 0 ? (fields.width, fields.height) : nil
    done = 0
    switch fields.body {
    case .records(let layout, let count):
      body = .records(layout)
      self.count = count
    case .packet(let encoding, let timeBase, let isBigEndian, let sequence):
      firstPacketStampNanoseconds = firstPacketStampNanoseconds ?? fields.stampNanoseconds
      noteGap(sequence)
      try begin(encoding, timeBase: timeBase, isBigEndian: isBigEndian)
    }
  }

  private mutating func begin(_ encoding: String, timeBase: UInt64, isBigEndian: Bool) throws {
    switch encoding {
    case "evt3":
      let stream = evt3 ?? PacketStream(decoder: EVT3Decoder(path: path))
      stream.append(payload)
      evt3 = stream
      body = .evt3
    case "mono":
      body = .mono(timeBase: timeBase, isBigEndian: isBigEndian)
      cut(recordBytes: FixedPacket.recordBytes)
    case "libcaer":
      body = .libcaer
      libcaerClock = FixedPacket.LibcaerClock(timeBase: timeBase)
      cut(recordBytes: FixedPacket.recordBytes)
    case "libcaer_cmp":
      body = .libcaerCompressed(isBigEndian: isBigEndian)
      compressed.begin(timeBaseNanoseconds: timeBase)
      cut(recordBytes: 2)
    case "trigger":
      body = .none
      cut(recordBytes: FixedPacket.recordBytes)
      guard let start = payload.baseAddress else { break }
      for index in 0..<count {
        fixedTriggers.append(FixedPacket.trigger(start, index, timeBase: timeBase, isBigEndian: isBigEndian))
      }
    default:
      throw FileError(
        .badContent, path: path, problem: "a packet has the encoding \(encoding)", place: place.description,
        remedy: "evt3, mono, libcaer and libcaer_cmp are read")
    }
  }

  /// Decodes events of the current message until it or the places run out.
  ///
  /// - Returns: Whether there may be more where places are free again.
  mutating func decode(into columns: EventColumns, from end: inout Int) throws -> Bool {
    guard let start = payload.baseAddress else { return false }
    let room = columns.capacity - end
    let next = min(room, count - done)
    switch body {
    case .none: return false
    case .records(let layout):
      layout.decode(start, first: done, count: next, into: columns, from: end)
      try requirePolarities(columns.p + end, count: next, first: done)
    case .mono(let timeBase, let isBigEndian):
      FixedPacket.decodeMono(
        start + done * FixedPacket.recordBytes, count: next, timeBase: timeBase, isBigEndian: isBigEndian,
        into: columns, from: end)
    case .libcaer:
      FixedPacket.decodeLibcaer(
        start + done * FixedPacket.recordBytes, count: next, clock: &libcaerClock, into: columns, from: end)
    case .libcaerCompressed(let isBigEndian):
      let words = start + done * 2
      var packet = compressed
      let left = count - done
      let (consumed, newEnd) = try at(place.advanced(by: done * 2)) {
        try packet.decode(words, count: left, isBigEndian: isBigEndian, into: columns, from: end)
      }
      compressed = packet
      done += consumed
      end = newEnd
      return done < count || compressed.hasPending
    case .evt3:
      return try stream(isLast: false, into: columns, from: &end)
    }
    done += next
    end += next
    return done < count
  }

  private func requirePolarities(_ polarities: UnsafePointer<UInt8>, count: Int, first: Int) throws {
    var all: UInt8 = 0
    for index in 0..<count { all |= polarities[index] }
    if all <= 1 { return }
    let index = (0..<count).first { polarities[$0] > 1 } ?? 0
    throw FileError(
      .badContent, path: path, problem: "the polarity \(polarities[index]) is no truth value, which is 0 or 1",
      place: "event \(first + index) of the message at \(place)", remedy: "the bag is damaged; fetch it again")
  }

  /// Ends the stream after the last message. Returns whether there were events left.
  mutating func finish(into columns: EventColumns, from end: inout Int) throws -> Bool {
    evt3 == nil ? false : try stream(isLast: true, into: columns, from: &end)
  }

  private func stream(isLast: Bool, into columns: EventColumns, from end: inout Int) throws -> Bool {
    guard let evt3 else { return false }
    do {
      let (newEnd, goesOn) = try evt3.decode(isLast: isLast, into: columns, from: end)
      end = newEnd
      return goesOn
    } catch var error as FileError {
      // The decoder counts the bytes of all packets.
      error.place = "\(error.place ?? "a byte") of the packets' payloads, in the packet at \(place)"
      throw error
    }
  }

  /// Counts the payload's records, and notes bytes after the last whole one.
  private mutating func cut(recordBytes: Int) {
    count = payload.count / recordBytes
    guard payload.count % recordBytes != 0 else { return }
    let first = rests?.first ?? place.advanced(by: count * recordBytes).description
    rests = ((rests?.count ?? 0) + 1, first)
  }

  private mutating func noteGap(_ sequence: UInt64) {
    if let expected = nextSequence, sequence > expected {
      let missing = (gaps?.missing ?? 0) &+ (sequence - expected)
      gaps = ((gaps?.count ?? 0) + 1, missing, gaps?.first ?? place.description)
    }
    nextSequence = sequence &+ 1
  }

  private func at<Result>(_ place: BagPlace, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as MessageDamage {
      throw FileError(
        .badContent, path: path, problem: error.problem, place: place.advanced(by: error.offset).description,
        remedy: "the file is damaged; fetch it again")
    }
  }
}
