import Kernels
import Recordings
import Tensors

/// The event spike tensor with its fixed kernel: float32 `[2, bins, height, width]`, channel 0 off, channel 1 on.
///
/// Gehrig et al., "End-to-end learning of representations for asynchronous event-based data" (ICCV 2019). With
/// tᵢ* = (tᵢ − t₀) / (t₁ − t₀), t₀ and t₁ the times of the window's first and last event, the measurement is tᵢ* and the
/// kernel the trilinear one that the paper's learnt kernel starts from:
///
///     V(p, b, y, x) = Σᵢ tᵢ* max(0, 1 − |b − (B − 1) tᵢ*|) over the events of the pixel and polarity.
///
/// Departures: one bin has the kernel 1; where all events have one time tᵢ* is 0, so that the tensor is. Cost: that of
/// ``VoxelGrid``.
public struct EventSpikeTensor: NamedEventEncoding {
  /// The bins of time; the paper has 9.
  public let bins: Int

  /// Describes a tensor of one bin or more.
  public init(bins: Int) {
    precondition(bins > 0, "An event spike tensor needs a bin.")
    self.bins = bins
  }

  /// `[2, bins, height, width]`.
  public func shape(width: Int, height: Int) -> [Int] { [2, bins, height, width] }
  /// Polarity, bin, row, column.
  public var axes: [String] { ["polarity", "bin", "y", "x"] }
  /// Sums of times, off before on.
  public var meaning: TensorMeaning { TensorMeaning(polarities: .offFirst) }
  /// The times of the first and the last event.
  public var need: EventEncodingNeed { .extent }

  /// What gathers events.
  ///
  /// It takes the bounds of the window as the times of the first and the last event where the volume does not tell them.
  public func accumulator(over volume: SpaceTimeWindow, workers: Workers) -> EventAccumulator<Float> {
    EventSpikeAccumulator(bins: bins, volume: volume, workers: workers)
  }
}

extension EventSpikeTensor {
  /// `est:B`.
  public static var form: String { "est:B" }

  /// Takes the bins of time.
  public init(_ name: inout EventRepresentationName) throws {
    self.init(bins: try name.number("B", "bins of time"))
  }

  /// The bins of time.
  public var suffix: String { ":\(bins)" }
}

private final class EventSpikeAccumulator: EventAccumulator<Float> {
  private let bins: Int
  private var tensor: Tensor<Float>

  init(bins: Int, volume: SpaceTimeWindow, workers: Workers) {
    self.bins = bins
    tensor = Tensor(zeros: [2, bins, volume.height, volume.width])
    super.init(volume: volume, workers: workers)
  }

  override func gather(_ events: EventBatch, at coordinates: EventCoordinates?) {
    let (bins, pixels, bounds) = (bins, volume.pixelCount, volume.eventBounds)
    let scale = bounds.scale(bins: bins)
    droppedEventCount += tensor.withUnsafeMutableBufferPointer { cells in
      events.forEachPixel(in: volume) { pixel, time, isOn in
        let measurement = bounds.duration == 0 ? 0 : Float(Double(bounds.offset(of: time)) / Double(bounds.duration))
        let place = bounds.place(of: time, scale: scale)
        let bin = min(Int(place), max(bins - 2, 0))
        let rest = Float(place - Double(bin))
        let cell = ((isOn ? bins : 0) + bin) * pixels + pixel
        cells[cell] += measurement * (1 - rest)
        if bins > 1 { cells[cell + pixels] += measurement * rest }
      }
    }
  }

  override func result() -> Tensor<Float> { tensor }

  override func reset(after old: SpaceTimeWindow) { tensor = Tensor(zeros: [2, bins, volume.height, volume.width]) }
}
