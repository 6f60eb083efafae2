import CKernels
import Foundation
import Kernels
import Recordings
import Tensors

/// Keeps the time of the latest event of every pixel and polarity.
///
/// Times are stamps, one microsecond each from 1 for the window's start on; the greatest of a cell is its latest,
/// whichever thread wrote it.
final class TimeSurfaceAccumulator: EventAccumulator<Float> {
  private let decayMicroseconds: Double?
  private var stamps: EventParts<UInt32>
  /// The greatest stamp that each part has seen.
  private var latest: [UInt32]
  /// In place of stamps for windows that are too long for 32 bits.
  private var times: [Int64] = []
  private var isClear = true

  private static let leastEvents = 1 << 13
  private static let longestMicroseconds = Int64(UInt32.max) - 1

  init(decayMicroseconds: Double?, volume: SpaceTimeWindow, workers: Workers) {
    self.decayMicroseconds = decayMicroseconds
    stamps = EventParts(cellCount: 2 * volume.pixelCount, workers: workers)
    latest = Array(repeating: 0, count: stamps.count)
    super.init(volume: volume, workers: workers)
    prepareTimes()
  }

  private func prepareTimes() {
    let isLong = volume.durationMicroseconds > Self.longestMicroseconds
    times = isLong ? Array(repeating: .min, count: 2 * volume.pixelCount) : []
  }

  override func gather(_ events: EventBatch, at coordinates: EventCoordinates?) {
    isClear = false
    if !times.isEmpty {
      gatherTimes(events)
      return
    }
    let picture = SaccadeEventPicture(
      width: UInt32(volume.width), height: UInt32(volume.height), on: UInt32(volume.pixelCount),
      outside: UInt32(stamps.cellCount))
    var dropped = [Int](repeating: 0, count: stamps.count)
    dropped.withUnsafeMutableBufferPointer { dropped in
      latest.withUnsafeMutableBufferPointer { latest in
        nonisolated(unsafe) let (dropped, latest) = (dropped, latest)
        events.withColumns { columns in
          workers.forEachPart(of: events.count, least: Self.leastEvents, most: stamps.count) { part, range in
            var from = SaccadeEventColumns(columns, from: range.lowerBound)
            var (picture, greatest) = (picture, latest[part])
            dropped[part] = loops.latest(
              &from, range.count, &picture, volume.startMicroseconds, volume.durationMicroseconds, &greatest,
              stamps[part])
            latest[part] = greatest
          }
        }
      }
    }
    droppedEventCount += dropped.reduce(0, +)
  }

  private func gatherTimes(_ events: EventBatch) {
    let (pixels, start, end) = (volume.pixelCount, volume.startMicroseconds, volume.endMicroseconds)
    droppedEventCount += times.withUnsafeMutableBufferPointer { times in
      events.forEachPixel(in: volume) { pixel, time, isOn in
        let place = (isOn ? pixels : 0) + pixel
        times[place] = max(times[place], min(max(time, start), end))
      }
    }
  }

  /// The latest time of each cell, the smallest number where there is none.
  func latestTimes() -> Tensor<Int64> {
    let shape = [2, volume.height, volume.width]
    if !times.isEmpty { return Tensor(shape: shape, scalars: times) }
    return Tensor(unsafeUninitializedShape: shape) { target in
      for cell in target.indices {
        let stamp = (0..<stamps.count).reduce(0) { max($0, stamps[$1][cell]) }
        target[cell] = stamp == 0 ? .min : volume.startMicroseconds + Int64(stamp) - 1
      }
    }
  }

  override func result() -> Tensor<Float> {
    if !times.isEmpty { return surfaceOfTimes() }
    let duration = volume.durationMicroseconds
    let rate = decayMicroseconds.map { 1 / $0 } ?? 0
    // Where the window has no length all stamps are 1, and the decay from the end is none.
    let (end, exponent) = duration == 0 ? (Int64(1), 1.0) : (duration + 1, rate)
    let tensor = Tensor<Float>(unsafeUninitializedShape: [2, volume.height, volume.width]) { surface in
      guard let surface = surface.baseAddress else { return }
      nonisolated(unsafe) let target = surface
      workers.forEachPart(of: stamps.cellCount, least: 1 << 14) { _, range in
        let (start, first) = (range.lowerBound, stamps[0])
        for part in 1..<max(1, stamps.count) {
          loops.latest_total(stamps[part] + start, range.count, first + start)
          (stamps[part] + start).update(repeating: 0, count: range.count)
        }
        loops.surface(first + start, range.count, end, exponent, 1 / Double(max(1, duration)), target + start)
        (first + start).update(repeating: 0, count: range.count)
      }
    }
    isClear = true
    return tensor
  }

  private func surfaceOfTimes() -> Tensor<Float> {
    let (start, end, duration) = (volume.startMicroseconds, volume.endMicroseconds, volume.durationMicroseconds)
    return latestTimes().map { time in
      if time == .min { return 0 }
      if let decayMicroseconds { return Float(exp(-Double(end - time) / decayMicroseconds)) }
      return Float(Double(time - start) / Double(duration))
    }
  }

  override func reset(after old: SpaceTimeWindow) {
    prepareTimes()
    latest = Array(repeating: 0, count: stamps.count)
    if isClear && old.width == volume.width && old.height == volume.height { return }
    stamps = EventParts(cellCount: 2 * volume.pixelCount, workers: workers)
    isClear = true
  }
}
