import Foundation
import Recordings
import Representations

extension ReferenceWindow {
  /// Times are compared all with all.
  func averagedSurfaces(side: Int, radius: Int) -> [Double] {
    let (down, across) = ((volume.height + side - 1) / side, (volume.width + side - 1) / side)
    let width = 2 * radius + 1
    var (sums, counts) = ([Double](repeating: 0, count: down * across * 2 * width * width), [Double]())
    counts = Array(repeating: 0, count: down * across * 2)
    func memory(_ event: Event) -> Int {
      2 * (Int(event.y) / side * across + Int(event.x) / side) + (event.isOn ? 1 : 0)
    }
    for event in events { counts[memory(event)] += 1 }
    for event in events {
      for other in events where memory(other) == memory(event) {
        let age = event.timeMicroseconds - other.timeMicroseconds
        let (dx, dy) = (Int(other.x) - Int(event.x), Int(other.y) - Int(event.y))
        if age <= 0 || age > 100_000 || abs(dx) > radius || abs(dy) > radius { continue }
        let place = (memory(event) * width + dy + radius) * width + dx + radius
        sums[place] += exp(-Double(age) / 1e9) / counts[memory(event)]
      }
    }
    return sums
  }

  func recentTimes(depth: Int) -> [Double] {
    if events.isEmpty { return Array(repeating: 0, count: 2 * depth * volume.pixelCount) }
    var ages = [[Double]](repeating: [], count: 2 * volume.pixelCount)
    for event in events {
      ages[(event.isOn ? volume.pixelCount : 0) + pixel(event)].insert(
        Double(volume.endMicroseconds - event.timeMicroseconds), at: 0)
    }
    return (0..<2 * depth * volume.pixelCount).map { index in
      let (polarity, age) = (index / volume.pixelCount / depth, index / volume.pixelCount % depth)
      let queue = ages[polarity * volume.pixelCount + index % volume.pixelCount]
      return max(0, log((age < queue.count ? min(queue[age], 500e6) : 500e6) + 1) - log(151))
    }
  }

  func lastPolarities(stacks: Int) -> [Double] {
    var (planes, left, half) = ([Double](), all[...], all.count)
    for _ in 0..<stacks {
      var plane = [Double](repeating: 0, count: volume.pixelCount)
      for event in left where isInside(event) { plane[pixel(event)] = sign(event) }
      planes += plane
      half /= 2
      left = left.dropFirst(half)
    }
    return planes
  }

  func isInside(_ event: Event) -> Bool { Int(event.x) < volume.width && Int(event.y) < volume.height }

  func optimizedChannels() -> [Double] {
    let third = all.count / 3
    let half = all.dropFirst(all.count / 2)
    let quarter = half.dropFirst(all.count / 4)
    let eighth = quarter.dropFirst(all.count / 8)
    let windows = [all[...], all[0..<third], all[third..<2 * third], all[2 * third..<3 * third], half, quarter, eighth]
    func plane(_ window: Int, _ measure: (Event) -> Double?, _ gathered: ([Double]) -> Double) -> [Double] {
      var measures = [[Double]](repeating: [], count: volume.pixelCount)
      for event in windows[window] where isInside(event) {
        if let value = measure(event) { measures[pixel(event)].append(value) }
      }
      return measures.map { $0.isEmpty ? 0 : gathered($0) }
    }
    func sum(_ values: [Double]) -> Double { values.reduce(0, +) }
    func mean(_ values: [Double]) -> Double { sum(values) / Double(values.count) }
    func variance(_ values: [Double]) -> Double { mean(values.map { ($0 - mean(values)) * ($0 - mean(values)) }) }
    func greatest(_ values: [Double]) -> Double { values.max() ?? 0 }
    return [
      plane(0, sign, variance), plane(3, { $0.isOn ? nil : time($0) }, variance), plane(2, { $0.isOn ? nil : 1 }, mean),
      plane(6, sign, sum), plane(5, { $0.isOn ? 1 : nil }, mean), plane(6, { _ in 1 }, sum),
      plane(2, { $0.isOn ? time($0) : nil }, mean), plane(5, { $0.isOn ? nil : 1 }, mean),
      plane(1, { $0.isOn ? nil : time($0) }, greatest), plane(0, { $0.isOn ? time($0) : nil }, greatest),
      plane(4, time, greatest), plane(1, { _ in 1 }, mean),
    ].flatMap { $0 }
  }
}
