import Files
import Recordings

/// Writes triggers as comma-separated lines, into a file that is made with the first.
final class TriggerLines {
  static let (fileName, columns) = ("triggers.csv", "t_us,channel,rising")

  /// How many were written.
  private(set) var count = 0
  private let folder: OutputFolder
  private var file: OutputFile?

  init(_ folder: OutputFolder) { self.folder = folder }

  func append(_ triggers: [ExternalTrigger], timeOrigin: Int64) throws {
    for trigger in triggers {
      let (time, isOver) = trigger.timeMicroseconds.subtractingReportingOverflow(timeOrigin)
      guard !isOver else {
        throw FileError(
          .cannotCreate, path: folder.path,
          problem: "the trigger at \(trigger.timeMicroseconds) us less the origin \(timeOrigin) us is beyond 64 bits",
          remedy: "choose a \(Setting.timeOrigin) within the recording")
      }
      if file == nil {
        file = try OutputFile(path: folder.add(Self.fileName))
        try file?.write(Self.columns + "\n")
      }
      try file?.write("\(time),\(trigger.channel),\(trigger.isRising ? 1 : 0)\n")
      count += 1
    }
  }

  /// Completes the file, where there is one.
  func finish() throws { try file?.commit() }
}
