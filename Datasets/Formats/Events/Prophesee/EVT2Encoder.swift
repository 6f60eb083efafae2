import Recordings

/// Writes the high bits of EVT2's and EVT2.1's times where they change.
struct PropheseeTimeHigh {
  private let timeOrigin: Int64
  private var clock = WrappingClock(bits: 34)
  private var high: Int64 = -1

  init(timeOrigin: Int64) { self.timeOrigin = timeOrigin }

  /// The low six bits of a time, and the 28 above where a word has to tell them.
  mutating func split(_ time: Int64, at index: Int) throws -> (high: UInt32?, low: UInt32) {
    let (relative, overflow) = time.subtractingReportingOverflow(timeOrigin)
    guard !overflow, relative >> 34 == 0 else {
      throw EncodingProblem.time(time, at: index, limit: "34 bits from the time origin \(timeOrigin) on")
    }
    let low = UInt32(truncatingIfNeeded: relative & 63)
    if relative >> 6 == high { return (nil, low) }
    let last = max(0, high) << 6
    high = relative >> 6
    guard clock.unroll(high << 6) == high << 6 else {
      throw EncodingProblem.step(time, after: last + timeOrigin, at: index)
    }
    return (UInt32(truncatingIfNeeded: high), low)
  }
}

/// Events to EVT2: see ``EVT2Decoder``.
struct EVT2Encoder: PropheseeEncoder {
  private var time: PropheseeTimeHigh

  init(timeOrigin: Int64) { time = PropheseeTimeHigh(timeOrigin: timeOrigin) }

  mutating func encode(_ columns: EventColumns, count: Int, into words: inout [UInt8]) throws {
    for index in 0..<count {
      let (x, y) = (columns.x[index], columns.y[index])
      guard x < 2048 && y < 2048 else { throw EncodingProblem.place(x, y, at: index, limit: 2048) }
      let low = try appendTime(columns.t[index], at: index, into: &words)
      words.appendWord(UInt32(columns.p[index]) << 28 | low << 22 | UInt32(x) << 11 | UInt32(y))
    }
  }

  mutating func encode(_ trigger: ExternalTrigger, into words: inout [UInt8]) throws {
    let low = try appendTime(trigger.timeMicroseconds, at: 0, into: &words)
    words.appendWord(0xa << 28 | low << 22 | UInt32(trigger.channel & 31) << 8 | (trigger.isRising ? 1 : 0))
  }

  private mutating func appendTime(_ time: Int64, at index: Int, into words: inout [UInt8]) throws -> UInt32 {
    let (high, low) = try self.time.split(time, at: index)
    if let high { words.appendWord(0x8 << 28 | high) }
    return low
  }
}

/// Events to EVT2.1, upper half of a word last: see ``EVT21Decoder``.
struct EVT21Encoder: PropheseeEncoder {
  private var time: PropheseeTimeHigh

  init(timeOrigin: Int64) { time = PropheseeTimeHigh(timeOrigin: timeOrigin) }

  mutating func encode(_ columns: EventColumns, count: Int, into words: inout [UInt8]) throws {
    var index = 0
    while index < count {
      let (t, x, y, p) = (columns.t[index], columns.x[index], columns.y[index], columns.p[index])
      guard x < 2048 && y < 2048 else { throw EncodingProblem.place(x, y, at: index, limit: 2048) }
      let low = try appendTime(t, at: index, into: &words)
      let first = x & ~31
      var mask: UInt32 = 0
      // One word holds pixels from left to right; the order of the others would be lost.
      var next = x
      repeat {
        next = columns.x[index]
        mask |= 1 << UInt32(next - first)
        index += 1
      } while index < count && columns.t[index] == t && columns.y[index] == y && columns.p[index] == p
        && columns.x[index] > next && columns.x[index] & ~31 == first
      words.appendWord(
        UInt64(p) << 60 | UInt64(low) << 54 | UInt64(first) << 43 | UInt64(y) << 32 | UInt64(mask))
    }
  }

  mutating func encode(_ trigger: ExternalTrigger, into words: inout [UInt8]) throws {
    let low = try appendTime(trigger.timeMicroseconds, at: 0, into: &words)
    let word: UInt64 = 0xa << 60 | UInt64(low) << 54 | UInt64(trigger.channel & 31) << 40
    words.appendWord(word | (trigger.isRising ? 1 << 32 : 0))
  }

  private mutating func appendTime(_ time: Int64, at index: Int, into words: inout [UInt8]) throws -> UInt32 {
    let (high, low) = try self.time.split(time, at: index)
    if let high { words.appendWord(UInt64(0x8) << 60 | UInt64(high) << 32) }
    return low
  }
}
