import Foundation
import Recordings
import Representations

/// The representations as their formulas state them, event by event in double precision: slow, for comparison only.
enum ReferenceEventTensors {
  /// The tensor of `name`, as doubles in row-major order.
  static func scalars(
    _ name: String, of batch: EventBatch, at places: EventCoordinates? = nil, over volume: SpaceTimeWindow
  ) throws -> [Double] {
    let events = batch.events.filter { Int($0.x) < volume.width && Int($0.y) < volume.height }
    let bounds = (first: batch.events.first?.timeMicroseconds ?? 0, last: batch.events.last?.timeMicroseconds ?? 0)
    let reference = ReferenceWindow(
      events: events, all: batch.events, volume: volume, first: bounds.first, last: bounds.last)
    let parts = name.split(separator: ":")
    let numbers = parts.dropFirst().compactMap { Int($0) }
    switch parts[0] {
    case "count": return reference.counts(bins: 1)
    case "polarity": return reference.netPolarity()
    case "histogram": return reference.counts(bins: numbers[0])
    case "time-surface": return reference.timeSurface(decay: parts.count > 1 ? 20_000 : nil)
    case "voxel-grid": return reference.voxelGrid(bins: numbers[0])
    case "eraft": return reference.normalized(reference.sharedGrid(bins: numbers[0], at: places))
    case "ste": return reference.gaussianCounts(splits: numbers[0])
    case "hats": return reference.averagedSurfaces(side: numbers[0], radius: numbers[1])
    case "tore": return reference.recentTimes(depth: numbers[0])
    case "mdes": return reference.lastPolarities(stacks: numbers[0])
    case "ergo12": return reference.optimizedChannels()
    case "est": return reference.spikeTensor(bins: numbers[0])
    default: throw EventRepresentationNameError(description: "\(name) has no reference")
    }
  }
}

/// A window's events, those outside of the picture apart.
struct ReferenceWindow {
  var events: [Event]
  var all: [Event]
  var volume: SpaceTimeWindow
  var first: Int64
  var last: Int64

  func pixel(_ event: Event) -> Int { Int(event.y) * volume.width + Int(event.x) }
  func sign(_ event: Event) -> Double { event.isOn ? 1 : -1 }
  /// 0 at the first event, 1 at the last.
  func time(_ event: Event) -> Double {
    first == last ? 0 : Double(event.timeMicroseconds - first) / Double(last - first)
  }

  func counts(bins: Int) -> [Double] {
    var counts = [Double](repeating: 0, count: 2 * bins * volume.pixelCount)
    for event in events {
      let offset = event.timeMicroseconds - first
      let bin = first == last ? 0 : min(Int(offset) * bins / Int(last - first), bins - 1)
      counts[((event.isOn ? 1 : 0) * bins + bin) * volume.pixelCount + pixel(event)] += 1
    }
    return counts
  }

  func netPolarity() -> [Double] {
    var frame = [Double](repeating: 0, count: volume.pixelCount)
    for event in events { frame[pixel(event)] += sign(event) }
    return frame
  }

  func timeSurface(decay: Double?) -> [Double] {
    var surface = [Double](repeating: 0, count: 2 * volume.pixelCount)
    for event in events {
      let age = Double(volume.endMicroseconds - event.timeMicroseconds)
      let duration = Double(volume.durationMicroseconds)
      surface[(event.isOn ? volume.pixelCount : 0) + pixel(event)] =
        decay.map { exp(-age / $0) } ?? (duration == 0 ? 1 : 1 - age / duration)
    }
    return surface
  }

  func voxelGrid(bins: Int) -> [Double] {
    var grid = [Double](repeating: 0, count: bins * volume.pixelCount)
    for event in events {
      for bin in 0..<bins {
        let weight = max(0, 1 - (Double(bin) - Double(bins - 1) * time(event)).magnitude)
        grid[bin * volume.pixelCount + pixel(event)] += sign(event) * weight
      }
    }
    return grid
  }

  func gaussianCounts(splits: Int) -> [Double] {
    var counts = [Double](repeating: 0, count: splits * 2 * volume.pixelCount)
    let length = all.count / splits
    for split in 0..<splits {
      let run = all[split * length..<(split + 1) * length]
      guard let first = run.first?.timeMicroseconds, let last = run.last?.timeMicroseconds else { continue }
      for channel in 0..<2 {
        let some = run.filter { $0.isOn == (channel == 0) }
        if some.isEmpty { continue }
        let times = some.map { first == last ? 0 : Double($0.timeMicroseconds - first) / Double(last - first) }
        let mean = times.reduce(0, +) / Double(times.count)
        let squares = times.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = times.count > 1 ? (squares / Double(times.count - 1)).squareRoot() + 1e-4 : 1
        let weights = times.map { exp(-($0 - mean) * ($0 - mean) / (2 * deviation * deviation)) }
        let factor = Double(times.count) / weights.reduce(0, +)
        for (event, weight) in zip(some, weights) where Int(event.x) < volume.width && Int(event.y) < volume.height {
          // A weight of one counts one, whatever the last bit of a sum says.
          let count = (factor * weight * (1 - 1e-9)).rounded(.up)
          let place = (2 * split + channel) * volume.pixelCount + pixel(event)
          counts[place] = min(255, counts[place] + count)
        }
      }
    }
    return counts
  }
}
