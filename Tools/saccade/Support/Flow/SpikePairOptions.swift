import ArgumentParser
import Files
import OpticalFlow
import Recordings

/// Which pairs of windows of a spike recording become fields.
struct SpikePairOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The centre of the first window (default: the first that fits).", valueName: "frame"))
  var startFrame: Int?

  /// The first option that was given, for recordings that it does not fit.
  var firstGiven: String? { startFrame == nil ? nil : "--start-frame" }

  /// The centres of the first windows.
  func centres(of recording: any SpikeSource, path: String, interval: Int, count: Int?) throws -> [Int] {
    let half = SCFlow.windowLength / 2
    let first = startFrame ?? half
    let last = recording.frameCount - 1 - half - interval
    let range = "frames \(half)…\(recording.frameCount - 1 - half)"
    guard recording.frameCount >= SCFlow.windowLength + interval, last >= half else {
      throw FileError(
        .badContent, path: path,
        problem:
          "\(recording.frameCount) frames are too few for two windows of \(SCFlow.windowLength), \(interval) apart",
        remedy: "record at least \(SCFlow.windowLength + interval) frames or choose a smaller --dt")
    }
    guard (half...last).contains(first) else {
      throw Failure.Usage(
        "--start-frame \(first) does not fit: windows may be centred on \(range), the second \(interval) frames later")
    }
    let fitting = (last - first) / interval + 1
    if let count, count > fitting {
      throw Failure.Usage(
        "--count \(count) does not fit: from frame \(first) on the recording holds \(Text.count(fitting, "field")), "
          + "\(Text.count(interval, "frame")) apart")
    }
    return (0..<(count ?? fitting)).map { first + $0 * interval }
  }
}
