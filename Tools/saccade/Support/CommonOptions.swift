import ArgumentParser
import Kernels
import Runtime

/// The options that every verb has.
struct CommonOptions: ParsableArguments {
  @Flag(help: "Print one JSON object on standard output; words for people go to standard error.")
  var json = false

  @Flag(help: "Say nothing but results, warnings and errors.")
  var quiet = false

  @Flag(help: "Say more: what the input is, and what the work is done with.")
  var verbose = false

  @Flag(help: "Treat warnings as errors.")
  var strict = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Threads to use at most (default: all cores). The result does not depend on it.", valueName: "n"))
  var threads: Int?

  func validate() throws {
    if let threads, threads < 1 || threads > 1024 {
      throw ValidationError("--threads needs a number from 1 to 1024, not \(threads)")
    }
  }

  /// The number of threads to use.
  var threadCount: Int { threads ?? Threads.coreCount }

  /// Threads for kernels.
  func workers() throws -> Workers { try Workers(threads: threadCount) }
}

/// The options of verbs that write.
struct OutputOptions: ParsableArguments {
  @Option(
    name: [.short, .long], help: ArgumentHelp("Where the result goes.", valueName: "path"), completion: .file())
  var output: String

  @Flag(help: "Replace the output if it exists; of a folder, only what an earlier run wrote there.")
  var force = false
}
