import Kernels
import Recordings
import Tensors

/// How recent the last event of every pixel and polarity is: float32 `[2, height, width]`, channel 0 off, channel 1 on.
///
/// With the window from t₀ to t₁ and T(p, y, x) the time of the latest event there:
/// - exponential decay (Lagorce et al., "HOTS: A hierarchy of event-based time-surfaces for pattern recognition", PAMI
///   2017): exp((T − t₁) / τ);
/// - linear: (T − t₀) / (t₁ − t₀).
///
/// A pixel without an event is 0, and so is, in the linear one, an event at the very start. Where the window has no
/// length a pixel with an event is 1. T alone is the surface of active events (Benosman et al., "Event-based visual
/// flow", 2014): ``latestTimes(of:at:over:workers:)``.
///
/// Departures: the surface is that of a whole sensor at the window's end, not of a neighbourhood at each event, and it
/// knows only the events of its window. Cost: one pass that writes a time of 32 bits an event; windows of more than 71
/// minutes take the slow way, with 64 bits.
public struct TimeSurface: NamedEventEncoding {
  /// The time after which an event counts 1/e, in microseconds; nil for the linear surface.
  public let decayMicroseconds: Double?

  /// Describes a surface.
  ///
  /// - Parameter decayMicroseconds: τ, above 0, or nil for the linear surface.
  public init(decayMicroseconds: Double? = nil) {
    precondition(decayMicroseconds.map { $0 > 0 && $0.isFinite } ?? true, "A surface decays in a time above zero.")
    self.decayMicroseconds = decayMicroseconds
  }

  /// `[2, height, width]`.
  public func shape(width: Int, height: Int) -> [Int] { [2, height, width] }
  /// Polarity, row, column.
  public var axes: [String] { ["polarity", "y", "x"] }
  /// How recent the last event is, off before on.
  public var meaning: TensorMeaning { TensorMeaning(polarities: .offFirst) }
  /// Events are added as they come.
  public var need: EventEncodingNeed { .bounds }

  /// What gathers events.
  public func accumulator(over volume: SpaceTimeWindow, workers: Workers) -> EventAccumulator<Float> {
    TimeSurfaceAccumulator(decayMicroseconds: decayMicroseconds, volume: volume, workers: workers)
  }

  /// The surface of active events: the time of the latest event of every pixel and polarity, int64 `[2, height, width]`
  /// in microseconds of the recording's clock; the smallest Int64 where there is none.
  public static func latestTimes(
    of events: EventBatch, at coordinates: EventCoordinates? = nil, over volume: SpaceTimeWindow, workers: Workers
  ) -> Tensor<Int64> {
    let accumulator = TimeSurfaceAccumulator(decayMicroseconds: nil, volume: volume, workers: workers)
    accumulator.add(events, at: coordinates)
    return accumulator.latestTimes()
  }
}

extension TimeSurface {
  /// `time-surface[:TAU]`.
  public static var form: String { "time-surface[:TAU]" }

  /// Takes the decay, if there is one.
  public init(_ name: inout EventRepresentationName) throws {
    self.init(decayMicroseconds: try name.time("TAU"))
  }

  /// The decay in microseconds, if there is one.
  public var suffix: String { decayMicroseconds.map { ":\(Self.text($0))" } ?? "" }

  private static func text(_ microseconds: Double) -> String {
    microseconds == microseconds.rounded() && microseconds < 1e15 ? "\(Int(microseconds))" : "\(microseconds)us"
  }
}
