#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Events that come one after another, from the first to the last: of a file, a camera, a network or a simulation.
public protocol EventSource: AnyObject {
  /// The sensor's size, where the source says it before its first event.
  var size: SensorSize? { get }
  /// What was odd so far but did not stop the reading.
  var warnings: [RecordingWarning] { get }

  /// Hands out the triggers met since the last call, in order. Ask after each batch: at most ``TriggerQueue/limit`` wait.
  func takeTriggers() -> [ExternalTrigger]

  /// Writes the next events from place 0 on, as many as fit or fewer.
  ///
  /// - Returns: How many; 0 at the end of the recording and only there.
  /// - Throws: `FileError` that names the byte at which the file is damaged. Events before it were handed out.
  func read(into columns: EventColumns) throws -> Int

  /// Goes to a place from which on every event at `time` or later comes; earlier ones may come before it.
  ///
  /// Recordings are taken to be in order of time up to ``EventReader/orderToleranceMicroseconds``. What comes only once,
  /// as from a camera, has no such places.
  ///
  /// - Returns: Whether it did. A source that has no index and no means to bisect stays where it is.
  func seek(toMicroseconds time: Int64) throws -> Bool
}

extension EventSource {
  /// None.
  public func takeTriggers() -> [ExternalTrigger] { [] }

  /// It cannot.
  public func seek(toMicroseconds time: Int64) throws -> Bool { false }

  /// Replaces a batch with the next events; whether there were any.
  public func next(into batch: inout EventBatch) throws -> Bool {
    try batch.refill { try read(into: $0) }
    return !batch.isEmpty
  }
}

extension EventSource {
  /// Reads the events from the next on to one batch.
  ///
  /// - Parameter capacity: The events to make room for at first. Room that is not needed costs addresses, not memory;
  ///   where it does not suffice, events are moved to twice as much.
  /// - Throws: `FileError` where the recording is damaged.
  public func readAll(reserving capacity: Int = EventBatch.standardCapacity) throws -> EventBatch {
    var events = EventBatch(capacity: max(EventBatch.standardCapacity, min(capacity, Self.mostReserved)))
    // Room that is just enough is not doubled to find out that the end is reached.
    var overflow = EventBatch()
    while true {
      if events.count < events.capacity {
        let before = events.count
        try events.append { try read(into: $0) }
        if events.count == before { return events }
      } else if try next(into: &overflow) {
        events.reserve(2 * events.capacity)
        events.append { room in overflow.withColumns { room.copy($0, count: overflow.count) } }
      } else {
        return events
      }
    }
  }

  /// The events that fit in a quarter of the machine's memory.
  private static var mostReserved: Int {
    let bytesPerEvent = 13
    return sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) / 4 / bytesPerEvent
  }
}
