import Kernels
import Recordings
import Tensors

/// How many events of each polarity every pixel saw in each bin of time: uint32 `[2, bins, height, width]`, channel 0
/// off, channel 1 on.
///
/// Gehrig and Scaramuzza, "Recurrent vision transformers for object detection with event cameras" (CVPR 2023). With t₀
/// and t₁ the times of the window's first and last event, event i counts in bin min(B − 1, ⌊B (tᵢ − t₀) / (t₁ − t₀)⌋),
/// in bin 0 where all have one time.
///
/// Departure: counts are not cut off (at 10, there) and not narrowed to 8 bits. Times are integers, so that a bin never
/// depends on rounding. Cost: that of ``EventCount``.
public struct StackedHistogram: NamedEventEncoding {
  /// The bins of time.
  public let bins: Int

  /// Describes a histogram of one bin or more.
  public init(bins: Int) {
    precondition(bins > 0, "A histogram needs a bin.")
    self.bins = bins
  }

  /// `[2, bins, height, width]`.
  public func shape(width: Int, height: Int) -> [Int] { [2, bins, height, width] }
  /// Polarity, bin, row, column.
  public var axes: [String] { ["polarity", "bin", "y", "x"] }
  /// Counts, off before on.
  public var meaning: TensorMeaning { TensorMeaning(polarities: .offFirst) }
  /// The times of the first and the last event.
  public var need: EventEncodingNeed { .extent }

  /// What gathers events.
  ///
  /// It takes the bounds of the window as the times of the first and the last event where the volume does not tell them.
  public func accumulator(over volume: SpaceTimeWindow, workers: Workers) -> EventAccumulator<UInt32> {
    EventCountAccumulator(bins: bins, volume: volume, workers: workers)
  }
}

extension StackedHistogram {
  /// `histogram:B`.
  public static var form: String { "histogram:B" }

  /// Takes the bins of time.
  public init(_ name: inout EventRepresentationName) throws {
    self.init(bins: try name.number("B", "bins of time"))
  }

  /// The bins of time.
  public var suffix: String { ":\(bins)" }
}
