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
}
