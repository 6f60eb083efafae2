import Files
import Recordings
import Testing

/// Times as far apart as 64 bits allow, and farther.
@Suite struct EventTimesAtTheEdgeTests {
  private func windows(_ windowing: EventWindowing, of times: [Int64], mostEmpty: Int? = nil) throws -> [EventWindow] {
    var batches = [EventBatch(times.map { Event(timeMicroseconds: $0, x: 0, y: 0, isOn: true) })]
    let windower = EventWindower(
      windowing, source: "test", mostEmptyWindows: mostEmpty ?? EventWindower.mostEmptyWindows)
    var windows: [EventWindow] = []
    while let window = try windower.next(from: { batches.popLast() }) { windows.append(window) }
    return windows
  }

  @Test(arguments: [[Int64.min, .max], [.min, 0], [-2, .max - 1], [-1 << 62, 1 << 62]] as [[Int64]])
  func `A window longer than 64 bits count is refused, by time, by count and by list`(times: [Int64]) {
    let list = [EventInterval(startMicroseconds: times[0], endMicroseconds: times[1])]
    for windowing in [EventWindowing.whole, .count(events: 2, stride: 1), .intervals(list)] {
      #expect(throws: FileError.self) { try windows(windowing, of: times) }
    }
  }

  @Test func `A window as long as 64 bits count is made`() throws {
    let window = try #require(try windows(.whole, of: [0, .max - 2]).first)
    #expect(window.events.count == 2 && window.interval.durationMicroseconds == .max - 1)
    #expect(try windows(.whole, of: [.max]).count == 1)
  }

  @Test func `A jump over many windows is an error, unless more are allowed`() throws {
    let windowing = EventWindowing.time(durationMicroseconds: 1, strideMicroseconds: 1)
    #expect(try windows(windowing, of: [0, 60_000]).count == 60_001)
    #expect(throws: FileError.self) { try windows(windowing, of: [0, 70_000]) }
    #expect(try windows(windowing, of: [0, 70_000], mostEmpty: 100_000).count == 70_001)
    #expect(throws: FileError.self) { try windows(windowing, of: [.min, .max], mostEmpty: .max) }
  }

  @Test func `Windows to come are counted from the latest event read`() throws {
    var batches = [EventBatch([0, 25, 1 << 60].map { Event(timeMicroseconds: $0, x: 0, y: 0, isOn: true) })]
    let windower = EventWindower(.time(durationMicroseconds: 10, strideMicroseconds: 10), source: "test")
    #expect(windower.windowsToCome == 0)
    _ = try windower.next(from: { batches.popLast() })
    #expect(windower.windowsToCome == ((1 << 60) - 10) / 10 + 1)
  }

  @Test func `Distances and later times do not overflow`() {
    #expect(Double(microsecondsFrom: .min, to: .max) == 0x1p64)
    #expect(Double(microsecondsFrom: .max, to: .min) == -0x1p64)
    #expect(Double(microsecondsFrom: -5, to: 7) == 12)
    #expect(Int64.max.advancedOrLast(by: 1) == .max && Int64.min.advancedOrLast(by: -1) == .min)
    #expect(Int64(3).advancedOrLast(by: -5) == -2)
  }

  @Test func `The sensor's filter keeps what lies on it and counts the rest`() {
    var filter = SensorFilter(width: 32, height: 24)
    var batch = EventBatch(
      [(31, 23), (32, 0), (0, 24), (65_535, 65_535), (0, 0)].map {
        Event(timeMicroseconds: 1, x: UInt16($0.0), y: UInt16($0.1), isOn: true)
      })
    filter.count(batch)
    #expect(filter.droppedCount == 3 && batch.count == 5)
    filter.apply(to: &batch)
    #expect(filter.droppedCount == 6 && batch.events.map(\.x) == [31, 0])
  }
}
