import ArgumentParser
import Datasets
import Recordings
import Tensors

/// `saccade convert`: a recording in another format.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a recording in another format, all of it or a part.",
    discussion: """
      Formats are told by content and ending: spikes-dat, spikes-npz, spikes-npy; spikes-h5 is read only. Frames \
      stream through: memory does not grow with the recording.

      EXAMPLES
        saccade convert car_400x250.dat car.npz --flip
        saccade convert car_400x250.dat part_400x250.dat --start 2ms --end 5ms
        saccade convert test.h5 test_400x250.dat --size 400x250
      """)

  struct Summary: Encodable {
    var input: String
    var output: String
    var from: String
    var to: String
    var framesIn: Int
    var framesOut: Int
    var warnings: [String]
  }

  @Argument(help: "The recording.") var input: String
  @Argument(help: "Where the result goes.") var output: String

  @Flag(help: "Replace the output if it exists.")
  var force = false

  @Option(help: "The output's format (default: by its ending).")
  var to: SpikeFormat?

  @Option(help: "Leave out what is before, counted from the first frame.")
  var start: TimeArgument?

  @Option(help: "Leave out what is from there on, counted from the first frame.")
  var end: TimeArgument?

  @Option(help: "Leave out what is before on the recording's clock; that of spikes starts at 0.")
  var startAt: TimeArgument?

  @Option(help: "Leave out what is from there on, on the recording's clock.")
  var endAt: TimeArgument?

  @Option(help: "How frames of a size that 8 does not divide are written: bit by bit, or each from a byte on.")
  var outputPadding = FramePadding.byte

  @OptionGroup var spikes: SpikeInputOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if start != nil && startAt != nil || end != nil && endAt != nil {
      throw ValidationError("a time counts from the first frame or on the recording's clock, not both")
    }
  }

  func run() throws {
    Console.configure(common)
    let source = try spikes.open(input)
    let range = try selection(of: source)
    let writer = try SpikeFiles.create(
      output, format: to, geometry: source.geometry, padding: outputPadding, overwrite: force)
    let progress = Progress(total: range.count, unit: "frames")
    try source.forEachBlock(of: range) {
      try writer.append($0)
      progress.advance($0.frameCount)
    }
    progress.finish()
    try writer.finish()
    if common.json {
      try JSON.printObject(
        Summary(
          input: input, output: output, from: try spikes.format(of: input)?.rawValue ?? "unknown",
          to: (to ?? SpikeFormat.named(output))?.rawValue ?? "unknown", framesIn: source.frameCount, framesOut: range.count, warnings: Console.warnings))
    } else {
      Console.note("\(range.count) of \(source.frameCount) frames written to \(output)")
    }
  }

  /// The frames whose readout begins in the wanted time.
  private func selection(of source: any SpikeSource) throws -> Range<Int> {
    func frame(_ time: TimeArgument) -> Int {
      let exact = Double(time.microseconds) * source.rateHz / 1_000_000
      return Int(min(max((exact - 1e-9).rounded(.up), 0), Double(source.frameCount)))
    }
    let first = (start ?? startAt).map(frame) ?? 0
    let last = (end ?? endAt).map(frame) ?? source.frameCount
    guard first < last else {
      let length = Double(source.frameCount) / source.rateHz * 1000
      throw Failure.Usage("no frame lies in the wanted time; the recording lasts \(Text.number(length)) ms")
    }
    return first..<last
  }
}
