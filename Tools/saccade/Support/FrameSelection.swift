import ArgumentParser

/// Which moments of a spike recording become pictures.
struct FrameSelection: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The one frame to show (default of a still picture: the middle).", valueName: "frame"))
  var frame: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Frames from one picture of a video to the next (default: 100 pictures).", valueName: "frames"))
  var stride: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("Pictures a second of a video.", valueName: "rate"))
  var fps = 25.0

  private static let rates = 0.001...1000

  func validate() throws {
    if let stride, stride < 1 { throw ValidationError("--stride needs at least one frame, not \(stride)") }
    if !Self.rates.contains(fps) { throw ValidationError("--fps needs a number from 0.001 to 1000, not \(fps)") }
  }
}
