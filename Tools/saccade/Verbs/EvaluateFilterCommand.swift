import ArgumentParser
import Files
import Workflows

/// `saccade evaluate filter`: what filters of events keep of signal and noise.
struct EvaluateFilterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "filter",
    abstract: "Measure what filters keep of signal and noise: precision, recall, AUC.",
    discussion: """
      The labels are a .npy of uint8, one for each event in the order of the recording: 0 \
      signal; noise is 1 leak, 2 shot noise, 3 hot pixel, 4 photoreceptor. saccade simulate \
      events --labels writes them. Several filters are compared, each for itself, in one \
      reading.

      FILTERS, of which the first argument makes the curve
      \(EventFilterArgument.noiseHelp)

      precision is kept signal of all that is kept; recall, or retention, kept signal of \
      all signal; removal dropped noise of all noise. The curve is retention over 1 - \
      removal with the filter run at each value of its first argument: 49 times from 10us \
      to 10s, eight a decade; 49 scores over the three decades below the greatest; whole \
      numbers from 1 to a million. AUC is the area under it, points joined by straight \
      lines, with the ends (0, 0) and (1, 1). What is undefined, because no event is signal \
      or noise, or none is kept, is null in JSON.

      One filter's figures stand at the top of the JSON, those of several in filters.

      EXAMPLES
        saccade evaluate filter e.npz --labels l.npy --filter stcf:10ms
        saccade evaluate filter e.npz --labels l.npy --filter time-surface:1 --json
        saccade evaluate filter e.raw --labels l.npy --filter refractory:1ms -o r.csv
      """)

  @Argument(help: "The recording of events.", completion: .file())
  var events: String

  @Option(help: ArgumentHelp("What caused each event.", valueName: "npy"), completion: .file())
  var labels: String

  @Option(
    help: ArgumentHelp("A filter; repeat it to compare several.", valueName: "name[:arguments]"),
    transform: EventFilterArgument.parse)
  var filter: [EventFilterArgument]

  @Option(
    help: ArgumentHelp("Write a page with curves and pictures before and after.", valueName: "html"),
    completion: .file())
  var report: String?

  @Option(
    name: [.short, .long], help: ArgumentHelp("Write every point of the curves as CSV.", valueName: "path"),
    completion: .file())
  var output: String?

  @Flag(help: "Replace outputs that exist.")
  var force = false

  @OptionGroup var stamp: StampOptions
  @OptionGroup(title: "Input") var input: EventRecordingOptions
  @OptionGroup(title: "Input") var reading: EventInputOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    Console.configure(common)
    try OutputGuard.check(
      [report, output], force: force, inputs: [events, labels], isMachineReadable: common.json)
    let summary = try FilterEvaluation(
      recording: try input.recording(events, reading, threads: common.threadCount), labels: labels,
      filters: filter.map(\.rule), table: output, report: report.map(stamp.page), overwrite: force,
      threads: common.threadCount
    ).runOnConsole()
    if common.json { try JSON.printObject(summary) } else { try summary.show() }
  }
}
