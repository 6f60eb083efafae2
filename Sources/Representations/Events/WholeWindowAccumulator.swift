import Kernels
import Recordings
import Tensors

/// Keeps the events of a window for a representation that needs them all at once. Memory: 13 bytes an event.
final class WholeWindowAccumulator<Scalar: TensorScalar>: EventAccumulator<Scalar> {
  /// Makes a tensor of all events and tells how many it left out.
  typealias Encode = (EventBatch, EventCoordinates?, SpaceTimeWindow, Workers) -> (tensor: Tensor<Scalar>, dropped: Int)

  private let encode: Encode
  private var events = EventBatch(capacity: 1)
  private var coordinates: EventCoordinates?

  init(
    volume: SpaceTimeWindow, workers: Workers, usesFractionalCoordinates: Bool = false, encode: @escaping Encode
  ) {
    self.encode = encode
    super.init(volume: volume, workers: workers, usesFractionalCoordinates: usesFractionalCoordinates)
  }

  override func gather(_ added: EventBatch, at places: EventCoordinates?) {
    if events.isEmpty && events.capacity < added.count {
      // Most often the only one: kept by reference, not copied.
      events = added
      coordinates = places
      return
    }
    precondition(
      events.isEmpty || (places == nil) == (coordinates == nil), "Either all events of a window have places or none.")
    if events.capacity < events.count + added.count {
      events.reserve(max(2 * events.count, events.count + added.count))
    }
    events.append { free in added.withColumns { free.copy($0, count: added.count) } }
    guard let places else { return }
    if coordinates == nil { coordinates = EventCoordinates(x: [], y: []) }
    coordinates?.x.append(contentsOf: places.x)
    coordinates?.y.append(contentsOf: places.y)
  }

  override func result() -> Tensor<Scalar> {
    let (tensor, dropped) = encode(events, coordinates, volume, workers)
    droppedEventCount = dropped
    return tensor
  }

  override func reset(after old: SpaceTimeWindow) {
    events.refill { _ in 0 }
    coordinates = nil
  }
}
