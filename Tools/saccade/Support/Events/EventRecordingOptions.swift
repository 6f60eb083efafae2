import ArgumentParser
import Datasets
import Workflows

/// What a user may have to say about the input of a verb that takes events alone.
struct EventRecordingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The format of the input (default: told by its content, then by its ending).", valueName: "format"))
  var from: RecordingFormat?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The sensor's size, for files that do not say it.", valueName: "WIDTHxHEIGHT"))
  var size: SizeArgument?

  /// A recording as a job takes it.
  func recording(_ path: String, _ reading: EventInputOptions, threads: Int) throws -> EventRecording {
    EventRecording(
      path: path, format: try format(of: path, reading), size: size?.size,
      options: reading.readOptions(size: size, threads: threads))
  }

  private func format(of path: String, _ reading: EventInputOptions) throws -> EventFormat? {
    switch try from ?? RecordingFormat.detect(path, reading) {
    case .events: return from?.events
    case .spikes: throw Failure.Usage("\(path): events are needed here, not spikes")
    case .flow(let format): throw RecordingFormat.refuseFlow(format, path)
    case nil: return nil
    }
  }
}
