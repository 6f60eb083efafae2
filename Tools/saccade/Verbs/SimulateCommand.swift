import ArgumentParser
import Datasets
import Files
import Kernels
import Recordings
import Simulator
import Workflows

extension SpikeSimulation.InitialCharge: ExpressibleByArgument {}
extension SpikeReset: ExpressibleByArgument {}

/// `saccade simulate`: recordings from video.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Make a recording from a video, as a camera would see it.",
    discussion: """
      EXAMPLES
        saccade simulate spikes clip.mp4 -o clip_400x250.dat
        saccade simulate events clip.mp4 -o clip.raw
      """,
    subcommands: [SimulateSpikesCommand.self, SimulateEventsCommand.self])
}

/// `saccade simulate spikes`: a spike recording from a video.
struct SimulateSpikesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spikes",
    abstract: "Make a spike recording from a video or from an array of pictures.",
    discussion: """
      Intensities are linear between the frames of the video and integrated exactly \
      over every readout. Gray levels g are 0…255. A .npy holds [frames, height, \
      width], numbers of any type from 0 on, and needs --fps; 255 is white in it \
      unless --white says another value. Above white pixels fire more, up to once a \
      readout. Floats none of which is above 1 are not guessed at: they need --white 1 \
      or --white 255.

      --model ideal has no noise: a pixel fires when it has gathered --threshold gray \
      levels, so white fires in 64 % of the readouts.

      --model scsim is a sensor with noise (arXiv 2405.16790): white fires about once \
      a readout. In a readout a pixel's charge A gains
        0.05 I + s 4.348 (1.1 - 0.0076) G g/255
      with s = Poisson(n)/n, n = int(5e4 g/255), the light 0.2 % less after a spike; \
      it fires where A reaches
        C (1.1 + V + N(0, 0.00636)),
      drawn anew in every readout. A pixel's own, drawn by the seed, are dark current \
      I = N(0.4442, 0.1731), capacitance C = N(4.348, 0.0128), offset V = N(-0.0076, \
      0.0497) and gain G = N(1, 0.0577).

      --model spikingsim is the sensor of SpikingSIM: a readout has 250 clocks, in each \
      of which a pixel gains 7.94 mV (g + d)/255, d = N(0, 0.125) drawn for each readout; \
      at 2 V it fires and starts from 0 at the next clock. In every pixel further \
      spikes come without light, N(140, 50) readouts apart.

      A spike takes what it was compared with and leaves the rest (--reset soft), or \
      takes all (--reset hard, which spikingsim does by itself).

      Between two frames gray levels go in a line, and what moves by more than a pixel or \
      two fades out in one place and in at another, of which a warning tells. \
      --interpolate flow follows the motion: patches of both frames are compared (or \
      --flow-model estimates), and a pixel takes what both frames show along the flow \
      that passes through it.

      camera:0 or camera:/dev/video1 is a webcam, lavfi:GRAPH a graph of libavfilter; \
      they are recorded until they end or Ctrl-C, which completes the output.

      A _WIDTHxHEIGHT at the end of the output's name is the size of the sensor, \
      unless --size says it; readers of a .dat, which has no header, find it there.

      EXAMPLES
        saccade simulate spikes clip.mp4 -o clip_400x250.dat
        saccade simulate spikes clip.gif -o clip.npz --size 400x250 --fit crop
        saccade simulate spikes ramp.npy --fps 1000 -o r_64x64.dat --init zero
        saccade simulate spikes clip.mp4 -o n_400x250.dat --model scsim --init steady
        saccade simulate spikes fast.mp4 -o f_400x250.dat --interpolate flow
        saccade simulate spikes camera:0 -o webcam_640x480.dat
        saccade simulate spikes unit.npy --fps 1000 --white 1 -o u_64x64.dat
      """)

  enum Model: String, ExpressibleByArgument, CaseIterable { case ideal, scsim, spikingsim }

  @Argument(
    help: ArgumentHelp("A video, a folder of pictures, a .npy, an .npz, camera:N or lavfi:GRAPH.", valueName: "video"),
    completion: .file())
  var video: String

  @OptionGroup var output: OutputOptions

  @Option(help: "The camera: without noise, or as SCSim or SpikingSIM say a sensor is.")
  var model = Model.ideal

  @Option(parsing: .unconditional, help: ArgumentHelp("Readouts a second, up to 2147483647.", valueName: "hz"))
  var rate: RateArgument = RateArgument(20_000)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Gray levels that a spike takes, for ideal (default: 400).", valueName: "levels"))
  var threshold: Double?

  @Option(
    help:
      "What a spike leaves of the charge: soft, the rest above the threshold, or hard, nothing (default: the model's).")
  var reset: SpikeReset?

  @Option(
    help: """
      What pixels hold at first: uniform in 0…threshold (scsim: 0…1, as published; spikingsim: 0…1.99 V), drawn by the seed; zero; or steady, \
      as after looking at the first frame for long.
      """)
  var `init` = SpikeSimulation.InitialCharge.uniform

  @Option(parsing: .unconditional, help: ArgumentHelp("The seed of all randomness.", valueName: "number"))
  var seed: UInt64 = 0

  @OptionGroup var source: VideoInputOptions
  @OptionGroup var sampling: LightSamplingOptions

  @Option(help: ArgumentHelp("The output's format (default: by its ending).", valueName: "format"))
  var to: SpikeOutputFormatArgument?

  @Option(help: "How frames of a size that 8 does not divide are written: bit by bit, or each from a byte on.")
  var framePadding = FramePadding.byte

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if sampling.interpolate == .linear && sampling.upsample != nil {
      throw ValidationError("a spiking camera integrates the line between frames: --upsample is for --interpolate flow")
    }
    guard let threshold else { return }
    if model != .ideal {
      throw ValidationError("--threshold is for --model ideal; that of \(model) is its pixels' own")
    }
    guard threshold >= 1.0 / 256, threshold <= 131_072 else {
      throw ValidationError("--threshold needs gray levels from 1/256 to 131072, not \(threshold)")
    }
  }

  private var camera: SpikeSimulation.Model {
    switch model {
    case .ideal: .ideal(threshold: threshold ?? IdealSpikingCamera.defaultThreshold)
    case .scsim: .scsim
    case .spikingsim: .spikingsim
    }
  }

  func run() throws {
    Console.configure(common)
    try OutputGuard.check(
      [output.output], force: output.force, streams: true, inputs: [video, source.timestamps, sampling.weights],
      isMachineReadable: common.json)
    let format = try to?.format ?? SpikeFormat(writtenTo: output.output)
    let summary = try SpikeSimulation(
      video: video, output: output.output, format: format, light: source.light, sampling: sampling.sampling,
      rate: rate.value,
      model: camera, reset: reset, initialCharge: `init`, seed: seed, padding: framePadding, overwrite: output.force,
      threads: common.threadCount
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    let share = Double(summary.spikes) / Double(summary.frames * summary.width * summary.height) * 100
    Console.note(
      "\(Text.count(summary.videoFrames, "video frame")) became \(Text.count(summary.frames, "spike frame")) "
        + "of \(summary.width)x\(summary.height) "
        + "at \(Text.number(summary.rateHz)) Hz, \(Text.number(share)) % firing, written to \(summary.output)")
  }
}
