import ArgumentParser
import Workflows

/// The program's version, as `--version` and `index.json` say it.
enum Version {
  static let current = "0.1.0"
}

/// Whether files say how and when they were made. Without it the same input gives the same bytes, at any number of threads,
/// under any name and in any second.
struct StampOptions: ParsableArguments {
  @Flag(help: "Let the output say the command as typed, and the seconds it took.")
  var stamp = false

  /// The command as a file holds it: as typed, or without what says where it went and how the work was done.
  var command: [String] {
    stamp ? CommandLine.arguments : Self.essential(Array(CommandLine.arguments.dropFirst()))
  }

  /// The same for a job.
  var stampOfRun: RunStamp { RunStamp(version: Version.current, command: command, tellsSeconds: stamp) }

  /// A page that a job writes: the command and the version at its end, for who finds it later.
  func page(_ path: String) -> PageOutput {
    let words = stamp ? command : ["saccade"] + command
    return PageOutput(
      path: path, origin: "saccade \(Version.current): " + words.joined(separator: " "), tellsSeconds: stamp)
  }

  private static let valueOptions: Set<String> = [
    "--threads", "-o", "--output", "--report", "--save-outputs", "--preview",
  ]
  private static let flags: Set<String> = ["--force", "--quiet", "--verbose", "--stamp"]

  /// The arguments without those that say where the result goes, how the work is done and what is told of it.
  static func essential(_ arguments: [String]) -> [String] {
    var kept: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" { return kept + [argument] + rest }
      if flags.contains(argument) { continue }
      if valueOptions.contains(argument) {
        rest = rest.dropFirst()
        continue
      }
      // `--output=path` is one argument.
      let name = argument.prefix { $0 != "=" }
      if name.count < argument.count, valueOptions.contains(String(name)) { continue }
      kept.append(argument)
    }
    return kept
  }
}
