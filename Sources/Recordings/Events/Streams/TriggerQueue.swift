/// Triggers that a reader met and nobody took yet, at most ``limit`` of them.
///
/// Cameras send a few edges a second; a damaged file may seem to hold nothing else. What comes beyond the limit is
/// counted and dropped, so that memory stays bounded.
public struct TriggerQueue: Sendable, Hashable {
  /// The most triggers that wait: 16 MiB of them.
  public static let limit = 1 << 20

  /// The triggers that wait, in order.
  public private(set) var waiting: [ExternalTrigger] = []
  /// How many triggers came, those among them that were taken or dropped.
  public private(set) var count = 0
  /// How many found no place.
  public private(set) var dropped = 0

  /// Starts empty.
  public init() {}

  /// Starts with triggers, whatever their number: the caller has them in memory already.
  package init(_ triggers: [ExternalTrigger]) {
    waiting = triggers
    count = triggers.count
  }

  /// Adds a trigger after the others.
  public mutating func append(_ trigger: ExternalTrigger) {
    count += 1
    if waiting.count < Self.limit { waiting.append(trigger) } else { dropped += 1 }
  }

  /// Adds triggers after the others.
  public mutating func append(contentsOf triggers: [ExternalTrigger]) {
    for trigger in triggers { append(trigger) }
  }

  /// Hands out the triggers that wait and forgets them.
  public mutating func take() -> [ExternalTrigger] {
    defer { waiting = [] }
    return waiting
  }

  /// What is said of those that found no place.
  package func warnings(path: String) -> [RecordingWarning] {
    if dropped == 0 { return [] }
    return [
      RecordingWarning(
        path: path, problem: "\(dropped) triggers came before anybody took the \(Self.limit) before them",
        consequence: "they are left out")
    ]
  }
}
