import CKernels
import Kernels
import Recordings
import Runtime
import Tensors

/// Counts events by polarity, bin of time and pixel: `[2, bins, height, width]`, or without bins where there is one.
///
/// Each thread counts in 8 bits, so that its cells stay in its caches, and carries to 32 bits what all share.
final class EventCountAccumulator: EventAccumulator<UInt32> {
  private let bins: Int
  private let hasBinAxis: Bool
  private var parts: EventParts<UInt8>
  private var carries: AlignedMemory
  /// Whether every cell is zero.
  private var isClear = true

  private static let leastEvents = 1 << 13
  /// Events of which one look at the times tells the bin.
  private static let runLength = 1 << 10

  /// Counts in bins of an axis of their own, or in one without an axis where `bins` is nil.
  init(bins: Int?, volume: SpaceTimeWindow, workers: Workers) {
    self.bins = bins ?? 1
    hasBinAxis = bins != nil
    (parts, carries) = Self.memory(cells: 2 * self.bins * volume.pixelCount, workers: workers)
    super.init(volume: volume, workers: workers)
  }

  private static func memory(cells: Int, workers: Workers) -> (EventParts<UInt8>, AlignedMemory) {
    precondition(cells < UInt32.max, "A tensor of \(cells) counts is too large.")
    return (
      EventParts(cellCount: cells, workers: workers),
      AlignedMemory(zeroedByteCount: cells * MemoryLayout<UInt32>.stride)
    )
  }

  override func gather(_ events: EventBatch, at coordinates: EventCoordinates?) {
    isClear = false
    var dropped = [Int](repeating: 0, count: parts.count)
    dropped.withUnsafeMutableBufferPointer { dropped in
      nonisolated(unsafe) let dropped = dropped
      events.withColumns { columns in
        workers.forEachPart(of: events.count, least: Self.leastEvents, most: parts.count) { part, range in
          dropped[part] = count(columns, range, part: part)
        }
      }
    }
    droppedEventCount += dropped.reduce(0, +)
  }

  private func count(_ columns: EventColumns, _ range: Range<Int>, part: Int) -> Int {
    let cells = carries.baseAddress.bindMemory(to: UInt32.self, capacity: parts.cellCount)
    let bounds = volume.eventBounds
    func count(_ range: Range<Int>, bin: Int) -> Int {
      let first = bin * volume.pixelCount
      var picture = SaccadeEventPicture(
        width: UInt32(volume.width), height: UInt32(volume.height), on: UInt32(bins * volume.pixelCount),
        outside: UInt32(parts.cellCount - first))
      var from = SaccadeEventColumns(columns, from: range.lowerBound)
      return loops.counts(&from, range.count, &picture, parts[part] + first, cells + first)
    }
    if bins == 1 { return count(range, bin: 0) }
    var dropped = 0
    for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.runLength) {
      let run = start..<min(start + Self.runLength, range.upperBound)
      var (least, greatest): (Int64, Int64) = (0, 0)
      loops.times(columns.t + start, run.count, &least, &greatest)
      let bin = bounds.bin(of: least, bins: bins)
      if bin == bounds.bin(of: greatest, bins: bins) {
        dropped += count(run, bin: bin)
      } else {
        for index in run {
          dropped += count(index..<index + 1, bin: bounds.bin(of: columns.t[index], bins: bins))
        }
      }
    }
    return dropped
  }

  override func result() -> Tensor<UInt32> {
    let shape =
      hasBinAxis ? [2, bins, volume.height, volume.width] : [2, volume.height, volume.width]
    let carries = carries.baseAddress.bindMemory(to: UInt32.self, capacity: parts.cellCount)
    let tensor = Tensor<UInt32>(unsafeUninitializedShape: shape) { totals in
      guard let totals = totals.baseAddress else { return }
      nonisolated(unsafe) let target = totals
      workers.forEachPart(of: parts.cellCount, least: 1 << 15) { _, range in
        let start = range.lowerBound
        (target + start).update(from: carries + start, count: range.count)
        (carries + start).update(repeating: 0, count: range.count)
        for part in 0..<parts.count { loops.counts_total(parts[part] + start, range.count, target + start) }
      }
    }
    isClear = true
    return tensor
  }

  override func reset(after old: SpaceTimeWindow) {
    if isClear && old.width == volume.width && old.height == volume.height { return }
    (parts, carries) = Self.memory(cells: 2 * bins * volume.pixelCount, workers: workers)
    isClear = true
  }
}
