import Foundation
import TestSupport

/// What a run of the program left behind.
struct Run {
  var arguments: [String]
  /// The exit status, or nil where a signal ended the run.
  var status: Int32?
  var output: String
  var errors: String

  var errorLines: [String] { errors.split(separator: "\n").map(String.init) }

  /// The one JSON object on standard output, or nil where there is anything else.
  var json: [String: Any]? {
    (try? JSONSerialization.jsonObject(with: Data(output.utf8))) as? [String: Any]
  }
}

/// The built program, run as a process.
enum Program {
  /// A run that takes longer is killed: a test must fail, not hang.
  private static let secondsAllowed = 300

  /// The program.
  static let path = builtProgram("saccade")

  /// Runs the program in `folder` and waits for its end.
  static func run(_ arguments: [String], in folder: TemporaryFolder) throws -> Run {
    try Started(path, arguments, in: folder).wait()
  }

  /// Runs a line of the shell, in which `"$saccade"` is the program.
  static func shell(_ line: String, in folder: TemporaryFolder) throws -> Run {
    try Started("/bin/sh", ["-c", line], in: folder).wait()
  }

  /// Whether a line of the shell succeeds.
  static func shellSucceeds(_ line: String) -> Bool {
    guard let folder = try? TemporaryFolder(), let run = try? shell(line, in: folder) else { return false }
    return run.status == 0
  }

  /// A run under way.
  final class Started {
    private let arguments: [String]
    private let process = Process()
    private let capture: TemporaryFolder
    private let outputPath: String
    private var watchdog: DispatchWorkItem?

    /// Starts a program.
    ///
    /// - Parameter output: What its standard output is; a file where nil, which ``wait()`` reads.
    init(_ program: String, _ arguments: [String], in folder: TemporaryFolder, output: FileHandle? = nil) throws {
      self.arguments = arguments
      capture = try TemporaryFolder()
      outputPath = try capture.write([], to: "output")
      let errorsPath = try capture.write([], to: "errors")
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = arguments
      process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
      process.environment = ProcessInfo.processInfo.environment.merging(["saccade": Program.path]) { $1 }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try output ?? FileHandle(forWritingTo: URL(fileURLWithPath: outputPath))
      process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errorsPath))
      try process.run()
      // The number alone: even a cancelled item lives until its time, and the process would keep its files open so long.
      let identifier = process.processIdentifier
      watchdog = DispatchWorkItem { kill(identifier, SIGKILL) }
      if let watchdog {
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Program.secondsAllowed), execute: watchdog)
      }
    }

    var isRunning: Bool { process.isRunning }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits for the end.
    func wait() throws -> Run {
      process.waitUntilExit()
      watchdog?.cancel()
      return Run(
        arguments: arguments, status: process.terminationReason == .exit ? process.terminationStatus : nil,
        output: String(decoding: try fileBytes(outputPath), as: UTF8.self),
        errors: String(decoding: try fileBytes(capture.file("errors")), as: UTF8.self))
    }
  }
}

extension TemporaryFolder {
  /// Runs the program here.
  @discardableResult
  func saccade(_ arguments: String...) throws -> Run { try Program.run(arguments, in: self) }

  /// Every file and folder below, hidden ones too.
  func contents() throws -> [String] { try FileManager.default.subpathsOfDirectory(atPath: path).sorted() }

  func bytes(_ name: String) throws -> [UInt8] { try fileBytes(file(name)) }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }
}
