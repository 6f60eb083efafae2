import Kernels
import Recordings
import Tensors

/// How many events of each polarity every pixel saw: uint32 `[2, height, width]`, channel 0 off, channel 1 on.
///
/// The event frame of Maqueda et al., "Event-based vision meets deep learning on steering prediction for self-driving
/// cars" (CVPR 2018): c(p, y, x) = Σᵢ [pᵢ = p, yᵢ = y, xᵢ = x].
///
/// Exact up to 2³² − 1 events a pixel. Cost: one pass that adds to 8-bit counts of which each thread has its own.
public struct EventCount: NamedEventEncoding {
  /// Names the representation.
  public init() {}

  /// `[2, height, width]`.
  public func shape(width: Int, height: Int) -> [Int] { [2, height, width] }
  /// Polarity, row, column.
  public var axes: [String] { ["polarity", "y", "x"] }
  /// Counts, off before on.
  public var meaning: TensorMeaning { TensorMeaning(polarities: .offFirst) }
  /// Events are added as they come.
  public var need: EventEncodingNeed { .bounds }

  /// What gathers events.
  public func accumulator(over volume: SpaceTimeWindow, workers: Workers) -> EventAccumulator<UInt32> {
    EventCountAccumulator(bins: nil, volume: volume, workers: workers)
  }
}

extension EventCount {
  /// `count`.
  public static var form: String { "count" }

  /// The name has no numbers.
  public init(_ name: inout EventRepresentationName) throws { self.init() }
}
