import Kernels
import Recordings
import Representations
import TestSupport

/// Random events in the order of time, of which some have the same time and, if asked for, some lie outside.
func sampleEvents(
  _ count: Int, width: Int, height: Int, durationMicroseconds: Int64 = 1_000_000, start: Int64 = 5_000_000,
  outside: Bool = false, seed: UInt64 = 1
) -> EventBatch {
  var random = SeededRandom(seed: seed)
  let times = (0..<count).map { _ in start + Int64.random(in: 0...durationMicroseconds, using: &random) }.sorted()
  return EventBatch(
    times.map { time in
      Event(
        timeMicroseconds: time, x: UInt16.random(in: 0..<UInt16(width + (outside ? 3 : 0)), using: &random),
        y: UInt16.random(in: 0..<UInt16(height + (outside ? 2 : 0)), using: &random),
        isOn: UInt8.random(in: 0..<5, using: &random) < 3)
    })
}

extension EventBatch {
  /// The events from one place to another, in a batch of their own.
  func part(_ range: Range<Int>) -> EventBatch { EventBatch(range.map { self[$0] }) }
}

/// Every kind, with small numbers.
let everyKind = [
  "count", "polarity", "histogram:3", "time-surface", "time-surface:20ms", "voxel-grid:1", "voxel-grid:5", "eraft:4",
  "ste:5", "hats:4:2", "tore:3", "mdes:4", "ergo12", "est:1", "est:4",
]
