import Foundation
import Synchronization

/// Other programs, and this one again, each in a process of its own.
enum Subprocess {
  /// A program that could not be started, or ended with another status than 0.
  struct Failure: Error, CustomStringConvertible {
    var program: String
    var reason: String
    /// The last lines of its standard error.
    var errors: String

    var description: String { "\(program) \(reason)" + (errors.isEmpty ? "" : ":\n\(errors)") }
  }

  private static let shownErrorLines = 12

  /// Runs a program and returns its standard output; its standard error is shown only if it fails.
  static func output(
    of program: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("saccade-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files, not pipes: neither stream can fill up while the other is read.
    func capture(_ name: String) throws -> (url: URL, handle: FileHandle) {
      let url = folder.appendingPathComponent(name)
      try Data().write(to: url)
      return (url, try FileHandle(forWritingTo: url))
    }
    let (output, errors) = (try capture("output"), try capture("errors"))
    let process = Process()
    process.standardOutput = output.handle
    process.standardError = errors.handle
    let problem = try run(process, program, arguments, environment: environment)
    if let problem {
      let lines = String(decoding: try Data(contentsOf: errors.url), as: UTF8.self).split(separator: "\n")
      throw Failure(
        program: ([program] + arguments).joined(separator: " "), reason: problem,
        errors: lines.suffix(shownErrorLines).joined(separator: "\n"))
    }
    return String(decoding: try Data(contentsOf: output.url), as: UTF8.self)
  }

  /// Runs this program with other arguments, its output passed on as it comes.
  static func again(_ arguments: [String]) throws {
    let program = Checkout.executable.path
    if let problem = try run(Process(), program, arguments, environment: [:]) {
      throw Failure(program: (["bench"] + arguments).joined(separator: " "), reason: problem, errors: "")
    }
  }

  /// Waits for the end; returns what went wrong.
  private static func run(
    _ process: Process, _ program: String, _ arguments: [String], environment: [String: String]
  ) throws -> String? {
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    fflush(nil)
    endChildWhenInterrupted()
    try process.run()
    runningChild.store(process.processIdentifier, ordering: .sequentiallyConsistent)
    process.waitUntilExit()
    runningChild.store(0, ordering: .sequentiallyConsistent)
    switch process.terminationReason {
    case .exit: return process.terminationStatus == 0 ? nil : "ended with status \(process.terminationStatus)"
    default: return "was ended by signal \(process.terminationStatus)"
    }
  }

  private static let runningChild = Atomic<Int32>(0)

  /// A child has a process group of its own, which Ctrl-C does not reach.
  private static func endChildWhenInterrupted() {
    _ = runningChild.load(ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        let child = Subprocess.runningChild.load(ordering: .sequentiallyConsistent)
        if child > 0 { kill(child, SIGTERM) }
        _exit(128 + number)
      }
    }
  }
}
