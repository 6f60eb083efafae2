import Files
import Recordings
import Runtime

/// Finds where to begin reading a file whose records can be decoded from any place on, so that no event of a time on is
/// missed.
///
/// Clocks with no period are bisected. Those with one are followed from the front by looking at a few KiB every
/// ``strideBytes``: two looks that lie more than a quarter of the period apart, as far as the density of events around
/// them tells, have what is between them read. Where a camera is silent for longer than a period between two looks and
/// writes nothing, that period is missed; Prophesee's cameras write their clock all the time.
struct EventTimeSearch<Decoder: SeekableEventDecoder> {
  private let file: InputFile
  private let dataOffset: Int
  private let decoder: Decoder
  private let buffer = AlignedMemory(uninitializedByteCount: mostLookBytes)

  private static var lookEvents: Int { 256 }
  private static var leastLookBytes: Int { 1 << 12 }
  private static var mostLookBytes: Int { 1 << 18 }
  /// Shorter stretches are read rather than bisected.
  private static var strideBytes: Int { 1 << 18 }
  private static var mostLooks: Int { 1 << 8 }

  /// A place to begin at, and what to add to the clock from there on.
  struct Start {
    var place: Int
    var epoch: Int64
  }

  /// The events around a place: the time of the first, and how long a byte lasts.
  private struct Look {
    var place: Int
    var first: Int64
    var last: Int64
    var microsecondsPerByte: Double
  }

  init(file: InputFile, dataOffset: Int, decoder: Decoder) {
    (self.file, self.dataOffset, self.decoder) = (file, dataOffset, decoder)
  }

  /// The last place found before `time` less the tolerance of order.
  func start(before time: Int64) throws -> Start {
    let front = Start(place: dataOffset, epoch: 0)
    let (wanted, isUnder) = time.subtractingReportingOverflow(EventReader.orderToleranceMicroseconds)
    guard !isUnder, file.byteCount - dataOffset > Self.strideBytes, let first = try look(at: dataOffset),
      first.first < wanted
    else { return front }
    if let period = decoder.clockPeriodMicroseconds { return try follow(from: first, to: wanted, period: period) }
    return try bisect(to: wanted)
  }

  private func bisect(to wanted: Int64) throws -> Start {
    var (low, high) = (dataOffset, file.byteCount)
    while high - low > Self.strideBytes {
      let middle = aligned(low + (high - low) / 2)
      if let found = try look(at: middle), found.first < wanted { low = middle } else { high = middle }
    }
    return Start(place: try recordStart(at: low) ?? dataOffset, epoch: 0)
  }

  private func follow(from first: Look, to wanted: Int64, period: Int64) throws -> Start {
    // Clocks of many bits wrap so seldom that fewer looks do.
    let isShort = period < 1 << 30
    let stride = isShort ? Self.strideBytes : max(Self.strideBytes, (file.byteCount - dataOffset) / Self.mostLooks)
    var (best, epoch) = (Start(place: dataOffset, epoch: 0), Int64(0))
    var before = first
    var place = dataOffset
    while place + stride < file.byteCount {
      place = aligned(place + stride)
      guard let here = try look(at: place) else { break }
      let step = Self.remainder(here.first &- before.first, period)
      let density = max(before.microsecondsPerByte, here.microsecondsPerByte)
      let expected = density * Double(here.place - before.place)
      let isDoubtful = isShort && (expected > Double(period / 4) || Double(step) > 8 * expected + 1e6)
      let time =
        isDoubtful
        ? try readTime(at: here, from: before, epoch: epoch)
        : before.first &+ epoch &+ Self.nearest(step, period)
      epoch = max(0, (time &- here.first &+ period / 2) / period * period)
      if here.first &+ epoch >= wanted { break }
      best = Start(place: here.place, epoch: epoch)
      before = here
    }
    return best
  }

  /// Reads from one look to the next, so that every wrap is seen; the time of the first event of the latter.
  private func readTime(at here: Look, from before: Look, epoch: Int64) throws -> Int64 {
    var reading = decoder.restarted(epochMicroseconds: epoch)
    var all = EventBatch()
    var place = before.place
    var time = before.first &+ epoch
    while place < here.place {
      let count = min(Self.mostLookBytes, here.place - place)
      let bytes = try read(count, at: place)
      var consumed = 0
      try all.refill { columns in
        let result = try reading.decode(bytes, at: place, isLast: false, into: columns, from: 0)
        consumed = result.consumed
        return result.end
      }
      if let last = all.isEmpty ? nil : all.withColumns({ $0.t[all.count - 1] }) { time = last }
      if consumed == 0 { break }
      place += consumed
    }
    // What is left is the way to the look's own first event, in one period.
    let period = decoder.clockPeriodMicroseconds ?? 1
    return time &+ Self.nearest(Self.remainder(here.first &- time, period), period)
  }

  /// The events at a place on, or nil where there are none.
  private func look(at place: Int) throws -> Look? {
    var length = Self.leastLookBytes
    while true {
      let bytes = try read(min(length, file.byteCount - place), at: place)
      if let skipped = decoder.bytesBeforeRecord(in: bytes) {
        var reading = decoder.restarted(epochMicroseconds: 0)
        var events = EventBatch(capacity: Self.lookEvents)
        var consumed = 0
        try events.refill {
          let records = UnsafeRawBufferPointer(rebasing: bytes[skipped...])
          let result = try reading.decode(records, at: place + skipped, isLast: false, into: $0, from: 0)
          consumed = result.consumed
          return result.end
        }
        if !events.isEmpty {
          let (first, last) = events.withColumns { ($0.t[0], $0.t[events.count - 1]) }
          return Look(
            place: place + skipped, first: first, last: last,
            microsecondsPerByte: Double(max(0, last &- first)) / Double(max(1, consumed)))
        }
      }
      if length >= Self.mostLookBytes || place + length >= file.byteCount { return nil }
      length *= 4
    }
  }

  private func recordStart(at place: Int) throws -> Int? {
    if place == dataOffset { return place }
    let bytes = try read(min(Self.mostLookBytes, file.byteCount - place), at: place)
    return decoder.bytesBeforeRecord(in: bytes).map { place + $0 }
  }

  private func read(_ count: Int, at place: Int) throws -> UnsafeRawBufferPointer {
    let part = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count)
    try file.read(into: part, at: place)
    return UnsafeRawBufferPointer(part)
  }

  private func aligned(_ place: Int) -> Int {
    dataOffset + (place - dataOffset) / decoder.recordBytes * decoder.recordBytes
  }

  /// A step of at most half a period, either way.
  private static func nearest(_ step: Int64, _ period: Int64) -> Int64 { step > period / 2 ? step - period : step }

  /// 0 ..< period.
  private static func remainder(_ value: Int64, _ period: Int64) -> Int64 {
    let rest = value % period
    return rest < 0 ? rest + period : rest
  }
}
