/// Something odd about a recording that did not stop it from being read.
public struct RecordingWarning: Sendable, Hashable {
  /// The path as the user gave it.
  public var path: String
  /// What is odd: a clause in lower case without a full stop.
  public var problem: String
  /// Where: "byte 12", "frame 3".
  public var place: String?

  /// Describes an oddity.
  public init(path: String, problem: String, place: String? = nil) {
    self.path = path
    self.problem = problem
    self.place = place
  }
}

extension RecordingWarning: CustomStringConvertible {
  /// One line: the file, what is odd, where.
  public var description: String { "\(path): \(problem)" + (place.map { ", at \($0)" } ?? "") }
}
