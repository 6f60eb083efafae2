import Files

/// Why a job cannot be done, in words that name what the caller may set by its meaning.
///
/// Damage that a reader finds and outputs that cannot be written are a `FileError`; this is for what a job itself refuses.
public struct JobError: Error, Sendable, Equatable {
  /// The kind of failure, which decides a program's exit status.
  public enum Kind: Sendable, Equatable {
    /// The options do not fit each other or the input.
    case wrongOptions
    /// As a `FileError` of that kind.
    case file(FileError.Kind)
  }

  /// The kind of failure.
  public var kind: Kind
  /// The path as the caller gave it; nil where it is about none.
  public var path: String?
  /// What is wrong: a clause in lower case without a full stop.
  public var problem: Message
  /// Where: "byte 12", "frame 3".
  public var place: String?
  /// What the caller can do.
  public var remedy: Message?

  /// Describes a failure of a file or of its use.
  public init(_ kind: FileError.Kind, path: String, problem: Message, place: String? = nil, remedy: Message? = nil) {
    self.kind = .file(kind)
    (self.path, self.problem, self.place, self.remedy) = (path, problem, place, remedy)
  }

  /// Describes options that cannot be.
  ///
  /// - Parameter path: What they do not fit; nil where they do not fit each other.
  public init(wrongOptions problem: Message, path: String? = nil) {
    kind = .wrongOptions
    (self.path, self.problem) = (path, problem)
  }
}

extension JobError: CustomStringConvertible {
  /// One line: the file, what is wrong, where, what to do, with the library's names.
  public var description: String { message.description }

  /// The line.
  public var message: Message {
    var line: Message = path.map { "\($0): \(problem)" } ?? problem
    if let place { line = line + ", at \(place)" }
    if let remedy { line = line + "; \(remedy)" }
    return line
  }
}
