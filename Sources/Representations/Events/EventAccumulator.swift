import CKernels
import Kernels
import Recordings
import Tensors

/// Gathers the events of a window, batch after batch, and makes the tensor of them.
///
/// Add the events in the order of time, however they are cut into batches: the tensor does not depend on it. After
/// ``finish()`` it is ready for another window. Its memory stays: a window of the same size takes none but the tensor's.
public class EventAccumulator<Scalar: TensorScalar> {
  /// The window that events are added to.
  public private(set) var volume: SpaceTimeWindow
  /// The events of this window that lay outside of the picture and were left out.
  public internal(set) var droppedEventCount = 0
  /// The events of this window that were added, and those that were left out.
  public private(set) var eventCount = 0
  let workers: Workers
  /// The inner loops of the workers' instruction set.
  let loops: SaccadeEventLoops
  private let usesFractionalCoordinates: Bool
  private var isFinished = false

  init(volume: SpaceTimeWindow, workers: Workers, usesFractionalCoordinates: Bool = false) {
    self.volume = volume
    self.workers = workers
    loops = workers.eventLoops
    self.usesFractionalCoordinates = usesFractionalCoordinates
  }

  /// Adds events after those that are there; after ``finish()`` to the same window, anew.
  ///
  /// - Parameters:
  ///   - events: The next events.
  ///   - coordinates: Where they lie between the pixels, or nil where the pixels are meant.
  public final func add(_ events: EventBatch, at coordinates: EventCoordinates? = nil) {
    if let coordinates {
      precondition(
        coordinates.count == events.count, "There are \(coordinates.count) places for \(events.count) events.")
    }
    if isFinished { begin(volume) }
    if events.isEmpty { return }
    eventCount += events.count
    if let coordinates, !usesFractionalCoordinates {
      gather(coordinates.nearestPixels(of: events), at: nil)
    } else {
      gather(events, at: coordinates)
    }
  }

  /// The tensor of what was added, which is forgotten but for its counts.
  public final func finish() -> Tensor<Scalar> {
    if isFinished { begin(volume) }
    isFinished = true
    return result()
  }

  /// Forgets what was added and begins a window.
  ///
  /// - Parameter volume: The window; of another size than the last it takes new memory.
  public final func begin(_ volume: SpaceTimeWindow) {
    let old = self.volume
    self.volume = volume
    droppedEventCount = 0
    eventCount = 0
    isFinished = false
    reset(after: old)
  }

  /// Adds events; places are given only to those that use them.
  func gather(_ events: EventBatch, at coordinates: EventCoordinates?) {
    preconditionFailure("A kind of accumulator adds events in a way of its own.")
  }

  /// Makes the tensor and clears what it was made from.
  func result() -> Tensor<Scalar> {
    preconditionFailure("A kind of accumulator makes a tensor in a way of its own.")
  }

  /// Prepares for the window ``volume``, which may be of another size than the one before, finished or not.
  func reset(after old: SpaceTimeWindow) {
    preconditionFailure("A kind of accumulator begins anew in a way of its own.")
  }
}
