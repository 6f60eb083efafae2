import ArgumentParser
import Datasets
import Files
import Recordings
import Workflows

extension FramePadding: ExpressibleByArgument {}
extension SpikeBitOrder: ExpressibleByArgument {}

/// What a user may have to say about a spike recording.
struct SpikeInputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The format of the input (default: told by its content, then by its ending).", valueName: "format"))
  var from: RecordingFormat?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The sensor's size, for files that do not say it (default: _WxH in the file's name).",
      valueName: "WIDTHxHEIGHT"))
  var size: SizeArgument?

  @Flag(help: "Turn every frame upside down: some cameras store the bottom row first.")
  var flip = false

  @Option(help: "How frames of a size that 8 does not divide follow each other: bit by bit, or each from a byte on.")
  var framePadding: FramePadding?

  @Option(help: "Which bit of a byte of packed spikes is the first pixel: numpy.packbits has msb.")
  var bitOrder = SpikeBitOrder.lsb

  @Option(parsing: .unconditional, help: ArgumentHelp("Frames a second of the recording.", valueName: "hz"))
  var rate = SpikeCameraDefaults.rateHz

  private static let rates = 0.001...1e9

  func validate() throws {
    if !Self.rates.contains(rate) {
      throw ValidationError("--rate needs 0.001 to 1000000000 frames a second, not \(rate)")
    }
  }

  /// A recording as a job takes it.
  func recording(_ path: String) throws -> SpikeRecording {
    SpikeRecording(
      path: path, format: try chosenFormat(path),
      options: SpikeReadOptions(
        size: size?.geometry, padding: framePadding, flip: flip, rateHz: rate, bitOrder: bitOrder))
  }

  /// The format of a recording of spikes as the user says; nil to tell it from the content.
  private func chosenFormat(_ path: String) throws -> SpikeFormat? {
    switch from {
    case .spikes(let format): return format
    case .events(let format):
      throw Failure.Usage("\(path): --from \(format.rawValue) is a format of events; spikes are needed here")
    case .flow(let format): throw RecordingFormat.refuseFlow(format, path)
    case nil: return nil
    }
  }
}
