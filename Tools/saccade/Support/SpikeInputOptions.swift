import ArgumentParser
import Datasets
import Recordings
import Tensors

extension FramePadding: ExpressibleByArgument {}
extension SpikeFormat: ExpressibleByArgument {}

/// What a user may have to say about a spike recording.
struct SpikeInputOptions: ParsableArguments {
  @Option(help: "The format of the input (default: told by its content, then by its ending).")
  var from: SpikeFormat?

  @Option(help: "WIDTHxHEIGHT of the sensor, for files that do not say (default: _WxH in the file's name).")
  var size: SizeArgument?

  @Flag(help: "Turn every frame upside down: some cameras store the bottom row first.")
  var flip = false

  @Option(help: "How frames of a size that 8 does not divide follow each other: bit by bit, or each from a byte on.")
  var framePadding: FramePadding?

  @Option(help: "Frames a second of the recording.")
  var rate = SpikeCameraDefaults.rateHz

  func validate() throws {
    if !(rate > 0 && rate.isFinite) { throw ValidationError("--rate needs a positive number, not \(rate)") }
  }

  /// The format of a recording, as the user or its content says.
  func format(of path: String) throws -> SpikeFormat? { try from ?? SpikeFormat.detect(path) ?? SpikeFormat.named(path) }

  /// Opens a recording and passes its warnings on.
  func open(_ path: String) throws -> any SpikeSource {
    let source = try SpikeFiles.open(
      path, format: from,
      options: SpikeReadOptions(size: size?.geometry, padding: framePadding, flip: flip, rateHz: rate))
    for warning in source.warnings {
      try Console.warn(
        kind: warning.problem, path: warning.path,
        warning.problem + (warning.place.map { ", at \($0)" } ?? ""))
    }
    return source
  }
}
