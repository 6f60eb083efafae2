import Files
import Foundation
import Reports
import Workflows

/// A page as a file.
enum ReportFile {
  /// Writes a page; it appears when it is complete.
  static func write(_ page: HTMLPage, to path: String, overwrite: Bool) throws {
    let file = try OutputFile(path: path, overwrite: overwrite)
    try file.write(page.text)
    try file.commit()
  }

  /// The command and the version, for who finds the page later.
  ///
  /// - Parameter seconds: How long the run took, where the page is to say it.
  static func footer(_ stamp: StampOptions, seconds: Double? = nil) -> String {
    let command = stamp.stamp ? stamp.command : ["saccade"] + stamp.command
    let time = stamp.seconds(seconds).map { String(format: " (%.2f s)", $0) } ?? ""
    return "saccade \(Version.current): " + command.joined(separator: " ") + time
  }

  /// A page as a job takes it.
  static func output(_ path: String, _ stamp: StampOptions) -> PageOutput {
    PageOutput(path: path, origin: footer(stamp), tellsSeconds: stamp.stamp)
  }
}
