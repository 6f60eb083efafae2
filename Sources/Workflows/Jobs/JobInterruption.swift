import Files

/// A job that its observer cancelled after it had said that it can be resumed, and what it left.
public struct JobInterruption: Error, Sendable, Equatable {
  /// What is kept, and how to go on from it: a clause in lower case without a full stop.
  public var kept: Message

  /// Describes what is left.
  public init(kept: Message) { self.kept = kept }
}
