import Recordings
import Testing

/// 400 events around 8×6 pixels, some outside, with steps back and equal times.
private let recording: [Event] = {
  var state: UInt64 = 11
  func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
  var time: Int64 = -300
  return (0..<400).map { index in
    time += Int64(next(20)) - 2
    if index == 270 { time -= 5000 }
    return Event(timeMicroseconds: time, x: UInt16(next(9)), y: UInt16(next(6)), isOn: next(3) > 0)
  }
}()

private func isOnSensor(_ event: Event) -> Bool { event.x < 8 && event.y < 6 }

private func filtered(_ filter: some EventFilter, cut length: Int) -> [Event] {
  var filter = filter
  return stride(from: 0, to: recording.count, by: length).flatMap { start -> [Event] in
    var batch = EventBatch(recording[start..<min(recording.count, start + length)])
    filter.apply(to: &batch)
    return batch.events
  }
}

/// How many columns and rows lie between two events.
private func distances(_ first: Event, _ second: Event) -> (Int, Int) {
  (abs(Int(first.x) - Int(second.x)), abs(Int(first.y) - Int(second.y)))
}

/// How many of the eight pixels around have their last event at most `window` before an event.
private func support(_ event: Event, by others: some Sequence<Event>, window: Int64) -> Int {
  var latest: [Int: Int64] = [:]
  for other in others {
    let (dx, dy) = distances(event, other)
    if max(dx, dy) == 1 { latest[Int(other.y) * 8 + Int(other.x)] = other.timeMicroseconds }
  }
  return latest.values.count { (0...window).contains(event.timeMicroseconds - $0) }
}

/// The filters against their definitions, written down without a thought of speed.
@Suite struct NoiseFilterTests {
  @Test(arguments: [1, 2, 3])
  func `Correlation needs neighbours that fired lately, then such that passed and have the same polarity`(
    needed: Int
  ) {
    var (seen, passed, kept): ([Event], [Event], [Event]) = ([], [], [])
    for event in recording where isOnSensor(event) {
      defer { seen.append(event) }
      if support(event, by: seen, window: 150) < needed { continue }
      if support(event, by: passed.filter { $0.isOn == event.isOn }, window: 150) >= needed { kept.append(event) }
      passed.append(event)
    }
    #expect(!kept.isEmpty && kept.count < recording.count)
    let filter = SpatioTemporalCorrelationFilter(windowMicroseconds: 150, neighborCount: needed, width: 8, height: 6)
    for length in [1, 7, recording.count] { #expect(filtered(filter, cut: length) == kept) }
  }

  @Test(arguments: [(60, 5), (0, 1), (1000, 60)] as [(Int64, Int)])
  func `Density counts the events around, and then needs a neighbour that passed`(
    parameters: (window: Int64, count: Int)
  ) {
    var clock = Int64.min
    var (seen, passed, kept): ([(event: Event, clock: Int64)], [Event], [Event]) = ([], [], [])
    for event in recording where isOnSensor(event) {
      let time = event.timeMicroseconds
      if time > clock {
        clock = time
      } else if clock - time > parameters.window {
        (clock, seen) = (time, [])
      }
      defer { seen.append((event, clock)) }
      let around = seen.count { other in
        let (dx, dy) = distances(event, other.event)
        return (1...2).contains(max(dx, dy)) && clock - other.clock <= parameters.window
      }
      if around < parameters.count { continue }
      var now = event
      now.timeMicroseconds = clock
      if support(now, by: passed, window: parameters.window) > 0 { kept.append(event) }
      passed.append(now)
    }
    let filter = EventDensityFilter(
      windowMicroseconds: parameters.window, eventCount: parameters.count, width: 8, height: 6)
    for length in [1, 7, recording.count] { #expect(filtered(filter, cut: length) == kept) }
    if parameters.window == 60 { #expect(!kept.isEmpty && kept.count < recording.count) }
  }

  @Test func `Density forgets the oldest of more events than are remembered`() {
    // One pixel fires 70,000 times, of which 65,536 count; its neighbour has them around.
    var filter = EventDensityFilter(windowMicroseconds: 1 << 40, eventCount: 65_537, width: 8, height: 6)
    func batch(_ x: UInt16, _ count: Int) -> EventBatch {
      EventBatch((0..<count).map { Event(timeMicroseconds: Int64($0), x: x, y: 1, isOn: true) })
    }
    #expect(filter.decide(batch(2, 70_000)).allSatisfy { !$0 })
    #expect(filter.decide(batch(3, 1)) == [false])
  }

  @Test(arguments: [0.2, 1, 3] as [Float])
  func `The score of a time surface weighs neighbours of the same polarity by distance and age`(
    threshold: Float
  ) {
    let timeConstant = 50.0
    var (seen, kept): ([Event], [Event]) = ([], [])
    for event in recording where isOnSensor(event) {
      var ages: [SIMD2<Int>: Double] = [:]
      for other in seen where other.isOn == event.isOn {
        let (dx, dy) = (Int(other.x) - Int(event.x), Int(other.y) - Int(event.y))
        guard (1...2).contains(max(abs(dx), abs(dy))) else { continue }
        let age = event.timeMicroseconds - other.timeMicroseconds
        ages[SIMD2(dx, dy)] = age < 0 ? 1e9 : Double(age)
      }
      let score = ages.reduce(0) { sum, neighbor in
        let squares = neighbor.key &* neighbor.key
        return sum + timeConstant / (timeConstant + neighbor.value) / Double(squares.wrappedSum())
      }
      // Rounding decides nothing here.
      #expect((score - Double(threshold)).magnitude > 1e-5)
      if score >= Double(threshold) { kept.append(event) }
      seen.append(event)
    }
    #expect(!kept.isEmpty && kept.count < recording.count)
    let filter = TimeSurfaceFilter(threshold: threshold, timeConstantMicroseconds: 50, width: 8, height: 6)
    for length in [1, 7, recording.count] { #expect(filtered(filter, cut: length) == kept) }
  }

  @Test func `Events at one time score the greatest, and lonely ones nearly nothing`() {
    let block = (0..<25).map { Event(timeMicroseconds: 5, x: UInt16($0 % 5), y: UInt16($0 / 5), isOn: true) }
    let events = block + [Event(timeMicroseconds: 5, x: 2, y: 2, isOn: true)]
    func last(_ threshold: Float) -> Bool {
      var filter = TimeSurfaceFilter(threshold: threshold, width: 8, height: 6)
      return filter.decide(EventBatch(events)).last == true
    }
    #expect(last(TimeSurfaceFilter.greatestScore - 1e-5) && !last(TimeSurfaceFilter.greatestScore + 1e-5))
    var lonely = TimeSurfaceFilter(threshold: 1e-3, width: 8, height: 6)
    #expect(lonely.decide(EventBatch([block[0]])) == [false])
  }

  @Test func `What a filter decides is what it keeps`() {
    let filters: [any EventSelection] = [
      RefractoryFilter(periodMicroseconds: 100, width: 8, height: 6),
      BackgroundActivityFilter(windowMicroseconds: 30, width: 8, height: 6),
      BackgroundActivityFilter(windowMicroseconds: 30, radius: 2, width: 8, height: 6),
      HotPixelFilter(limit: 3, windowMicroseconds: 500, width: 8, height: 6),
      SpatioTemporalCorrelationFilter(windowMicroseconds: 40, width: 8, height: 6),
      EventDensityFilter(windowMicroseconds: 60, width: 8, height: 6),
      TimeSurfaceFilter(threshold: 1, timeConstantMicroseconds: 50, width: 8, height: 6),
    ]
    for filter in filters {
      var (deciding, applying) = (filter, filter)
      let decided = deciding.decide(EventBatch(recording))
      var batch = EventBatch(recording)
      applying.apply(to: &batch)
      #expect(zip(recording, decided).filter(\.1).map(\.0) == batch.events)
      #expect(!batch.isEmpty && batch.events.allSatisfy(isOnSensor))
    }
  }
}
