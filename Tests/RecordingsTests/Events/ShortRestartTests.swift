import Recordings
import Testing

/// Clocks that start anew a little earlier, and events that only come late: both step back.
@Suite struct ShortRestartTests {
  private func sound(_ count: Int) -> [Event] {
    (0..<count).map { (index: Int) -> Event in
      let (x, y) = (UInt16(index % 97), UInt16(index % 53))
      return Event(timeMicroseconds: Int64(index * 10), x: x, y: y, isOn: index % 2 == 0)
    }
  }

  private func examine(_ events: [Event], cut: Int) -> EventExamination {
    var examination = EventExamination(size: (100, 60))
    for start in stride(from: 0, to: events.count, by: cut) {
      examination.add(EventBatch(Array(events[start..<min(start + cut, events.count)])))
    }
    return examination
  }

  private func repair(_ events: [Event], cut: Int) -> (events: [Event], report: EventRepairReport) {
    var repair = EventRepair(examine(events, cut: cut).repairPlan())
    var out: [Event] = []
    for start in stride(from: 0, to: events.count, by: cut) {
      repair.apply(to: EventBatch(Array(events[start..<min(start + cut, events.count)]))) { out += $0.events }
    }
    repair.finish { out += $0.events }
    return (out, repair.report)
  }

  @Test(arguments: [100, 428, 5000, 20_000, 999_000], [7, 1000, 65_536])
  func `A clock that starts anew goes on, however little earlier`(back: Int64, cut: Int) {
    var events = sound(6000)
    for index in 3000..<6000 { events[index].timeMicroseconds -= back }
    let place = EventPlace(index: 3000, timeMicroseconds: 30_000 - back)
    let findings = examine(events, cut: cut).findings
    #expect(findings.first == .clockRestart(count: 1, longest: back - 10, first: place), "\(findings)")
    let (repaired, report) = repair(events, cut: cut)
    #expect(report.shifted == 3000 && report.sorted == 0)
    #expect(repaired.map(\.x) == events.map(\.x))
    #expect(zip(repaired, repaired.dropFirst()).allSatisfy { $0.timeMicroseconds <= $1.timeMicroseconds })
    #expect(repaired[2999].timeMicroseconds == repaired[3000].timeMicroseconds)
  }

  @Test func `Several takes follow each other, short steps back and long ones`() {
    var events = sound(8000)
    for index in 2000..<8000 { events[index].timeMicroseconds -= 7000 }
    for index in 4000..<8000 { events[index].timeMicroseconds -= 5_000_000 }
    for index in 6000..<8000 { events[index].timeMicroseconds -= 9000 }
    #expect(examine(events, cut: 1000).repairPlan().restarts == [2000, 4000, 6000])
    #expect(repair(events, cut: 1000).events.map(\.x) == events.map(\.x))
  }

  @Test(arguments: [1, 3, 40], [1, 333, 65_536])
  func `A few events that come late or early find their place`(number: Int, cut: Int) {
    let whole = sound(6000)
    var late = whole
    let moved = late[2000..<2000 + number]
    late.removeSubrange(2000..<2000 + number)
    late.insert(contentsOf: moved, at: 2900)
    #expect(repair(late, cut: cut).events == whole)
    var early = whole
    let ahead = early[3900..<3900 + number]
    early.removeSubrange(3900..<3900 + number)
    early.insert(contentsOf: ahead, at: 3000)
    #expect(repair(early, cut: cut).events == whole)
  }

  @Test(arguments: [(700, 300), (300, 700), (1500, 1500)], [1, 1000, 65_536])
  func `Packets that were exchanged are exchanged back`(lengths: (first: Int, second: Int), cut: Int) {
    let whole = sound(6000)
    let (first, second) = (2000..<2000 + lengths.first, 2000 + lengths.first..<2000 + lengths.first + lengths.second)
    let events = whole[..<2000] + whole[second] + whole[first] + whole[second.upperBound...]
    #expect(repair(Array(events), cut: cut).events == whole)
  }

  @Test func `Jitter of many steps back is sorted`() {
    let whole = sound(6000)
    let jittered = whole.indices.map { whole[$0 ^ ($0 / 64 % 2 == 0 ? 3 : 0)] }
    let examination = examine(jittered, cut: 1000)
    #expect(examination.repairPlan().restarts.isEmpty)
    #expect(repair(jittered, cut: 1000).events == whole)
  }
}
