import Recordings
import Testing

@Suite struct EventExaminationTests {
  private func examine(
    _ events: [Event], size: (width: Int, height: Int)? = nil, batch: Int = 100
  ) -> [EventFinding] {
    var examination = EventExamination(size: size)
    for start in stride(from: 0, to: events.count, by: batch) {
      examination.add(EventBatch(Array(events[start..<min(start + batch, events.count)])))
    }
    return examination.findings
  }

  private func sound(_ count: Int) -> [Event] {
    (0..<count).map { (index: Int) -> Event in
      let (x, y) = (UInt16(index % 97), UInt16(index % 53))
      return Event(timeMicroseconds: Int64(index * 10), x: x, y: y, isOn: index % 2 == 0)
    }
  }

  @Test func `A sound recording has no findings`() {
    #expect(examine(sound(5000), size: (100, 60)).isEmpty)
    #expect(examine([]).isEmpty)
  }

  @Test(arguments: [1, 7, 1000])
  func `A step back is found across batches`(batch: Int) {
    var events = sound(50)
    events[20].timeMicroseconds = 3
    let place = EventPlace(index: 20, timeMicroseconds: 3)
    #expect(examine(events, batch: batch) == [.stepBack(count: 1, longest: 187, first: place)])
  }

  @Test(arguments: [24, 28, 31, 32, 34])
  func `A clock that was not unrolled is told from other steps back`(bits: Int) {
    var events = sound(300)
    for index in 50..<300 { events[index].timeMicroseconds -= 1 << Int64(bits) }
    for index in 200..<300 { events[index].timeMicroseconds -= 1 << Int64(bits) }
    // One that is late, from before the wrap.
    events[52].timeMicroseconds += (1 << Int64(bits)) - 30
    let first = EventPlace(index: 50, timeMicroseconds: 500 - (1 << Int64(bits)))
    let findings = examine(events)
    #expect(findings.first == .clockWrap(bits: bits, count: 2, first: first), "\(findings)")
  }

  @Test func `A clock that starts anew is told from wild times`() {
    var events = sound(2000)
    for index in 1000..<2000 { events[index].timeMicroseconds -= 5_000_000 }
    let restart = EventPlace(index: 1000, timeMicroseconds: 10_000 - 5_000_000)
    #expect(examine(events) == [.clockRestart(count: 1, longest: 4_999_990, first: restart)])
    events = sound(2000)
    for index in [400, 401, 402] { events[index].timeMicroseconds += 1 << 40 }
    events[900].timeMicroseconds -= 1 << 41
    let wild = EventPlace(index: 400, timeMicroseconds: 4000 + (1 << 40))
    #expect(examine(events) == [.wildTime(count: 4, longest: (1 << 41) - 10, first: wild)])
  }

  @Test func `Disorder is told as such`() {
    let events = sound(5000)
    let shuffled = events.indices.map { events[$0 * 1237 % 5000] }
    #expect(examine(shuffled).contains { if case .unordered(let count, _, _) = $0 { count > 1000 } else { false } })
  }

  @Test func `Places outside the sensor and exchanged axes are found`() {
    var events = sound(100)
    events[3].x = 100
    let place = EventPlace(index: 3, timeMicroseconds: 30)
    #expect(
      examine(events, size: (100, 60)) == [
        .outOfRange(count: 1, largestX: 100, largestY: 52, first: place, x: 100, y: 3)
      ])
    let exchanged = sound(5000).map {
      Event(timeMicroseconds: $0.timeMicroseconds, x: $0.y, y: $0.x, isOn: $0.isOn)
    }
    #expect(examine(exchanged, size: (100, 60)).contains { if case .swappedAxes = $0 { true } else { false } })
  }

  @Test func `Places far from all others are found where no sensor is stated`() {
    var events = sound(5000)
    events[70].x = 40_000
    let place = EventPlace(index: 70, timeMicroseconds: 700)
    #expect(
      examine(events) == [
        .outOfRange(count: 1, largestX: 40_000, largestY: 52, first: place, x: 40_000, y: 17)
      ])
    var examination = EventExamination()
    examination.add(EventBatch(events))
    #expect(examination.sensor?.width == 128 && examination.repairPlan().size?.height == 128)
    // Many of them are a larger sensor.
    for index in 0..<100 { events[index].x = 2000 }
    #expect(examine(events).isEmpty)
  }

  @Test func `A single polarity is found`() {
    let events = sound(100).map { Event(timeMicroseconds: $0.timeMicroseconds, x: $0.x, y: $0.y, isOn: true) }
    #expect(examine(events) == [.onePolarity(isOn: true)])
  }

  @Test func `A long pause is found with its place`() {
    var events = sound(5000)
    for index in 2500..<5000 { events[index].timeMicroseconds += 300_000 }
    let end = EventPlace(index: 2500, timeMicroseconds: 325_000)
    #expect(examine(events) == [.gap(count: 1, longest: 300_010, longestEnd: end, first: end)])
  }

  @Test func `A hot pixel is found with its count`() {
    let hot = (0..<5000).map { (index: Int) -> Event in
      Event(timeMicroseconds: Int64(index), x: 7, y: 9, isOn: index % 2 == 0)
    }
    let rest = (0..<2000).map { (index: Int) -> Event in
      let (x, y) = (UInt16(index % 90), UInt16(index / 90))
      return Event(timeMicroseconds: Int64(5000 + index), x: x, y: y, isOn: true)
    }
    #expect(
      examine(hot + rest, size: (100, 60)) == [
        .hotPixels(count: 1, events: 5001, hottest: [EventFinding.HotPixel(x: 7, y: 9, events: 5001)])
      ])
  }
}
