import Files
import Recordings
import Testing

@Suite("Windows of events")
struct EventWindowerTests {
  private static func events(_ times: [Int64]) -> [Event] {
    times.enumerated().map { Event(timeMicroseconds: $1, x: UInt16($0), y: 0, isOn: $0 % 2 == 0) }
  }

  /// The times of each window's events, read in batches of some size.
  private static func windows(
    _ windowing: EventWindowing, of times: [Int64], batch: Int = 3, origin: Int64? = nil
  ) throws -> (windows: [[Int64]], intervals: [EventInterval], windower: EventWindower) {
    let all = events(times)
    var place = 0
    let windower = EventWindower(windowing, source: "test", originMicroseconds: origin)
    var found: [[Int64]] = []
    var intervals: [EventInterval] = []
    while let window = try windower.next(from: {
      if place == all.count { return nil }
      let part = all[place..<min(all.count, place + batch)]
      place += part.count
      return EventBatch(Array(part))
    }) {
      #expect(window.index == found.count)
      found.append(window.events.events.map(\.timeMicroseconds))
      intervals.append(window.interval)
    }
    return (found, intervals, windower)
  }

  @Test("windows of time start at the first event and hold what is before their ends", arguments: [1, 2, 3, 100])
  func time(batch: Int) throws {
    let result = try Self.windows(
      .time(durationMicroseconds: 10, strideMicroseconds: 10), of: [5, 6, 14, 15, 36, 44], batch: batch)
    #expect(result.windows == [[5, 6, 14], [15], [], [36, 44]])
    #expect(result.intervals[0] == EventInterval(startMicroseconds: 5, endMicroseconds: 15))
    #expect(result.windower.lateCount == 0)
  }

  @Test("windows of time overlap, and the last is the first that holds the last event", arguments: [1, 2, 100])
  func overlap(batch: Int) throws {
    let result = try Self.windows(
      .time(durationMicroseconds: 20, strideMicroseconds: 10), of: [0, 9, 11, 25, 31], batch: batch)
    #expect(result.windows == [[0, 9, 11], [11, 25], [25, 31]])
  }

  @Test("windows of time may leave gaps", arguments: [1, 2, 100])
  func gaps(batch: Int) throws {
    let result = try Self.windows(
      .time(durationMicroseconds: 5, strideMicroseconds: 10), of: [0, 4, 5, 9, 12, 18], batch: batch)
    #expect(result.windows == [[0, 4], [12]])
    #expect(result.windower.lateCount == 0)
  }

  @Test("windows of time start where they are told")
  func origin() throws {
    let result = try Self.windows(
      .time(durationMicroseconds: 10, strideMicroseconds: 10), of: [5, 12, 22], origin: 10)
    #expect(result.windows == [[12], [22]])
  }

  @Test("windows of a count hold so many events, and the rest is counted", arguments: [1, 2, 4, 100])
  func count(batch: Int) throws {
    let result = try Self.windows(.count(events: 3, stride: 3), of: [1, 2, 3, 4, 5, 6, 7, 8], batch: batch)
    #expect(result.windows == [[1, 2, 3], [4, 5, 6]])
    #expect(result.windower.leftOverCount == 2)
    #expect(result.intervals[1] == EventInterval(startMicroseconds: 4, endMicroseconds: 7))
  }

  @Test("windows of a count overlap or leave gaps", arguments: [1, 2, 4, 100])
  func countStride(batch: Int) throws {
    let times: [Int64] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    let overlapping = try Self.windows(.count(events: 4, stride: 2), of: times, batch: batch)
    #expect(overlapping.windows == [[1, 2, 3, 4], [3, 4, 5, 6], [5, 6, 7, 8]])
    let apart = try Self.windows(.count(events: 2, stride: 5), of: times, batch: batch)
    #expect(apart.windows == [[1, 2], [6, 7]])
  }

  @Test("every listed window comes, with or without events", arguments: [1, 2, 100])
  func intervals(batch: Int) throws {
    let list = [(0, 3), (2, 12), (20, 30), (100, 110)].map {
      EventInterval(startMicroseconds: $0.0, endMicroseconds: $0.1)
    }
    let result = try Self.windows(.intervals(list), of: [1, 2, 11, 15, 22], batch: batch)
    #expect(result.windows == [[1, 2], [2, 11], [22], []])
  }

  @Test("boundaries make windows, and neighbours are joined")
  func boundaries() throws {
    let times: [Int64] = [0, 10, 20, 30]
    #expect(
      EventWindowing.boundaries(times)
        == .intervals(
          [(0, 10), (10, 20), (20, 30)].map { EventInterval(startMicroseconds: $0.0, endMicroseconds: $0.1) }))
    let joined = try Self.windows(.boundaries(times, joined: 2), of: [1, 11, 21])
    #expect(joined.windows == [[1, 11], [11, 21]])
    #expect(EventWindowing.boundaries([5]) == .intervals([]))
  }

  @Test("everything is one window, and nothing is none")
  func whole() throws {
    let result = try Self.windows(.whole, of: [3, 1, 7, 9])
    #expect(result.windows == [[3, 1, 7, 9]])
    #expect(result.intervals == [EventInterval(startMicroseconds: 1, endMicroseconds: 10)])
    #expect(try Self.windows(.whole, of: []).windows.isEmpty)
    #expect(try Self.windows(.time(durationMicroseconds: 1, strideMicroseconds: 1), of: []).windows.isEmpty)
  }

  @Test("events that come too late for their window are counted")
  func late() throws {
    let result = try Self.windows(
      .time(durationMicroseconds: 10, strideMicroseconds: 10), of: [0, 10, 21, 5, 22], batch: 1)
    #expect(result.windows == [[0], [10], [21, 22]])
    #expect(result.windower.lateCount == 1)
  }

  @Test("a clock that jumps over a million windows is an error")
  func jump() throws {
    #expect(throws: FileError.self) {
      try Self.windows(.time(durationMicroseconds: 1, strideMicroseconds: 1), of: [0, 1 << 40])
    }
  }

  @Test("a recording's memory stays that of its windows")
  func memory() throws {
    var time: Int64 = 0
    let windower = EventWindower(.count(events: 1000, stride: 1000), source: "test")
    var count = 0
    while let window = try windower.next(from: {
      if time == 200_000 { return nil }
      defer { time += 100 }
      return EventBatch((0..<100).map { Event(timeMicroseconds: time + $0, x: 0, y: 0, isOn: true) })
    }) {
      #expect(window.events[0].timeMicroseconds == Int64(count) * 1000)
      count += 1
    }
    #expect(count == 200)
  }
}
