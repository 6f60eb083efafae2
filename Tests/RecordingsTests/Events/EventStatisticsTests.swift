import Recordings
import Testing

@Suite struct EventStatisticsTests {
  private static let times: [Int64] = [5, 5, 9, 7, 100, 40, 41]
  private let events = times.enumerated().map { index, time -> Event in
    Event(timeMicroseconds: time, x: UInt16(index * 40), y: UInt16(200 - index), isOn: index % 3 == 0)
  }

  @Test(arguments: [1, 2, 3, 7])
  func `The figures do not depend on how batches are cut`(size: Int) {
    var statistics = EventStatistics()
    for start in stride(from: 0, to: events.count, by: size) {
      statistics.add(EventBatch(Array(events[start..<min(start + size, events.count)])))
    }
    #expect(statistics.count == 7)
    #expect(statistics.onCount == 3)
    #expect(statistics.offCount == 4)
    #expect(statistics.firstMicroseconds == 5)
    #expect(statistics.lastMicroseconds == 41)
    #expect(statistics.stepsBack == 2)
    #expect(statistics.longestStepBack == 60)
    #expect(!statistics.isMonotonic)
    #expect(statistics.largestX == 240)
    #expect(statistics.largestY == 200)
    #expect(statistics.smallestStandardSensor == (304, 240))
  }

  @Test func `A recording without events has no times`() {
    var statistics = EventStatistics()
    statistics.add(EventBatch())
    #expect(statistics.count == 0)
    #expect(statistics.firstMicroseconds == nil)
    #expect(statistics.isMonotonic)
  }

  @Test func `A recording larger than any usual sensor gets the size it needs`() {
    var statistics = EventStatistics()
    statistics.add(EventBatch([Event(timeMicroseconds: 0, x: 4000, y: 3, isOn: true)]))
    #expect(statistics.smallestStandardSensor == (4001, 4))
  }
}
