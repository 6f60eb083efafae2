import Recordings
import Tensors

/// Gathers the events of a window for a tensor whose scalar type is known only when the program runs.
///
/// See ``EventAccumulator``, of which it hides the scalar type.
public struct AnyEventAccumulator {
  private let adding: (EventBatch, EventCoordinates?) -> Void
  private let finishing: () -> AnyTensor
  private let beginning: (SpaceTimeWindow) -> Void
  private let counting: () -> (all: Int, dropped: Int)

  /// Hides the scalar type of an accumulator; both gather the same events.
  public init<Scalar: TensorScalar>(_ accumulator: EventAccumulator<Scalar>) {
    adding = { accumulator.add($0, at: $1) }
    finishing = { AnyTensor(accumulator.finish()) }
    beginning = { accumulator.begin($0) }
    counting = { (accumulator.eventCount, accumulator.droppedEventCount) }
  }

  /// Adds events after those that are there.
  public func add(_ events: EventBatch, at coordinates: EventCoordinates? = nil) { adding(events, coordinates) }
  /// The tensor of what was added.
  public func finish() -> AnyTensor { finishing() }
  /// Forgets what was added and begins a window.
  public func begin(_ volume: SpaceTimeWindow) { beginning(volume) }
  /// The events of this window, with those that were left out.
  public var eventCount: Int { counting().all }
  /// The events of this window that lay outside of the picture, known after ``finish()``.
  public var droppedEventCount: Int { counting().dropped }
}
