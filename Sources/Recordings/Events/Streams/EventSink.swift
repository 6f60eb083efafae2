/// Where events go, one batch after another: a file in the making, which appears under its name when ``finish()``
/// returns, a network, a screen.
public protocol EventSink: AnyObject {
  /// Whether it holds triggers.
  static var holdsTriggers: Bool { get }

  /// Whether it holds this trigger.
  static func holds(_ trigger: ExternalTrigger) -> Bool

  /// Appends events in the order of the recording.
  ///
  /// - Throws: Where it cannot hold an event's time or place; of a file `FileError` of kind `cannotCreate`, which names
  ///   the event and what would make it fit. Nothing is left then.
  func append(_ events: EventBatch) throws

  /// Appends triggers after the events that were appended before; those that it does not hold are ignored.
  func append(_ triggers: [ExternalTrigger]) throws

  /// Completes what was begun: a file gets its name.
  func finish() throws
}

extension EventSink {
  /// No.
  public static var holdsTriggers: Bool { false }
  /// Each where it holds any.
  public static func holds(_ trigger: ExternalTrigger) -> Bool { holdsTriggers }
  /// Nothing.
  public func append(_ triggers: [ExternalTrigger]) throws {}
}
