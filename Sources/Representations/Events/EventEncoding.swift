import Kernels
import Recordings
import Tensors

/// What has to be known of a window before its events can be added one batch after another.
public enum EventEncodingNeed: Sendable, Hashable {
  /// Its bounds: events are added as they come.
  case bounds
  /// The times of its first and last event, too: with them events are added as they come.
  case extent
  /// All of its events at once.
  case allEvents
}

/// A way to make a tensor from the events of a window.
public protocol EventEncoding: Sendable {
  /// The type of the tensor's scalars.
  associatedtype Scalar: TensorScalar

  /// The lengths of the tensor's axes.
  func shape(width: Int, height: Int) -> [Int]
  /// The names of the tensor's axes, outermost first.
  var axes: [String] { get }
  /// What the tensor's values mean.
  var meaning: TensorMeaning { get }
  /// What has to be known of a window before its events come.
  var need: EventEncodingNeed { get }
  /// Whether places between pixels count; where not, an event belongs to the nearest pixel.
  var usesFractionalCoordinates: Bool { get }

  /// What gathers the events of windows, one after another.
  ///
  /// It may be used for window after window and takes no new memory for one of the same size.
  func accumulator(over volume: SpaceTimeWindow, workers: Workers) -> EventAccumulator<Scalar>

  /// The tensor of all events of a window.
  ///
  /// - Parameters:
  ///   - events: The window's events in the order of time.
  ///   - coordinates: Where they lie between the pixels, or nil where the pixels are meant.
  ///   - volume: The window and the sensor.
  ///   - workers: The threads; the result does not depend on how many they are.
  func tensor(
    of events: EventBatch, at coordinates: EventCoordinates?, over volume: SpaceTimeWindow, workers: Workers
  ) -> Tensor<Scalar>
}

extension EventEncoding {
  /// No: an event belongs to the nearest pixel.
  public var usesFractionalCoordinates: Bool { false }

  /// The tensor of all events of a window.
  public func tensor(
    of events: EventBatch, at coordinates: EventCoordinates? = nil, over volume: SpaceTimeWindow, workers: Workers
  ) -> Tensor<Scalar> {
    let accumulator = accumulator(over: need == .bounds ? volume : volume.withExtent(of: events), workers: workers)
    accumulator.add(events, at: coordinates)
    return accumulator.finish()
  }
}
