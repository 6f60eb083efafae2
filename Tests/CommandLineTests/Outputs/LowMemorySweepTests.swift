import Foundation
import TestSupport
import Testing

/// Every writer with little address space.
@Suite struct LowMemorySweepTests {
  /// In MB. `Tools/Fuzz/starve` takes more.
  private static let limits =
    ProcessInfo.processInfo.environment["SACCADE_STARVE_LIMITS"]?.split(separator: ",").compactMap { Int($0) } ?? [500]
  private static let program = ProcessInfo.processInfo.environment["SACCADE_STARVE_PROGRAM"] ?? Program.path

  @Test(arguments: WriterLines.all)
  func `With little memory a run succeeds or ends in one line, and leaves nothing`(line: String) throws {
    let folder = try TemporaryFolder()
    try WriterLines.writeInputs(to: folder)
    let place = folder.file("place")
    for limit in Self.limits {
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      let words = line.split(separator: " ").map { "'\($0)'" }.joined(separator: " ")
      let run = try Program.shell(
        "cd place && ulimit -v \(limit * 1024) && exec '\(Self.program)' \(words)", in: folder)
      let errors = run.errorLines.filter { $0.hasPrefix("error: ") }
      let left = try FileManager.default.contentsOfDirectory(atPath: place)
      if run.status == 0 {
        #expect(errors.isEmpty && !left.contains { $0.hasSuffix(".part") }, "\(limit) MB: \(run.errors)")
      } else {
        #expect((64...74).contains(run.status ?? 0) && errors.count == 1, "\(limit) MB: \(run.errors)")
        #expect(left.isEmpty, "\(limit) MB: it left \(left)")
      }
      try FileManager.default.removeItem(atPath: place)
    }
  }
}
