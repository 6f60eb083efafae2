import ArgumentParser
import Recordings

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

  private static let picturesOfAVideo = 100
  private static let rates = 0.001...1000

  func validate() throws {
    if let stride, stride < 1 { throw ValidationError("--stride needs at least one frame, not \(stride)") }
    if !Self.rates.contains(fps) { throw ValidationError("--fps needs a number from 0.001 to 1000, not \(fps)") }
  }

  /// The frames to show.
  func frames(of source: any SpikeSource, isStill: Bool) throws -> [Int] {
    if let frame {
      guard (0..<source.frameCount).contains(frame) else {
        throw Failure.Usage("--frame \(frame) does not exist: the recording has frames 0…\(source.frameCount - 1)")
      }
      return [frame]
    }
    if isStill { return [source.frameCount / 2] }
    let step = stride ?? max(1, source.frameCount / Self.picturesOfAVideo)
    return Array(Swift.stride(from: 0, to: source.frameCount, by: step))
  }
}
