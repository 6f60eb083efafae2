import Recordings

/// An event file in the making. It appears under its name when ``finish()`` returns.
public protocol EventWriter: AnyObject {
  /// Whether the format holds triggers.
  static var holdsTriggers: Bool { get }

  /// Whether the format holds this trigger.
  static func holds(_ trigger: ExternalTrigger) -> Bool

  /// Appends events in the order of the recording.
  ///
  /// - Throws: `FileError` of kind `cannotCreate` where the format cannot hold an event's time or place; it names the
  ///   event and the option that would make it fit. Nothing is left then.
  func append(_ events: EventBatch) throws

  /// Appends triggers after the events that were appended before; those that the format does not hold are ignored.
  func append(_ triggers: [ExternalTrigger]) throws

  /// Completes the file and gives it its name.
  func finish() throws
}

extension EventWriter {
  /// No.
  public static var holdsTriggers: Bool { false }
  /// Each where it holds any.
  public static func holds(_ trigger: ExternalTrigger) -> Bool { holdsTriggers }
  /// Nothing.
  public func append(_ triggers: [ExternalTrigger]) throws {}
}

/// What a writer has to know before the first event.
public struct EventWriteOptions: Sendable {
  /// The sensor's columns.
  public var width: Int
  /// The sensor's rows.
  public var height: Int
  /// Whether a file that is there may be replaced.
  public var overwrite: Bool
  /// What is subtracted from every time before it is stored, in microseconds: for formats whose clock is short.
  public var timeOrigin: Int64
  /// How lines of text look; nil to tell it from the ending of the name.
  public var textStyle: EventTextWriter.Style?

  /// Gathers options.
  public init(
    width: Int, height: Int, overwrite: Bool = false, timeOrigin: Int64 = 0, textStyle: EventTextWriter.Style? = nil
  ) {
    self.width = width
    self.height = height
    self.overwrite = overwrite
    self.timeOrigin = timeOrigin
    self.textStyle = textStyle
  }
}
