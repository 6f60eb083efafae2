import ArgumentParser
import Files
import Workflows

/// `saccade simulate`: recordings from video.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Make recordings from a video, as cameras would see it.",
    discussion: """
      Colour becomes gray in linear light: sRGB's transfer function is undone, then \
      0.2126 R + 0.7152 G + 0.0722 B is taken (BT.709). With --gamma none it is the \
      luma that the video stores, of RGB pictures 0.299 R + 0.587 G + 0.114 B (BT.601).

      EXAMPLES
        saccade simulate spikes clip.mp4 -o clip_400x250.dat
        saccade simulate events clip.mp4 -o clip.raw
        saccade simulate spikes,events clip.mp4 -o clip
      """,
    subcommands: [
      SimulateSpikesCommand.self, SimulateEventsCommand.self, SimulateStreamsCommand.self,
      UnknownStreamsCommand.self,
    ],
    defaultSubcommand: UnknownStreamsCommand.self)
}

/// What stands for a word after `simulate` that is none of the streams.
struct UnknownStreamsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "unknown-streams", shouldDisplay: false)

  @Argument(parsing: .captureForPassthrough)
  var words: [String] = []

  func run() throws {
    guard let word = words.first else { throw CleanExit.helpRequest(SimulateCommand.self) }
    let known = ["spikes", "events"]
    let parts = word.split(separator: ",", omittingEmptySubsequences: false).map { part in
      Likeness.nearest(to: String(part), among: known)
    }
    var guess = ""
    if !parts.contains(nil), Set(parts).count == parts.count {
      guess = "; did you mean \(parts.compactMap { $0 }.joined(separator: ","))?"
    }
    throw Failure.Usage("simulate makes spikes, events or spikes,events, not \(word)\(guess)")
  }
}
