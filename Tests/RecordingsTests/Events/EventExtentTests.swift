import Recordings
import Testing

@Suite struct EventExtentTests {
  private func extent(_ places: [(x: UInt16, y: UInt16)]) -> EventExtent {
    var extent = EventExtent()
    extent.add(EventBatch(places.map { Event(timeMicroseconds: 0, x: $0.x, y: $0.y, isOn: true) }))
    return extent
  }

  private static func grid(_ count: Int) -> [(x: UInt16, y: UInt16)] {
    (0..<count).map { (UInt16($0 % 300), UInt16($0 % 200)) }
  }

  @Test func `One wild place of few events is told from all others`() {
    let found = extent([(1, 2), (16_383, 16_383), (5, 3)])
    #expect(found.hasWild && found.extent == (6, 4) && found.smallestStandardSensor == (34, 34))
    let column = extent(Self.grid(500) + [(9, 60_000)])
    #expect(column.hasWild && column.extent == (300, 200))
  }

  @Test func `A thousandth of many events may be wild, more are a larger sensor`() {
    let few = extent(Self.grid(5000) + Array(repeating: (4000, 5), count: 5))
    #expect(few.hasWild && few.smallestStandardSensor == (304, 240))
    let many = extent(Self.grid(5000) + Array(repeating: (4000, 5), count: 6))
    #expect(!many.hasWild && many.extent == (4001, 200))
  }

  @Test func `Within twice the box or the largest usual sensor no place is wild`() {
    #expect(!extent([(1, 1), (1279, 719)]).hasWild)
    #expect(!extent(Self.grid(4000) + [(1000, 700)]).hasWild)
    #expect(!extent([(1999, 1), (1500, 2), (2900, 1)]).hasWild)
    #expect(extent([(1400, 1), (1500, 2), (4000, 1)]).hasWild)
  }

  @Test func `A single event and none are not wild`() {
    #expect(!extent([(60_000, 60_000)]).hasWild && extent([(60_000, 60_000)]).extent == (60_001, 60_001))
    #expect(!EventExtent().hasWild && EventExtent().extent == (1, 1))
  }
}
