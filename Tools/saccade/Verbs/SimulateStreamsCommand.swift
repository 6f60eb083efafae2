import ArgumentParser
import Datasets
import Files
import Workflows

extension IntensityFrameFormat: ExpressibleByArgument {}

/// `saccade simulate spikes,events`: what two cameras make of one video.
struct SimulateStreamsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spikes,events",
    abstract: "Make spikes and events of the same light, in a folder.",
    discussion: """
      The video is decoded once, and a spiking camera and an event camera see the same \
      frames on the same clock, which starts at 0. The folder holds the spikes, the \
      events, the frames as pictures with images.txt, which says their times in seconds, \
      and index.json, which lists all files. Spikes and events are, byte for byte, those \
      of saccade simulate spikes and of saccade simulate events with the same options; \
      their help has the formulas of the cameras. Steps between frames are those that the \
      events need; where gray levels go in a line the spikes need none. The frames give the same light again:
        saccade simulate events clip/images --timestamps clip/images.txt -o e.raw

      EXAMPLES
        saccade simulate spikes,events clip.mp4 -o clip
        saccade simulate spikes,events clip.mp4 -o clip --preview clip.mp4
        saccade simulate spikes,events v.npy --fps 1000 -o v --frames none
        saccade simulate spikes,events clip.mp4 -o n --event-model v2e --labels
        saccade simulate spikes,events clip.mp4 -o n --spike-model scsim --rate 40000
      """,
    aliases: ["events,spikes"])

  @Argument(
    help: ArgumentHelp("A video, a folder of pictures, a .npy or an .npz.", valueName: "video"), completion: .file())
  var video: String

  @OptionGroup var output: OutputOptions

  @OptionGroup(title: "Spiking camera") var spikeStream: SpikeStreamOptions
  @OptionGroup(title: "Spiking camera") var spikes: SpikeCameraOptions

  @OptionGroup(title: "Event camera") var eventStream: EventStreamOptions
  @OptionGroup(title: "Event camera") var events: EventCameraOptions
  @OptionGroup(title: "Event camera") var terms: EventTermOptions

  @Option(
    help: ArgumentHelp(
      "How the frames are stored: png, png16 (gray, in sRGB), npy (linear gray levels), or none.", valueName: "format"))
  var frames = FramesArgument.some(.png)

  @OptionGroup var preview: PreviewOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The seed of all randomness, of both cameras.", valueName: "number"))
  var seed: UInt64 = 0

  @OptionGroup(title: "Light") var source: VideoInputOptions
  @OptionGroup(title: "Light") var sampling: LightSamplingOptions

  @OptionGroup var stamp: StampOptions
  @OptionGroup var large: SpikeSizeOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try spikes.check(spikeStream.spikeModel, file: spikeStream.spikeCamera, names: SpikeStreamOptions.names)
    try events.check(eventStream.eventModel, file: eventStream.eventCamera, names: EventStreamOptions.names)
  }

  func run() throws {
    Console.configure(common)
    try OutputGuard.check(
      [preview.preview], force: output.force,
      inputs: [video, source.timestamps, sampling.weights, spikeStream.spikeCamera, eventStream.eventCamera],
      isMachineReadable: common.json)
    var light = source.light
    let spikes = try spikeJob(&light)
    let events = try eventJob(&light)
    let summary = try StreamSimulation(
      video: video, output: output.output, light: light, sampling: sampling.sampling, spikes: spikes, events: events,
      writesLabels: eventStream.labels, frames: frames.format, preview: preview.preview, seed: seed,
      overwrite: output.force, stamp: stamp.stampOfRun, threads: common.threadCount
    ).runOnConsole()
    let index = summary.index
    if common.json { return try JSON.printObject(summary) }
    Console.note(
      "\(Text.count(index.videoFrames, "video frame")) became \(Text.count(index.spikes.frames, "spike frame")) and "
        + "\(Text.count(index.events.events, "event")) of \(index.width)x\(index.height), written to \(summary.folder)")
  }

  private func spikeJob(_ light: inout VideoLight) throws -> SpikeSimulation {
    let camera = try spikes.camera(
      spikeStream.spikeModel, file: spikeStream.spikeCamera, light: &light, output: output.output)
    return SpikeSimulation(
      video: video, output: output.output, format: spikeStream.spikeFormat.format, rate: camera.rate,
      model: camera.model, reset: spikes.reset, initialCharge: spikes.`init`, padding: spikes.framePadding,
      allowsLargeOutput: large.allowLarge)
  }

  private func eventJob(_ light: inout VideoLight) throws -> EventSimulation {
    let file = try eventStream.eventCamera.map { try EventCameraFile(path: $0) }
    try file?.fit(&light, namedSize: SpikeFileName.geometry(in: output.output))
    return EventSimulation(
      video: video, output: output.output, format: eventStream.eventFormat.format,
      model: events.camera(eventStream.eventModel, file: file), terms: terms.terms(over: file?.terms),
      compression: eventStream.compression, textStyle: eventStream.eventFormat.textStyle)
  }
}

/// Which spiking camera it is, and how its spikes are written, beside another camera.
struct SpikeStreamOptions: ParsableArguments {
  static let names = CameraOptionNames(model: "--spike-model", file: "--spike-camera")

  @Option(help: "The camera, as --model of saccade simulate spikes (default: ideal).")
  var spikeModel: SpikeModelName?

  @Option(
    help: ArgumentHelp("A camera file, as saccade calibrate spikes writes it.", valueName: "file"), completion: .file())
  var spikeCamera: String?

  @Option(help: ArgumentHelp("The format of the spikes.", valueName: "format"))
  var spikeFormat = SpikeOutputFormatArgument(.dat)
}

/// Which event camera it is, and how its events are written, beside another camera.
struct EventStreamOptions: ParsableArguments {
  static let names = CameraOptionNames(model: "--event-model", file: "--event-camera")

  @Option(help: "The camera, as --model of saccade simulate events (default: ideal).")
  var eventModel: EventModelName?

  @Option(
    help: ArgumentHelp("A camera file, as saccade calibrate events writes it.", valueName: "file"), completion: .file())
  var eventCamera: String?

  @Option(help: ArgumentHelp("The format of the events.", valueName: "format"))
  var eventFormat = EventOutputFormatArgument(.propheseeEVT3)

  @Option(help: "How formats that leave the choice are compressed, the first being usual: \(FormatHelp.compressions).")
  var compression: EventCompression?

  @Flag(help: "Write the cause of every event to labels.npy: 0 signal, 1 leak, 2 shot, 3 hot pixel, 4 photoreceptor.")
  var labels = false
}

/// How frames are stored on the command line.
enum FramesArgument: ExpressibleByArgument, Sendable {
  case some(IntensityFrameFormat)
  case none

  init?(argument: String) {
    if argument == Self.noneName {
      self = .none
    } else if let format = IntensityFrameFormat(rawValue: argument) {
      self = .some(format)
    } else {
      return nil
    }
  }

  private static let noneName = "none"

  static var allValueStrings: [String] { IntensityFrameFormat.allCases.map(\.rawValue) + [noneName] }
  var defaultValueDescription: String { format?.rawValue ?? Self.noneName }

  /// The format; nil for none.
  var format: IntensityFrameFormat? {
    switch self {
    case .some(let format): format
    case .none: nil
    }
  }
}
