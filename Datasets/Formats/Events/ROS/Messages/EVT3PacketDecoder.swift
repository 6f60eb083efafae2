import Recordings
import Tensors

/// The words of EVT3 as packets carry them: 16 bits, the kind in the highest four.
///
/// A clock of 24 bits in microseconds is set in halves; events are single ones or bits of vectors that begin at a base
/// column and go on behind each other. Until the clock is known nothing is handed out.
struct EVT3PacketDecoder: EventDecoder {
  private(set) var triggers: [ExternalTrigger] = []
  private var unknownWords: (count: Int, first: Int)?
  private let path: String

  private var isTimeKnown = false
  private var wraps: Int64 = 0
  private var high: Int64 = 0
  private var time: Int64 = 0
  private var y: UInt16 = 0
  private var vectorX: UInt16 = 0
  private var vectorPolarity: UInt8 = 0
  /// The columns of a vector that found no place, and the column of its lowest bit.
  private var pending: UInt16 = 0
  private var pendingX: UInt16 = 0

  private static var wordBytes: Int { 2 }
  private static var halfClock: Int64 { 1 << 11 }

  /// Starts with an unknown time.
  init(path: String) { self.path = path }

  var warnings: [RecordingWarning] {
    guard let unknownWords else { return [] }
    return [
      RecordingWarning(
        path: path, problem: "\(unknownWords.count) words of EVT3 are of no known kind",
        place: "byte \(unknownWords.first) of the packets' payloads", consequence: "they are left out")
    ]
  }

  mutating func decode(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, isLast: Bool, into columns: EventColumns, from start: Int
  ) throws -> (consumed: Int, end: Int) {
    guard let base = bytes.baseAddress else { return (0, start) }
    let count = bytes.count / Self.wordBytes
    var place = start
    var index = 0
    while true {
      while pending != 0, place < columns.capacity {
        write(x: pendingX &+ UInt16(pending.trailingZeroBitCount), polarity: vectorPolarity, columns, at: place)
        place += 1
        pending &= pending &- 1
      }
      if index == count || place == columns.capacity { return (index * Self.wordBytes, place) }
      let word = UInt16(littleEndian: base.loadUnaligned(fromByteOffset: index * Self.wordBytes, as: UInt16.self))
      switch word >> 12 {
      case 0x0: y = word & 0x7ff
      case 0x2:
        if isTimeKnown {
          write(x: word & 0x7ff, polarity: UInt8(word >> 11 & 1), columns, at: place)
          place += 1
        }
      case 0x3:
        vectorX = word & 0x7ff
        vectorPolarity = UInt8(word >> 11 & 1)
      case 0x4: vector(word & 0xfff, columns: 12)
      case 0x5: vector(word & 0xff, columns: 8)
      case 0x6: time = wraps + (high << 12) + Int64(word & 0xfff)
      case 0x8: setHigh(Int64(word & 0xfff))
      case 0xA:
        if isTimeKnown {
          triggers.append(
            ExternalTrigger(timeMicroseconds: time, channel: UInt8(word >> 8 & 0xf), isRising: word & 1 == 1))
        }
      // What other kinds of sensors add, and its continuation.
      case 0x7, 0xE, 0xF: break
      default: unknownWords = ((unknownWords?.count ?? 0) + 1, unknownWords?.first ?? offset + index * Self.wordBytes)
      }
      index += 1
    }
  }

  private mutating func vector(_ bits: UInt16, columns count: UInt16) {
    if isTimeKnown { (pending, pendingX) = (bits, vectorX) }
    vectorX &+= count
  }

  /// A high half that steps back by more than half its range has wrapped; by less it is out of order.
  private mutating func setHigh(_ new: Int64) {
    if isTimeKnown {
      if high - new > Self.halfClock { wraps += 1 << 24 } else if new - high > Self.halfClock { wraps -= 1 << 24 }
      if wraps < 0 { wraps = 0 }
    }
    isTimeKnown = true
    high = new
    time = wraps + (high << 12) + (time & 0xfff)
  }

  @inline(__always)
  private func write(x: UInt16, polarity: UInt8, _ columns: EventColumns, at place: Int) {
    columns.t[place] = time
    columns.x[place] = x
    columns.y[place] = y
    columns.p[place] = polarity
  }
}
