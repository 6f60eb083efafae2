import ArgumentParser
import Datasets
import Recordings
import Tensors

/// `saccade info`: what a recording is.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Say what a recording of spikes or events is: format, size, length.",
    discussion: """
      A folder with a ROS 2 bag or the segments of one recording is one recording; - is \
      standard input. Events are counted by reading the recording to its end. Where the \
      file does not say the sensor's size, it is --size or the smallest usual one that \
      holds every event.

      EXAMPLES
        saccade info car_400x250.dat
        saccade info recording.raw --json
        saccade info - < recording.raw
        saccade info recording.dat --size 400x250 --json
      """)

  struct SpikeFacts: Encodable {
    var format: String
    var kind = "spikes"
    var width: Int
    var height: Int
    var frames: Int
    var spikes: Int
    var rateHz: Double
    var warnings: [String]
  }

  @Argument(help: ArgumentHelp("The recording.", valueName: "file"), completion: .file())
  var file: String

  @OptionGroup var spikes: SpikeInputOptions
  @OptionGroup var events: EventInputOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    Console.configure(common)
    switch try spikes.from ?? RecordingFormat.detect(file) {
    case .spikes: try tellSpikes()
    case .events, nil:
      let facts = try EventFacts(
        of: file, format: spikes.from.flatMap(\.events), size: spikes.size,
        options: events.readOptions(size: spikes.size))
      if common.json { try JSON.printObject(facts) } else { try Console.say(facts.text) }
    }
  }

  private func tellSpikes() throws {
    let source = try spikes.open(file)
    let format = try spikes.format(of: file)
    let progress = Progress(total: source.frameCount, unit: "frames")
    var count = 0
    try source.forEachBlock {
      count += $0.spikeCount
      progress.advance($0.frameCount)
    }
    progress.finish()
    let facts = SpikeFacts(
      format: format?.rawValue ?? "unknown", width: source.geometry.width, height: source.geometry.height,
      frames: source.frameCount, spikes: count, rateHz: source.rateHz, warnings: Console.warnings)
    if common.json { return try JSON.printObject(facts) }
    let milliseconds = Double(facts.frames) / facts.rateHz * 1000
    let share = Double(count) / Double(max(1, facts.frames * source.geometry.pixelCount)) * 100
    try Console.say(
      """
      format    \(facts.format)
      size      \(source.geometry.text)
      frames    \(facts.frames) at \(Text.number(facts.rateHz)) Hz, \(Text.number(milliseconds)) ms
      spikes    \(count), \(Text.number(share)) % of the readouts
      """)
  }
}
