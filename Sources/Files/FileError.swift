/// What is wrong with a file, where, and what to do about it.
///
/// It reads as one line: `clip.dat: the last frame holds 5 of 12500 bytes, at byte 2500000; drop them with …`.
public struct FileError: Error, Sendable, Equatable, Codable {
  /// The kind of failure, which decides a program's exit status.
  public enum Kind: String, Sendable, Equatable, Codable {
    /// There is no such file.
    case notFound
    /// The file's content is not what its format says.
    case badContent
    /// A library or another part of the system is missing.
    case missingPart
    /// The output cannot be created where it is asked for.
    case cannotCreate
    /// Reading or writing failed half-way: a full disk, a device error.
    case inputOutput
  }

  /// The kind of failure.
  public var kind: Kind
  /// The path as the user gave it.
  public var path: String
  /// What is wrong: a clause in lower case without a full stop.
  public var problem: String
  /// Where: "byte 12", "line 3", "entry data.pkl".
  public var place: String?
  /// What the user can do.
  public var remedy: Message?
  /// Whether the file ends before it should.
  public var isTruncation: Bool

  /// Describes a failure.
  public init(
    _ kind: Kind, path: String, problem: String, place: String? = nil, remedy: Message? = nil,
    isTruncation: Bool = false
  ) {
    self.isTruncation = isTruncation
    self.kind = kind
    self.path = path
    self.problem = problem
    self.place = place
    self.remedy = remedy
  }

  /// The same failure seen at another path: a container's error told of the file that holds it.
  public func at(path: String) -> FileError {
    var copy = self
    copy.path = path
    return copy
  }
}

extension FileError: CustomStringConvertible {
  /// One line: the file, what is wrong, where, what to do, with the library's names.
  public var description: String { message.description }

  /// The line.
  public var message: Message {
    let line: Message = "\(path): \(problem)\(place.map { ", at \($0)" } ?? "")"
    return remedy.map { line + "; \($0)" } ?? line
  }
}
