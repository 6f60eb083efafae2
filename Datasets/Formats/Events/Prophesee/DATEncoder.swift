import Recordings

/// Events to DAT 2: see ``DATDecoder``.
struct DATEncoder: PropheseeEncoder {
  private let timeOrigin: Int64
  private var clock = WrappingClock(bits: 32)

  init(timeOrigin: Int64) { self.timeOrigin = timeOrigin }

  mutating func encode(_ columns: EventColumns, count: Int, into words: inout [UInt8]) throws {
    for index in 0..<count {
      let (t, x, y) = (columns.t[index], columns.x[index], columns.y[index])
      guard x < 16384 && y < 16384 else { throw EncodingProblem.place(x, y, at: index, limit: 16384) }
      let (relative, overflow) = t.subtractingReportingOverflow(timeOrigin)
      let last = clock.last.map { $0 + clock.epoch }
      guard !overflow, relative >= 0, clock.unroll(relative & 0xffff_ffff) == relative else {
        let limit = "32 bits from the time origin \(timeOrigin) on, wraps less than 35 minutes apart"
        if let last, (0..<last).contains(relative) {
          throw EncodingProblem.step(t, after: last + timeOrigin, at: index)
        }
        throw EncodingProblem.time(t, at: index, limit: limit)
      }
      let place = UInt64(x) | UInt64(y) << 14 | UInt64(columns.p[index]) << 28
      words.appendWord(UInt64(relative & 0xffff_ffff) | place << 32)
    }
  }

  /// DAT has no triggers among events.
  mutating func encode(_ trigger: ExternalTrigger, into words: inout [UInt8]) {}
}
