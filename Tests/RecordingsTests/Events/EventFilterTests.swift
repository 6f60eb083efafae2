import Recordings
import Testing

/// 2000 events on 8×6 pixels, with steps back and equal times.
private let recording: [Event] = {
  var state: UInt64 = 7
  func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
  var time: Int64 = -500
  return (0..<2000).map { _ in
    time += Int64(next(20)) - 2
    return Event(timeMicroseconds: time, x: UInt16(next(8)), y: UInt16(next(6)), isOn: next(2) == 1)
  }
}()

private func filtered(_ filter: some EventFilter, cut length: Int) -> [Event] {
  var filter = filter
  return stride(from: 0, to: recording.count, by: length).flatMap { start -> [Event] in
    var batch = EventBatch(recording[start..<min(recording.count, start + length)])
    filter.apply(to: &batch)
    return batch.events
  }
}

private func moved(_ event: Event, _ x: Int, _ y: Int) -> Event {
  Event(timeMicroseconds: event.timeMicroseconds, x: UInt16(x), y: UInt16(y), isOn: event.isOn)
}

private func window(_ time: Int64, _ length: Int64) -> Int64 {
  Int64((Double(time) / Double(length)).rounded(.down))
}

@Suite struct EventFilterTests {
  @Test(arguments: [1, 7, 1000, 2000])
  func `Selections keep what they say`(length: Int) {
    #expect(
      filtered(TimeFilter(startMicroseconds: 100, endMicroseconds: 900), cut: length)
        == recording.filter { (100..<900).contains($0.timeMicroseconds) })
    #expect(
      filtered(RegionFilter(x: 2, y: 1, width: 3, height: 4), cut: length)
        == recording.filter { (2..<5).contains($0.x) && (1..<5).contains($0.y) }
        .map { moved($0, Int($0.x) - 2, Int($0.y) - 1) })
    #expect(filtered(PolarityFilter(keepsOn: false), cut: length) == recording.filter { !$0.isOn })
    #expect(
      filtered(SubsampleFilter(factor: 3), cut: length)
        == recording.enumerated().filter { $0.offset % 3 == 0 }.map(\.element))
  }

  @Test(arguments: [1, 7, 2000])
  func `Geometry moves pixels as it says`(length: Int) {
    let plain: [(GeometryFilter.Operation, (Int, Int) -> (Int, Int))] = [
      (.flipX, { (7 - $0, $1) }), (.flipY, { ($0, 5 - $1) }), (.rotate90, { (5 - $1, $0) }),
      (.rotate180, { (7 - $0, 5 - $1) }), (.rotate270, { ($1, 7 - $0) }), (.transpose, { ($1, $0) }),
    ]
    for (operation, place) in plain {
      let expected = recording.map { event -> Event in
        let (x, y) = place(Int(event.x), Int(event.y))
        return moved(event, x, y)
      }
      #expect(filtered(GeometryFilter(operation, width: 8, height: 6), cut: length) == expected)
    }
    #expect(
      filtered(RescaleFilter(width: 8, height: 6, newWidth: 3, newHeight: 12), cut: length)
        == recording.map { moved($0, Int($0.x) * 3 / 8, Int($0.y) * 2) })
  }

  @Test(arguments: [1, 7, 2000])
  func `A pixel is silent in its refractory period`(length: Int) {
    var kept: [Event] = []
    for event in recording {
      let before = kept.last { $0.x == event.x && $0.y == event.y }?.timeMicroseconds
      if let before, (0..<150).contains(event.timeMicroseconds - before) { continue }
      kept.append(event)
    }
    #expect(filtered(RefractoryFilter(periodMicroseconds: 150, width: 8, height: 6), cut: length) == kept)
  }

  @Test(arguments: [1, 7, 2000], [1, 2])
  func `Background activity is what no neighbour supports`(length: Int, radius: Int) {
    let expected = recording.indices.filter { index in
      let event = recording[index]
      // The latest event of each neighbour counts.
      var latest: [Int: Int64] = [:]
      for other in recording[..<index] {
        let (dx, dy) = (abs(Int(other.x) - Int(event.x)), abs(Int(other.y) - Int(event.y)))
        if max(dx, dy) <= radius && dx + dy > 0 { latest[Int(other.y) * 8 + Int(other.x)] = other.timeMicroseconds }
      }
      return latest.values.contains { (0...12).contains(event.timeMicroseconds - $0) }
    }
    let filter = BackgroundActivityFilter(windowMicroseconds: 12, radius: radius, width: 8, height: 6)
    #expect(filtered(filter, cut: length) == expected.map { recording[$0] })
  }

  @Test(arguments: [1, 7, 2000])
  func `Rates are limited in each window`(length: Int) {
    var (current, count) = (Int64.min, 0)
    let expected = recording.filter { event in
      let now = window(event.timeMicroseconds, 100)
      if now != current { (current, count) = (now, 0) }
      count += 1
      return count <= 5
    }
    #expect(filtered(EventRateFilter(eventsPerWindow: 5, windowMicroseconds: 100), cut: length) == expected)
  }

  @Test(arguments: [1, 3])
  func `Hot pixels are silent for the rest of their window and the next`(length: Int) {
    let times: [Int64] = [0, 10, 20, 30, 110, 120, 210, 220, 410]
    let events = times.map { Event(timeMicroseconds: $0, x: 1, y: 1, isOn: true) }
    var filter = HotPixelFilter(limit: 2, windowMicroseconds: 100, width: 8, height: 6)
    let kept = stride(from: 0, to: events.count, by: length).flatMap { start -> [Int64] in
      var batch = EventBatch(events[start..<min(events.count, start + length)])
      filter.apply(to: &batch)
      return batch.events.map(\.timeMicroseconds)
    }
    #expect(kept == [0, 10, 210, 220, 410])
  }
}
