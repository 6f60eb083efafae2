import Files

/// What DVS128 Gesture says of a recording: when a gesture was made, in microseconds of the recording's clock.
///
/// Lines `class,startTime_usec,endTime_usec`, the first of which may be these names; classes from 1.
public struct GestureLabels: Sendable {
  /// A gesture.
  public struct Trial: Sendable, Hashable {
    /// The class, from 0.
    public var label: Int
    /// The first microsecond.
    public var start: Int64
    /// The microsecond after the last.
    public var end: Int64
  }

  /// The gestures in the order of the file.
  public let trials: [Trial]

  private static let mostBytes = 1 << 20

  /// Reads a file.
  ///
  /// - Throws: `FileError` that names the line which is no gesture.
  public init(path: String) throws {
    let file = try InputFile(path: path)
    guard file.byteCount <= Self.mostBytes else {
      throw FileError(
        .badContent, path: path, problem: "a list of gestures is not \(file.byteCount) bytes long", place: "byte 0",
        remedy: "name the data set's own file")
    }
    let text = String(decoding: try file.bytes(at: 0, count: file.byteCount), as: UTF8.self)
    var trials: [Trial] = []
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
      let isHeader = index == 0 && line.contains("class")
      if isHeader { continue }
      let numbers = line.split(separator: ",").map { Int64($0.filter { !$0.isWhitespace }) }
      guard numbers.count == 3, let label = numbers[0], let start = numbers[1], let end = numbers[2] else {
        throw Self.error("\"\(line.prefix(40))\" is not class,startTime_usec,endTime_usec", path, index)
      }
      let classes = GestureRecordings.classNames.count
      guard label >= 1, label <= classes else {
        throw Self.error("the class \(label) is not one of 1...\(classes)", path, index)
      }
      guard start <= end else { throw Self.error("the gesture ends before it begins", path, index) }
      trials.append(Trial(label: Int(label) - 1, start: start, end: end))
    }
    guard !trials.isEmpty else { throw Self.error("there are no gestures", path, 0) }
    self.trials = trials
  }

  private static func error(_ problem: String, _ path: String, _ line: Int) -> FileError {
    FileError(
      .badContent, path: path, problem: problem, place: "line \(line + 1)", remedy: "fetch the file again")
  }
}
