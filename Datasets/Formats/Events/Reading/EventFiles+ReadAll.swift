import Files
import Recordings

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension EventFiles {
  /// Reads a whole recording to columns.
  ///
  /// For recordings that fit in memory, at 13 bytes an event; others are read batch by batch with ``EventReader``.
  ///
  /// - Returns: All events in the order of the file.
  /// - Throws: `FileError` where there is no such file, it is no recording of events, or it is damaged.
  public static func readAll(
    _ path: String, format: EventFormat? = nil, options: EventReadOptions = EventReadOptions()
  ) throws -> EventBatch {
    let source = try open(path, format: format, options: options)
    // A folder of a bag has no length that tells anything.
    let byteCount = (try? InputFile(path: path).byteCount) ?? 0
    return try source.readAll(reserving: byteCount / source.header.format.definition.leastBytesPerEvent)
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
