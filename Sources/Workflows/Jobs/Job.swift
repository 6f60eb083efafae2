/// A piece of work that the library does from end to end: reading, computing, writing.
///
/// It is a value with its options; ``run(observer:)`` does it, tells the observer how it goes, and returns what came out of
/// it. Outputs appear under their names when they are complete.
public protocol Job<Summary> {
  /// What came out of it.
  associatedtype Summary: Encodable & Sendable

  /// Does the work. Cost: that of the work; it returns when all is done.
  ///
  /// - Parameter observer: Who is told of progress and doubts, and may end the work.
  /// - Throws: ``JobError`` and `FileError` of what is wrong; whatever the observer throws.
  func run(observer: any JobObserver) throws -> Summary
}

extension Job {
  /// Does the work without telling anybody.
  public func run() throws -> Summary { try run(observer: SilentObserver()) }
}
