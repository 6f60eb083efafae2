import ArgumentParser
import Foundation
import Runtime

/// The benchmarks: one sub-command a subject, one row a measurement.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures Saccade on this machine.",
    discussion: """
      Sizes are HEIGHTxWIDTH for networks and kernels, WIDTHxHEIGHT for sensors. Times are those of a run in a warm
      process; limits of the machine are measured in the same run.
      """,
    subcommands: [
      NetworkBench.self, TrainingBench.self, AccuracyBench.self, SpikesBench.self, EventsBench.self, SceneBench.self,
      ReaderBench.self, RepresentBench.self, ContrastBench.self,
      KernelBench.self,
      AllBench.self,
      CompareBench.self,
      HistoryBench.self,
    ])
}

/// The options of every benchmark.
struct BenchOptions: ParsableArguments {
  @Option(help: "Runs that count, after one that does not.") var runs = 5
  @Option(help: "Threads.") var threads = Threads.coreCount
  @Flag(help: "Print one JSON object a row.") var json = false
  @Flag(help: "Keep the rows under Tools/Benchmarks/results of this checkout.") var record = false
  /// What scripts pass that were written when rows were kept unless told otherwise; it changes nothing.
  @Flag(help: .hidden) var noHistory = false

  func validate() throws {
    if runs < 1 || threads < 1 { throw ValidationError("--runs and --threads need numbers of one and more") }
  }

  /// The same options for another process.
  var arguments: [String] {
    ["--runs", "\(runs)", "--threads", "\(threads)"] + (json ? ["--json"] : []) + (record ? ["--record"] : [])
  }

  /// Prints rows, and keeps them where the user said so.
  func show(_ rows: [Row]) {
    if json { rows.forEach { print($0.json) } } else { print(Table.text(of: rows)) }
    if record { History.append(rows) }
  }
}

/// `A x B` on the command line.
struct Extent: ExpressibleByArgument {
  var first: Int
  var second: Int

  init(_ first: Int, _ second: Int) {
    self.first = first
    self.second = second
  }

  init?(argument: String) {
    let parts = argument.split(separator: "x").compactMap { Int($0) }
    guard parts.count == 2, parts.allSatisfy({ $0 > 0 && $0 <= 1 << 14 }) else { return nil }
    (first, second) = (parts[0], parts[1])
  }
}
