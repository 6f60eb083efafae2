import Recordings
import Testing

@Suite struct EventExaminationTests {
  private func examine(
    _ events: [Event], size: (width: Int, height: Int)? = nil, batch: Int = 100
  ) -> [EventExamination.Finding] {
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
    #expect(examine(events, batch: batch) == [.stepsBack(count: 1, longest: 187)])
  }

  @Test func `A clock that was not unrolled is told from other steps back`() {
    var events = sound(100)
    for index in 50..<100 { events[index].timeMicroseconds -= 1 << 24 }
    let findings = examine(events)
    #expect(findings.first == .clockWraps(count: 1, bits: 24))
  }

  @Test func `Places outside the sensor and exchanged axes are found`() {
    var events = sound(100)
    events[3].x = 100
    #expect(examine(events, size: (100, 60)).contains(.outOfRange(count: 1, largestX: 100, largestY: 52)))
    let exchanged = sound(5000).map {
      Event(timeMicroseconds: $0.timeMicroseconds, x: $0.y, y: $0.x, isOn: $0.isOn)
    }
    #expect(examine(exchanged, size: (100, 60)).contains(.exchangedAxes))
  }

  @Test func `A single polarity is found`() {
    let events = sound(100).map { Event(timeMicroseconds: $0.timeMicroseconds, x: $0.x, y: $0.y, isOn: true) }
    #expect(examine(events) == [.singlePolarity(isOn: true)])
  }

  @Test func `A long pause is found with its place`() {
    var events = sound(5000)
    for index in 2500..<5000 { events[index].timeMicroseconds += 300_000 }
    #expect(examine(events) == [.gap(start: 24_990, length: 300_010)])
  }

  @Test func `A hot pixel is found with its count`() {
    let hot = (0..<5000).map { (index: Int) -> Event in
      Event(timeMicroseconds: Int64(index), x: 7, y: 9, isOn: index % 2 == 0)
    }
    let rest = (0..<2000).map { (index: Int) -> Event in
      let (x, y) = (UInt16(index % 90), UInt16(index / 90))
      return Event(timeMicroseconds: Int64(5000 + index), x: x, y: y, isOn: true)
    }
    #expect(examine(hot + rest, size: (100, 60)) == [.hotPixel(x: 7, y: 9, count: 5001)])
  }
}
