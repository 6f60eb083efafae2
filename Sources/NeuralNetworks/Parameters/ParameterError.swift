import Files

/// Why parameters are not those of the network that they are read for.
///
/// Their container may be sound: that a file is damaged is a `FileError`.
public struct ParameterError: Error, Sendable, Equatable {
  /// What is wrong.
  public enum Fault: Sendable, Equatable {
    /// There is no such parameter.
    case missing
    /// It has another shape than the network's.
    case shape
    /// It holds a value that no network computes with: one that is infinite or no number, a variance below 0.
    case value
    /// As a whole they are those of another network.
    case otherNetwork
  }

  /// What is wrong.
  public var fault: Fault
  /// Where the parameters come from: a checkpoint's path, or what stands for it.
  public var source: String
  /// What is wrong in words: a clause in lower case without a full stop.
  public var problem: String
  /// Where: "its value 3 of 6".
  public var place: String?
  /// What the user can do.
  public var remedy: Message?

  /// Describes a fault.
  public init(_ fault: Fault, source: String, problem: String, place: String? = nil, remedy: Message? = nil) {
    self.fault = fault
    self.source = source
    self.problem = problem
    self.place = place
    self.remedy = remedy
  }
}

extension ParameterError: CustomStringConvertible {
  /// One line: the source, what is wrong, where, what to do, with the library's names.
  public var description: String { message.description }

  /// The line.
  public var message: Message {
    let line: Message = "\(source): \(problem)\(place.map { ", at \($0)" } ?? "")"
    return remedy.map { line + "; \($0)" } ?? line
  }
}
