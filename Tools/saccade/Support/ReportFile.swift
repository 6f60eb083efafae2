import Reports
import Tensors

/// A page as a file.
enum ReportFile {
  /// Writes a page; it appears when it is complete.
  static func write(_ page: HTMLPage, to path: String, overwrite: Bool) throws {
    let file = try OutputFile(path: path, overwrite: overwrite)
    try file.write(page.text)
    try file.commit()
  }

  /// The command and the version, for who finds the page later.
  static var footer: String {
    "saccade \(Version.current): saccade " + CommandLine.arguments.dropFirst().joined(separator: " ")
  }
}
