import ArgumentParser
import Reconstruction
import Representations
import Workflows

/// `saccade reconstruct`: pictures from spikes or from events.
struct ReconstructCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconstruct",
    abstract: "Reconstruct pictures from spikes or events: PNGs, a video, a page, or numbers.",
    discussion: """
      The ending of the output says what is written: .npy numbers, float32 [pictures, \
      height, width]; .png one picture; .mp4, .gif, .mkv, .avi a video; .html a page \
      that plays the pictures in any browser; a name without an ending a folder of PNGs \
      with index.json.

      From spikes, numbers are firing rates in 0…1; people see them times the gain. A \
      video shows about 100 pictures of the recording, or one every --stride frames. \
      tfi gives 1 / the interval of the two spikes around the frame, and 0, black, where \
      one of them is missing among the W frames searched on its side; where the \
      recording itself begins or ends inside them, the next two spikes stand in.

      Spikes that saccade simulate made of a video are shown as the video was: what it \
      undid is noted in NAME.json beside the recording, and --transfer says another.

      From events (FireNet, with the weights that are carried or --weights), every \
      window gives a picture of about 0…1, and what was seen is carried on; the carried \
      weights give gray levels as screens show them, linear ones to the power of 1 / 2.2. \
      Windows are those between the pictures that the recording carries itself, 33.333 ms \
      where it carries none, or as you say. Voxel grids in a .npy, float32 [windows, 5, \
      height, width], are taken as they are. A .png shows the last window, or --frame. \
      Any size of picture will do.

      EXAMPLES
        saccade reconstruct car_400x250.dat --flip -o car.png --frame 100
        saccade reconstruct car_400x250.dat -o car.mp4 --method tfi --stride 2
        saccade reconstruct car_400x250.dat -o car.npy --method tfstp --stride 10
        saccade reconstruct rec.aedat4 -o video.mp4
        saccade reconstruct rec.raw --weights firenet.pth -o p --events 20000
        saccade reconstruct grids.npy --weights firenet.pth -o pictures.npy
      """)

  @Argument(
    help: ArgumentHelp("The recording of spikes or events, or voxel grids.", valueName: "recording"),
    completion: .file())
  var input: String

  @OptionGroup var output: OutputOptions
  @OptionGroup var stamp: StampOptions
  @OptionGroup var method: PictureMethodOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The one frame of spikes, or the number of the window of events, to show (default of a still picture: the middle "
        + "frame, the last window).", valueName: "n"))
  var frame: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Pictures a second of a video (default: 25 of spikes; as windows follow each other of events, within 5 to 60).",
      valueName: "rate"))
  var fps: Double?

  @OptionGroup var large: LargeOutputOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Spikes: auto shows the brightest 0.5 % of the first picture as white; a number multiplies firing rates (default: "
        + "as a simulation noted, else auto).",
      valueName: "auto|factor"))
  var gain: GainArgument?

  @Option(
    help: """
      Spikes: how light becomes a gray value: linear, or srgb for screens (default: srgb where a simulation undid it, \
      else linear).
      """)
  var transfer: SpikeDisplay.Transfer?

  @Option(
    help: """
      Events: robust shows the values that 1 % and 99 % of the pixels lie below as black and white (default); none shows \
      0 and 1 so.
      """)
  var show: PictureDisplay.Rule?

  @OptionGroup(title: "Windows") var windows: EventWindowOptions
  @OptionGroup(title: "Input") var spikes: SpikeInputOptions
  @OptionGroup(title: "Input") var events: EventInputOptions
  @OptionGroup(title: "Input") var rectification: RectifyOptions
  @OptionGroup var common: CommonOptions

  private static let rates = 0.001...1000

  func validate() throws {
    if let fps, !Self.rates.contains(fps) {
      throw ValidationError("--fps needs a number from 0.001 to 1000, not \(fps)")
    }
  }

  func run() throws {
    Console.configure(common)
    try OutputGuard.check(
      try target.isFolder() ? [] : [output.output], force: output.force,
      inputs: [input, method.weights, windows.times, rectification.rectifyMap], isMachineReadable: common.json)
    if GridFile.stands(at: input) && spikes.from == nil { return try reconstructFromEvents(.grids(path: input)) }
    switch try spikes.from ?? RecordingFormat.detect(input, events) {
    case .spikes: try reconstructFromSpikes()
    case .flow(let format): throw RecordingFormat.refuseFlow(format, input)
    case .events, nil:
      try reconstructFromEvents(.events(events.recording(input, spikes, threads: common.threadCount)))
    }
  }

  private func reconstructFromSpikes() throws {
    let reconstruction = try method.spikes(input)
    if let option = eventOption { throw Failure.Usage("\(option) is for events; \(input) holds spikes") }
    let summary = try SpikeReconstructionRun(
      recording: try spikes.recording(input), output: output.output, reconstruction: reconstruction.reconstruction,
      method: reconstruction.text,
      display: SpikeDisplayChoice(gain: gain?.gain, transfer: transfer), frame: frame,
      stride: windows.frameStride(rateHz: spikes.rate), framesPerSecond: fps ?? 25, overwrite: output.force,
      stamp: stamp.stampOfRun
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    tell(summary.pictures, summary.width, summary.height)
  }

  private func reconstructFromEvents(_ recording: EventReconstructionRun.Input) throws {
    let network = try method.events(input)
    if let option = gain != nil ? "--gain" : transfer != nil ? "--transfer" : nil {
      throw Failure.Usage("\(option) is for spikes; \(input) holds events: --show says how pictures are shown")
    }
    let summary = try EventReconstructionRun(
      input: recording, model: network.model, weights: network.weights,
      output: target,
      windows: try windows.choice(), selection: windows.selection, rectification: rectification.rectification,
      display: show ?? .robust, shown: frame, allowsLargeOutput: large.allowLarge, threads: common.threadCount
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    tell(summary.pictures, summary.width, summary.height)
  }

  private var target: ReconstructionOutput {
    ReconstructionOutput(path: output.output, overwrite: output.force, framesPerSecond: fps, stamp: stamp.stampOfRun)
  }

  private var eventOption: String? { show != nil ? "--show" : windows.firstEventOption ?? rectification.firstGiven }

  private func tell(_ pictures: Int, _ width: Int, _ height: Int) {
    Console.note("\(Text.count(pictures, "picture")) of \(width)x\(height), written to \(output.output)")
  }
}

extension EventWindowOptions {
  /// The first option that recordings of spikes have no use for: all but the stride.
  var firstEventOption: String? {
    var others = self
    others.stride = nil
    return others.firstGiven
  }

  /// The frames of spikes from one picture to the next; a bare number counts them.
  func frameStride(rateHz: Double) -> Int? {
    stride.map { stride in
      let frames = stride.hasUnit ? Double(stride.microseconds) * rateHz / 1e6 : Double(stride.microseconds)
      return Int(min(max(frames.rounded(), 1), 1e15))
    }
  }
}
