import Foundation
import TestSupport
import Testing

/// Damaged files of every kind, through the verbs that read them: `Tools/Fuzz/mutate` runs more of them.
///
/// Run n of a seed is the same everywhere: a subject, a line, and the damage.
@Suite struct MutatedFileTests {
  private static func setting(_ name: String) -> String? {
    ProcessInfo.processInfo.environment["SACCADE_MUTATION_\(name)"]
  }
  private static let runs = setting("RUNS").flatMap(Int.init) ?? 1000
  private static let first = setting("FIRST").flatMap(Int.init) ?? 0
  private static let seed = setting("SEED").flatMap(UInt64.init) ?? 1
  private static let program = setting("PROGRAM") ?? Program.path
  /// Where inputs that did harm are kept; nowhere where nil.
  private static let findings = setting("FINDINGS")
  private static let lanes = 2
  /// A debug build beside other tests takes several times as long.
  private static let mostSeconds = setting("PROGRAM") == nil ? 90.0 : 20.0
  private static let mostBytes = 1_500_000_000

  @Test(arguments: 0..<lanes)
  func `A damaged file ends in success or in one line, soon and in bounded memory`(lane: Int) throws {
    let subjects = try MutationSubject.all()
    let folder = try TemporaryFolder()
    let others = try MutationSubject.writeOthers(to: folder)
    let capture = try TemporaryFolder()
    for run in stride(from: Self.first + lane, to: Self.first + Self.runs, by: Self.lanes) {
      var random = SeededRandom(seed: Self.seed &* 0x1_0000_0000 &+ UInt64(run))
      let subject = subjects[Int.random(in: subjects.indices, using: &random)]
      let line = subject.lines[Int.random(in: subject.lines.indices, using: &random)]
      let bytes = Mutation.damaged(subject.bytes, using: &random)
      // It must not be one of the others.
      let name = others.contains(subject.name) ? "m-\(subject.name)" : subject.name
      _ = try folder.write(bytes, to: name)
      let arguments = line.split(separator: " ").map { $0 == "@" ? name : String($0) }
      let result = try MeasuredRun(
        Self.program, arguments, in: folder.path, errors: capture.file("errors"), secondsAllowed: Self.mostSeconds)
      let left = Set(try folder.names()).subtracting(others).subtracting([name])
      if let harm = Self.harm(of: result, left: left) {
        Issue.record(
          "run \(run) of seed \(Self.seed), saccade \(arguments.joined(separator: " ")): \(harm)\n\(result.errors)")
        if let findings = Self.findings {
          try FileManager.default.createDirectory(atPath: findings, withIntermediateDirectories: true)
          try fileWrite(bytes, "\(findings)/\(Self.seed)-\(run)-\(name)")
        }
      }
      for file in left.union([name]) { try FileManager.default.removeItem(atPath: folder.file(file)) }
    }
  }

  /// What a run did that none may do; nil where it did well.
  private static func harm(of run: MeasuredRun, left: Set<String>) -> String? {
    if run.seconds > mostSeconds { return "it took more than \(mostSeconds) s" }
    guard let status = run.status else { return "ended by signal \(run.signal ?? 0)" }
    if run.bytes > max(mostBytes, ownPeak) { return "it held \(run.bytes / 1_000_000) MB" }
    let errors = run.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
    let temporary = left.filter { !$0.hasPrefix("out") || $0.contains(".part") }
    if !temporary.isEmpty { return "it left \(temporary.sorted())" }
    if status == 0 { return errors.isEmpty ? nil : "success with an error" }
    if !(64...74).contains(status) { return "it ended with the status \(status)" }
    if errors.count != 1 { return "it told \(errors.count) errors" }
    // What was made before the input broke off may be kept, and is then told.
    return left.isEmpty || run.errors.contains("kept") ? nil : "it left \(left.sorted()) and did not tell"
  }

  /// A process that is started is counted the memory of the one that starts it.
  private static var ownPeak: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
