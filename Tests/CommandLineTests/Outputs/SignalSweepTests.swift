import Foundation
import TestSupport
import Testing

/// Every writer, ended by a signal at any moment from its start to its end.
///
/// `Tools/Fuzz/interrupt` takes more moments than the suite. When one comes, and so what it meets, differs from run to run;
/// what is asked holds of all.
@Suite struct SignalSweepTests {
  private static func setting(_ name: String) -> String? {
    ProcessInfo.processInfo.environment["SACCADE_SIGNAL_\(name)"]
  }
  private static let runs = setting("RUNS").flatMap(Int.init) ?? 40
  private static let seed = setting("SEED").flatMap(UInt64.init) ?? 1
  private static let program = setting("PROGRAM") ?? Program.path
  private static let secondsAllowed = 120.0

  @Test func `Whenever a signal comes, nothing is half-written, and the status names the signal`() throws {
    let folder = try TemporaryFolder()
    try WriterLines.writeInputs(to: folder)
    let capture = try TemporaryFolder()
    let place = folder.file("place")
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    // Also what is left, with sizes.
    func run(
      _ line: String, _ interruption: (signal: Int32, seconds: Double)?
    ) throws -> (MeasuredRun, left: [String: Int]) {
      let run = try MeasuredRun(
        Self.program, line.split(separator: " ").map(String.init), in: place, errors: capture.file("errors"),
        secondsAllowed: Self.secondsAllowed, interruption: interruption)
      var left: [String: Int] = [:]
      for file in try FileManager.default.subpathsOfDirectory(atPath: place) {
        left[file] = try FileManager.default.attributesOfItem(atPath: "\(place)/\(file)")[.size] as? Int
      }
      for file in left.keys where !file.contains("/") { try FileManager.default.removeItem(atPath: "\(place)/\(file)") }
      return (run, left)
    }
    var random = SeededRandom(seed: Self.seed)
    var wholes: [String: (MeasuredRun, left: [String: Int])] = [:]
    var (whole, ended, early) = (0, 0, 0)
    for number in 0..<Self.runs {
      let line = WriterLines.all[Int.random(in: WriterLines.all.indices, using: &random)]
      let signal = [SIGINT, SIGTERM, SIGHUP][Int.random(in: 0..<3, using: &random)]
      let share = Double.random(in: 0..<1.1, using: &random)
      let complete = try wholes[line] ?? run(line, nil)
      wholes[line] = complete
      let duration = complete.0.seconds
      let (result, left) = try run(line, (signal, share * duration))
      let text: Comment = "run \(number), \(line), signal \(signal) after \(share * duration) s: \(result.errors)"
      switch result.status {
      case 0?:
        whole += 1
        #expect(left == complete.left, text)
      case nil where result.signal == signal:
        // The loader was at work still, and nothing of the program.
        early += 1
        #expect(left.isEmpty && result.errors.isEmpty, text)
      default:
        ended += 1
        #expect(result.status == 128 + signal, text)
        // It may come after the outputs have their names.
        #expect(left.isEmpty || left == complete.left, "\(text): it left \(left)")
        #expect(result.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }.count == 1, text)
      }
    }
    if Self.setting("RUNS") != nil {
      print("\(Self.runs) signals: \(ended) ended a run, \(whole) came after its end, \(early) before its beginning")
    }
  }
}
