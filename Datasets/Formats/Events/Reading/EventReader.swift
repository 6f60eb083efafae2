import Recordings
import Tensors

/// Reads a recording of events of any format, batch by batch.
///
/// ```swift
/// let reader = try EventReader("recording.raw")
/// while let batch = try reader.nextBatch() { … }
/// ```
///
/// It is also a sequence, `for batch in try EventReader(path)`: a loop ends at damage as it does at the end, and
/// ``failure`` tells one from the other. A batch that the caller drops before the next one is asked for is filled again
/// without new memory.
public final class EventReader: Sequence, IteratorProtocol {
  /// The damage that ended the reading, or nil.
  public private(set) var failure: (any Error)?
  private let source: any EventSource
  private var batch: EventBatch?
  private let capacity: Int

  /// Opens a recording.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - format: The format, or nil to tell it from the file.
  ///   - capacity: The most events of a batch.
  /// - Throws: `FileError` where there is no such file, it is no recording of events, or its header is damaged.
  public convenience init(
    _ path: String, format: EventFormat? = nil, options: EventReadOptions = EventReadOptions(),
    capacity: Int = EventBatch.standardCapacity
  ) throws {
    self.init(try EventFiles.open(path, format: format, options: options), capacity: capacity)
  }

  /// Reads a source that is open.
  public init(_ source: any EventSource, capacity: Int = EventBatch.standardCapacity) {
    self.source = source
    self.capacity = capacity
  }

  /// What the file says before its first event.
  public var header: EventHeader { source.header }
  /// What was odd so far but did not stop the reading.
  public var warnings: [RecordingWarning] { source.warnings }
  /// The triggers met so far, in order.
  public var triggers: [ExternalTrigger] { source.triggers }

  /// The next events, or nil at the end.
  ///
  /// - Throws: `FileError` that names the byte at which the file is damaged; again at every later call.
  public func nextBatch() throws -> EventBatch? {
    if let failure { throw failure }
    // Taken out, so that the memory has one owner while it is filled.
    var filled = batch ?? EventBatch(capacity: capacity)
    batch = nil
    do {
      guard try source.next(into: &filled) else { return nil }
    } catch {
      failure = error
      throw error
    }
    batch = filled
    return filled
  }

  /// The next events, or nil at the end or at damage; see ``failure``.
  public func next() -> EventBatch? { try? nextBatch() }
}
