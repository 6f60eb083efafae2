import Files

/// Something odd about a recording that did not stop it from being read.
public struct RecordingWarning: Sendable, Hashable {
  /// The path as the user gave it.
  public var path: String
  /// What is odd: a clause in lower case without a full stop.
  public var problem: String
  /// Where: "byte 12", "frame 3".
  public var place: String?
  /// What was made of it: "it is left out".
  public var consequence: Message?
  /// Whether the file ends before it should, at ``place``.
  public var isTruncation: Bool

  /// Describes an oddity.
  public init(
    path: String, problem: String, place: String? = nil, consequence: Message? = nil, isTruncation: Bool = false
  ) {
    self.isTruncation = isTruncation
    self.path = path
    self.problem = problem
    self.place = place
    self.consequence = consequence
  }
}

extension RecordingWarning: CustomStringConvertible {
  /// One line: the file, what is odd, where, what was made of it.
  public var description: String { "\(path): \(explanation)" }

  /// The line without the file.
  public var explanation: Message {
    let line: Message = "\(problem)\(place.map { ", at \($0)" } ?? "")"
    return consequence.map { line + "; \($0)" } ?? line
  }
}
