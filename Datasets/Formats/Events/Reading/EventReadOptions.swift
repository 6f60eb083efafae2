import Recordings
import Runtime

/// What a user may say about an event file that the file itself does not.
public struct EventReadOptions: Sendable {
  /// The sensor's columns and rows.
  public var size: (width: Int, height: Int)?
  /// The unit of time; nil to take what the file or its format states, else what the numbers show. Files whose numbers
  /// can be read two ways are refused without it.
  public var timeUnit: TimeUnit?
  /// The names of the columns t, x, y, p in formats that name them; nil to find them.
  public var columnNames: [String]?
  /// The topic of a bag; nil where it has one.
  public var topic: String?

  /// When to stop waiting for more at the end of a file that still grows; nil to stop at its end.
  public var following: EventFollowing?

  /// The most threads that decode, the reading one among them. What is read does not depend on it.
  public var threads: Int

  /// Whether a pipe goes on after the file.
  var hasContinuation = false
  /// Whether more than the file may follow.
  var isOpenEnded: Bool { hasContinuation || following != nil }

  /// Gathers options.
  public init(
    size: (width: Int, height: Int)? = nil, timeUnit: TimeUnit? = nil, columnNames: [String]? = nil,
    topic: String? = nil, following: EventFollowing? = nil, threads: Int = Threads.coreCount
  ) {
    precondition(threads > 0, "At least one thread is needed, not \(threads).")
    self.size = size
    self.timeUnit = timeUnit
    self.columnNames = columnNames
    self.topic = topic
    self.following = following
    self.threads = threads
  }
}
