import ArgumentParser
import Foundation

/// Every benchmark, each in a process of its own so that its memory is its own.
struct AllBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "all", abstract: "Everything, one row a measurement.")

  @OptionGroup var options: BenchOptions

  private static let parts = [
    ["network", "scflow", "--size", "256x400"],
    ["network", "scflow", "--size", "512x800"],
    ["spikes", "--size", "400x250"],
    ["spikes", "--size", "1280x720"],
    ["kernel", "all"],
  ]

  func run() throws {
    for part in Self.parts {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      process.arguments =
        part + ["--runs", "\(options.runs)", "--threads", "\(options.threads)"] + (options.json ? ["--json"] : [])
      try process.run()
      process.waitUntilExit()
      if process.terminationStatus != 0 { throw ExitCode(process.terminationStatus) }
    }
  }
}
