import Kernels
import Recordings
import Tensors

/// The net polarity of every pixel: float32 `[1, height, width]`.
///
/// The image of brightness increments of Rebecq et al., "Real-time visual-inertial odometry for event cameras" (BMVC
/// 2017), with the same contrast for both polarities: Σᵢ pᵢ over the events of the pixel, pᵢ = ±1. Exact up to 2²⁴
/// events a pixel. Cost: that of ``EventCount``.
public struct PolarityFrame: NamedEventEncoding {
  /// Names the representation.
  public init() {}

  /// `[1, height, width]`.
  public func shape(width: Int, height: Int) -> [Int] { [1, height, width] }
  /// One channel, row, column.
  public var axes: [String] { ["channel", "y", "x"] }
  /// Sums of polarities, below 0 where it became darker.
  public var meaning: TensorMeaning { TensorMeaning() }
  /// Events are added as they come.
  public var need: EventEncodingNeed { .bounds }

  /// What gathers events.
  public func accumulator(over volume: SpaceTimeWindow, workers: Workers) -> EventAccumulator<Float> {
    PolarityFrameAccumulator(volume: volume, workers: workers)
  }
}

extension PolarityFrame {
  /// `polarity`.
  public static var form: String { "polarity" }

  /// The name has no numbers.
  public init(_ name: inout EventRepresentationName) throws { self.init() }
}

private final class PolarityFrameAccumulator: EventAccumulator<Float> {
  private let counts: EventCountAccumulator

  init(volume: SpaceTimeWindow, workers: Workers) {
    counts = EventCountAccumulator(bins: nil, volume: volume, workers: workers)
    super.init(volume: volume, workers: workers)
  }

  override func gather(_ events: EventBatch, at coordinates: EventCoordinates?) {
    counts.add(events)
    droppedEventCount = counts.droppedEventCount
  }

  override func result() -> Tensor<Float> {
    let pixels = volume.pixelCount
    return counts.finish().withUnsafeBufferPointer { counts in
      Tensor(unsafeUninitializedShape: [1, volume.height, volume.width]) { frame in
        for pixel in 0..<pixels { frame[pixel] = Float(Int64(counts[pixels + pixel]) - Int64(counts[pixel])) }
      }
    }
  }

  override func reset(after old: SpaceTimeWindow) { counts.begin(volume) }
}
