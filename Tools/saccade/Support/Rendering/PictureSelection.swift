import ArgumentParser
import Workflows

/// Which moments become pictures, and how fast they follow each other.
struct PictureSelection: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The one picture to show: a frame of spikes, a window of events, the field of flow that starts at a frame "
        + "(default of a still picture: the middle; of flow: the first).", valueName: "frame"))
  var frame: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Pictures a second of a video (default: 30 of events, else 25).", valueName: "rate"))
  var fps: Double?

  @Flag(inversion: .prefixedNo, help: "A legend below pictures of events and tensors, beside those of flow.")
  var legend = true

  /// Pictures a second of spikes and flow.
  static let usualRate = 25.0
  /// Pictures a second of events.
  static let rateOfEvents = 30.0
  private static let rates = 0.001...1000

  func validate() throws {
    if let fps, !Self.rates.contains(fps) {
      throw ValidationError("--fps needs a number from 0.001 to 1000, not \(fps)")
    }
  }
}

extension TimeArgument {
  /// From one frame of spikes to the next: a bare number counts frames.
  var frameStride: FrameStride {
    hasUnit ? .time(microseconds: microseconds) : .frames(Int(clamping: microseconds))
  }
}
