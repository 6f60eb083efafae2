import Recordings

/// Events to EVT3: see ``EVT3Decoder``.
///
/// Neighbours of one row, time and polarity become a vector where that is shorter. Every 4096 us have their word, as a
/// camera writes them, so that any reader counts the wraps.
struct EVT3Encoder: PropheseeEncoder {
  private let timeOrigin: Int64
  private var clock = WrappingClock(bits: 24)
  private var time: Int64?
  private var row: UInt16?

  init(timeOrigin: Int64) { self.timeOrigin = timeOrigin }

  mutating func encode(_ columns: EventColumns, count: Int, into words: inout [UInt8]) throws {
    var index = 0
    while index < count {
      let (x, y) = (columns.x[index], columns.y[index])
      guard x < 2048 && y < 2048 else { throw EncodingProblem.place(x, y, at: index, limit: 2048) }
      try appendTime(columns.t[index], at: index, into: &words)
      if row != y {
        words.appendWord(y)
        row = y
      }
      let (pixels, mask) = run(columns, from: index, count: count)
      let polarity = UInt16(columns.p[index]) << 11
      // A vector takes its start and up to three words.
      if pixels > (mask >> 24 != 0 ? 4 : mask >> 12 != 0 ? 3 : 2) {
        appendVector(x | polarity, mask, into: &words)
      } else {
        for place in index..<index + pixels { words.appendWord(0x2000 | polarity | columns.x[place]) }
      }
      index += pixels
    }
  }

  mutating func encode(_ trigger: ExternalTrigger, into words: inout [UInt8]) throws {
    try appendTime(trigger.timeMicroseconds, at: 0, into: &words)
    words.appendWord(0xa000 | UInt16(trigger.channel & 15) << 8 | (trigger.isRising ? 1 : 0))
  }

  /// The events from one on that a vector of 32 pixels holds, and the vector.
  private func run(_ columns: EventColumns, from index: Int, count: Int) -> (pixels: Int, mask: UInt32) {
    let first = columns.x[index]
    var (pixels, mask) = (1, UInt32(1))
    while index + pixels < count {
      let next = index + pixels
      guard columns.x[next] > columns.x[next - 1], columns.x[next] - first < 32, columns.x[next] < 2048,
        columns.y[next] == columns.y[index], columns.t[next] == columns.t[index], columns.p[next] == columns.p[index]
      else { break }
      mask |= 1 << UInt32(columns.x[next] - first)
      pixels += 1
    }
    return (pixels, mask)
  }

  private func appendVector(_ start: UInt16, _ mask: UInt32, into words: inout [UInt8]) {
    words.appendWord(0x3000 | start)
    words.appendWord(0x4000 | UInt16(mask & 4095))
    if mask >> 12 != 0 { words.appendWord(0x4000 | UInt16(mask >> 12 & 4095)) }
    if mask >> 24 != 0 { words.appendWord(0x5000 | UInt16(mask >> 24)) }
  }

  private mutating func appendTime(_ absolute: Int64, at index: Int, into words: inout [UInt8]) throws {
    let (relative, overflow) = absolute.subtractingReportingOverflow(timeOrigin)
    guard !overflow, relative >> 34 == 0 else {
      throw EncodingProblem.time(absolute, at: index, limit: "34 bits from the time origin \(timeOrigin) on")
    }
    if time == relative { return }
    let high = relative >> 12
    let last = time.map { $0 >> 12 }
    if high != last {
      // The first time within one period needs no count of wraps.
      var next = last.map { min($0 + 1, high) } ?? (high < 4096 ? high : 0)
      while next <= high {
        guard clock.unroll(next << 12 & 0xffffff) == next << 12 else {
          throw EncodingProblem.step(absolute, after: (time ?? 0) + timeOrigin, at: index)
        }
        words.appendWord(0x8000 | UInt16(next & 4095))
        next += 1
      }
    }
    words.appendWord(0x6000 | UInt16(relative & 4095))
    time = relative
  }
}
