import Recordings
import Testing

/// A recording with something wrong is examined, then repaired by the plan.
@Suite struct EventRepairTests {
  private func sound(_ count: Int) -> [Event] {
    (0..<count).map { (index: Int) -> Event in
      let (x, y) = (UInt16(index % 97), UInt16(index % 53))
      return Event(timeMicroseconds: Int64(index * 10), x: x, y: y, isOn: index % 2 == 0)
    }
  }

  private func batches(_ events: [Event], _ length: Int) -> [EventBatch] {
    stride(from: 0, to: events.count, by: length).map { EventBatch(Array(events[$0..<min($0 + length, events.count)])) }
  }

  private func repair(
    _ events: [Event], size: (width: Int, height: Int)? = nil, dropsHotPixels: Bool = false, cut: Int = 1000
  ) -> (events: [Event], report: EventRepairReport) {
    var examination = EventExamination(size: size)
    for batch in batches(events, cut) { examination.add(batch) }
    var repair = EventRepair(examination.repairPlan(dropsHotPixels: dropsHotPixels))
    var out: [Event] = []
    for batch in batches(events, cut) { repair.apply(to: batch) { out += $0.events } }
    repair.finish { out += $0.events }
    return (out, repair.report)
  }

  @Test(arguments: [1, 7, 1000])
  func `A sound recording stays as it is`(cut: Int) {
    let (events, report) = repair(sound(3000), size: (100, 60), cut: cut)
    #expect(events == sound(3000))
    #expect(report.eventsIn == 3000 && report.eventsOut == 3000)
    #expect(report.sorted == 0 && report.unrolled == 0 && report.outsideDropped == 0)
  }

  @Test(arguments: [24, 31, 32], [1, 7, 1000])
  func `Wraps are unrolled`(bits: Int64, cut: Int) {
    var events = sound(3000)
    for index in 1000..<3000 { events[index].timeMicroseconds -= 1 << bits }
    for index in 2500..<3000 { events[index].timeMicroseconds -= 1 << bits }
    // Two trade places across the first wrap.
    events.swapAt(999, 1001)
    let (repaired, report) = repair(events, cut: cut)
    #expect(repaired == sound(3000))
    #expect(report.unrolled == 2000)
  }

  @Test(arguments: [1, 7, 1000])
  func `Events that are late find their place, and ties keep their order`(cut: Int) {
    var events = sound(3000)
    for index in stride(from: 60, to: 3000, by: 60) { events.swapAt(index, index - 40) }
    let (repaired, report) = repair(events, cut: cut)
    #expect(repaired == sound(3000))
    #expect(report.sorted > 0 && report.leftLate == 0)
    events = (0..<100).map { (index: Int) -> Event in
      Event(timeMicroseconds: Int64(index / 50), x: UInt16(index), y: 0, isOn: true)
    }
    events.append(Event(timeMicroseconds: 0, x: 100, y: 0, isOn: true))
    let columns = repair(events, cut: cut).events.map { Int($0.x) }
    #expect(columns == Array(0..<50) + [100] + Array(50..<100))
  }

  @Test(arguments: [4096, 65_536])
  func `The window of sorting glides, and what is too late for it is not lost`(cut: Int) {
    let count = 5 * EventReordering.standardWindow
    let whole = (0..<count).map { (index: Int) -> Event in
      Event(timeMicroseconds: Int64(index), x: UInt16(index & 255), y: 3, isOn: index & 1 == 0)
    }
    var events = whole
    let moved = events.remove(at: 100_000)
    events.insert(moved, at: 100_000 + EventReordering.standardWindow - 1)
    #expect(repair(events, cut: cut).events == whole)
    events = whole
    events.insert(events.remove(at: 10), at: count - 1)
    let (repaired, report) = repair(events, cut: cut)
    #expect(report.leftLate == 1 && report.sorted == 0 && repaired.count == count)
    #expect(repaired.first { $0.timeMicroseconds == 10 } == whole[10])
  }

  @Test(arguments: [1, 7, 1000])
  func `Wild times go, and a clock that starts anew goes on`(cut: Int) {
    var events = sound(3000)
    for index in [400, 401, 402] { events[index].timeMicroseconds += 1 << 40 }
    events[900].timeMicroseconds -= 1 << 41
    for index in 2000..<3000 { events[index].timeMicroseconds -= 8_000_000 }
    let (repaired, report) = repair(events, cut: cut)
    #expect(report.wildDropped == 4 && report.shifted == 1000)
    let left = sound(3000).enumerated().filter { ![400, 401, 402, 900].contains($0.offset) }.map(\.element)
    #expect(repaired.map(\.x) == left.map(\.x))
    // The clock goes on at the time of the event before.
    let expected = left.map { $0.timeMicroseconds < 20_000 ? $0.timeMicroseconds : $0.timeMicroseconds - 10 }
    #expect(repaired.map(\.timeMicroseconds) == expected)
  }

  @Test func `Disorder is sorted, and nothing is taken for wild`() {
    let whole = (0..<5000).map { (index: Int) -> Event in
      Event(timeMicroseconds: Int64(index) * 10_000, x: UInt16(index), y: 0, isOn: index & 1 == 0)
    }
    let shuffled = whole.indices.map { whole[$0 * 1237 % 5000] }
    #expect(repair(shuffled).events == whole)
  }

  @Test(arguments: [1, 1000])
  func `Exchanged axes are exchanged back, and what is still outside goes`(cut: Int) {
    var exchanged = sound(3000).map {
      Event(timeMicroseconds: $0.timeMicroseconds, x: $0.y, y: $0.x, isOn: $0.isOn)
    }
    exchanged[5].y = 4000
    let (repaired, report) = repair(exchanged, size: (97, 53), cut: cut)
    var expected = sound(3000)
    expected.remove(at: 5)
    #expect(repaired == expected)
    #expect(report.exchanged == 3000 && report.outsideDropped == 1)
    var outside = sound(3000)
    outside[7].x = 97
    #expect(repair(outside, size: (97, 53), cut: cut).report.outsideDropped == 1)
  }

  @Test func `Hot pixels go where that is wanted`() {
    let hot = (0..<5000).map { (index: Int) -> Event in
      Event(timeMicroseconds: Int64(index), x: 7, y: 9, isOn: index % 2 == 0)
    }
    let rest = (0..<2000).map { (index: Int) -> Event in
      let (x, y) = (UInt16(index % 90), UInt16(index / 90))
      return Event(timeMicroseconds: Int64(5000 + index), x: x, y: y, isOn: true)
    }
    #expect(repair(hot + rest, size: (100, 60)).events == hot + rest)
    let (repaired, report) = repair(hot + rest, size: (100, 60), dropsHotPixels: true)
    #expect(repaired == rest.filter { $0.x != 7 || $0.y != 9 } && report.hotDropped == 5001)
  }
}
