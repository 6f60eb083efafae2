import Recordings

/// What a recording says of itself before its first event.
public struct EventHeader: Sendable, Hashable {
  /// The format.
  public var format: EventFormat
  /// The sensor's columns, where the file says.
  public var width: Int?
  /// The sensor's rows, where the file says.
  public var height: Int?

  /// Describes a recording.
  public init(format: EventFormat, width: Int? = nil, height: Int? = nil) {
    self.format = format
    self.width = width
    self.height = height
  }
}

/// An edge on a camera's trigger input.
public struct ExternalTrigger: Sendable, Hashable {
  /// The time on the recording's clock, in microseconds.
  public var timeMicroseconds: Int64
  /// The input.
  public var channel: UInt8
  /// Whether the edge rises.
  public var isRising: Bool

  /// Describes an edge.
  public init(timeMicroseconds: Int64, channel: UInt8, isRising: Bool) {
    self.timeMicroseconds = timeMicroseconds
    self.channel = channel
    self.isRising = isRising
  }
}

/// A recording that hands out its events from the first to the last: what every reader is.
public protocol EventSource: AnyObject {
  /// What the file says before its first event.
  var header: EventHeader { get }
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
  /// Recordings are taken to be in order of time up to ``EventReader/orderToleranceMicroseconds``.
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
