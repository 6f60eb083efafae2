import ArgumentParser
import Recordings

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

  /// Pictures a second of spikes and flow.
  static let usualRate = 25.0
  /// Pictures a second of events.
  static let rateOfEvents = 30.0
  private static let rates = 0.001...1000
  private static let picturesOfAVideo = 100

  func validate() throws {
    if let fps, !Self.rates.contains(fps) {
      throw ValidationError("--fps needs a number from 0.001 to 1000, not \(fps)")
    }
  }

  /// The frames of spikes to show.
  ///
  /// - Parameters:
  ///   - range: The wanted part of the recording.
  ///   - stride: From one picture to the next: a time, or a bare number of frames.
  func frames(of range: Range<Int>, stride: TimeArgument?, rateHz: Double, isStill: Bool) throws -> [Int] {
    if let frame {
      guard range.contains(frame) else {
        throw Failure.Usage(
          "--frame \(frame) does not exist: the recording has frames \(range.lowerBound)…\(range.upperBound - 1)")
      }
      return [frame]
    }
    if isStill { return [range.lowerBound + range.count / 2] }
    let step = stride.map { $0.frames(rateHz: rateHz) } ?? max(1, range.count / Self.picturesOfAVideo)
    return Array(Swift.stride(from: range.lowerBound, to: range.upperBound, by: step))
  }
}

extension TimeArgument {
  /// So many frames: a bare number as it is, a time at a rate; one at least.
  func frames(rateHz: Double) -> Int {
    if !hasUnit { return Int(clamping: max(microseconds, 1)) }
    return Int(min(max((Double(microseconds) * rateHz / 1e6).rounded(), 1), 1e15))
  }
}
