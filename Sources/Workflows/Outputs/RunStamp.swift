/// What a file says of the run that made it.
public struct RunStamp: Sendable, Hashable {
  /// The version of what ran the job.
  public var version: String
  /// The command, without what does not bear on the result.
  public var command: [String]
  /// Whether files say the seconds that a run took; without them the same input gives the same bytes.
  public var tellsSeconds: Bool

  /// Describes a run.
  public init(version: String = "", command: [String] = [], tellsSeconds: Bool = false) {
    (self.version, self.command, self.tellsSeconds) = (version, command, tellsSeconds)
  }
}
