import Files
import Foundation
import Reports

/// A page that a job writes beside its result.
public struct PageOutput: Sendable {
  /// Where it goes.
  public var path: String
  /// What the page says at its end of who made it: a program's name, its version, the command.
  public var origin: String
  /// Whether it says how long the run took, which is never the same twice.
  public var tellsSeconds: Bool

  /// Describes a page.
  public init(path: String, origin: String = "", tellsSeconds: Bool = false) {
    (self.path, self.origin, self.tellsSeconds) = (path, origin, tellsSeconds)
  }

  /// What a page calls an input: the last part of its path, also of `.` and `..`.
  static func name(of path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
  }

  /// The last line of a page of a run that began then.
  func footer(since started: ContinuousClock.Instant) -> String {
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    return origin + (tellsSeconds ? String(format: " (%.2f s)", seconds) : "")
  }

  /// Writes a page; it appears when it is complete.
  func write(_ page: HTMLPage, overwrite: Bool) throws { try prepare(page, overwrite: overwrite).commit() }

  /// Writes a page that appears when it is committed: behind what else a run writes, so that a full disk leaves nothing.
  func prepare(_ page: HTMLPage, overwrite: Bool) throws -> OutputFile {
    let file = try OutputFile(path: path, overwrite: overwrite)
    try file.write(page.text)
    try file.complete()
    return file
  }
}
