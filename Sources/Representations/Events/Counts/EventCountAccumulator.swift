import Kernels
import Recordings
import Tensors

/// Counts events by polarity, bin of time and pixel: `[2, bins, height, width]`, or without bins where there is one.
final class EventCountAccumulator: EventAccumulator<UInt32> {
  private let bins: Int
  private let hasBinAxis: Bool
  private var counts: Tensor<UInt32>

  /// Counts in bins of an axis of their own, or in one without an axis where `bins` is nil.
  init(bins: Int?, volume: EventVolume, workers: Workers) {
    self.bins = bins ?? 1
    hasBinAxis = bins != nil
    counts = Tensor(zeros: [2, self.bins, volume.height, volume.width])
    super.init(volume: volume, workers: workers)
  }

  override func gather(_ events: EventBatch, at coordinates: EventCoordinates?) {
    let (bins, pixels, bounds) = (bins, volume.pixelCount, volume.eventBounds)
    droppedEventCount += counts.withUnsafeMutableBufferPointer { counts in
      events.forEachPixel(in: volume) { pixel, time, isOn in
        let bin = bounds.bin(of: time, bins: bins)
        counts[((isOn ? bins : 0) + bin) * pixels + pixel] &+= 1
      }
    }
  }

  override func result() -> Tensor<UInt32> {
    hasBinAxis ? counts : counts.reshaped(to: [2, volume.height, volume.width])
  }

  override func reset(after old: EventVolume) { counts = Tensor(zeros: [2, bins, volume.height, volume.width]) }
}
