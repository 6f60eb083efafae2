import ArgumentParser
import Datasets
import Files
import Foundation
import Workflows

/// `saccade simulate spikes`: a spike recording from a video.
struct SimulateSpikesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spikes",
    abstract: "Make a spike recording from a video or from an array of pictures.",
    discussion: """
      Intensities are linear between the frames of the video and integrated exactly \
      over every readout. A .npy holds [frames, height, width], numbers of any type \
      from 0 on, and needs --fps; 255 is white in it unless --white says another \
      value. Above white pixels fire more, up to once a readout. Floats none of which \
      is above 1 are not guessed at: they need --white 1 or --white 255.

      Between two frames gray levels go in a line, and what moves by more than a pixel or \
      two fades out in one place and in at another, of which a warning tells. \
      --interpolate flow follows the motion: patches of both frames are compared (or \
      --flow-model estimates), and a pixel takes what both frames show along the flow \
      that passes through it.

      camera:0 or camera:/dev/video1 is a webcam, lavfi:GRAPH a graph of libavfilter; \
      they are recorded until they end or Ctrl-C, which completes the output.

      \(CameraFormulas.spikes)

      Videos and pictures become linear light (--gamma). NAME.json beside the output \
      notes it, and saccade reconstruct shows its pictures as they were.

      A _WIDTHxHEIGHT at the end of the output's name is the size of the sensor, \
      unless --size says it; readers of a .dat, which has no header, find it there.

      EXAMPLES
        saccade simulate spikes clip.mp4 -o clip_400x250.dat
        saccade simulate spikes clip.gif -o clip.npz --size 400x250 --fit crop
        saccade simulate spikes ramp.npy --fps 1000 -o r_64x64.dat --init zero
        saccade simulate spikes clip.mp4 -o n_400x250.dat --model scsim --init steady
        saccade simulate spikes clip.mp4 -o c.dat --size vidar --term photons=2000
        saccade simulate spikes clip.mp4 -o c_400x250.dat --camera camera.yml
        saccade simulate spikes unit.npy --fps 1000 --white 1 -o u_64x64.dat
        saccade simulate spikes clip.mp4 -o s_400x250.dat --preview look.mp4
        saccade simulate spikes fast.mp4 -o f_400x250.dat --interpolate flow
        saccade simulate spikes camera:0 -o webcam_640x480.dat
      """)

  @Argument(
    help: ArgumentHelp("A video, a folder of pictures, a .npy, an .npz, camera:N or lavfi:GRAPH.", valueName: "video"),
    completion: .file())
  var video: String

  @OptionGroup var output: OutputOptions

  @Option(
    help: "The camera: without noise, as SCSim or SpikingSIM say a sensor is, or one's own (default: ideal).")
  var model: SpikeModelName?

  @Option(
    name: .customLong("camera"),
    help: ArgumentHelp("A camera file, as saccade calibrate spikes writes it.", valueName: "file"), completion: .file())
  var cameraFile: String?

  @OptionGroup var camera: SpikeCameraOptions
  @OptionGroup var preview: PreviewOptions

  @Option(parsing: .unconditional, help: ArgumentHelp("The seed of all randomness.", valueName: "number"))
  var seed: UInt64 = 0

  @OptionGroup var source: VideoInputOptions
  @OptionGroup var sampling: LightSamplingOptions

  @Option(help: ArgumentHelp("The output's format (default: by its ending).", valueName: "format"))
  var to: SpikeOutputFormatArgument?

  @OptionGroup var large: SpikeSizeOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if sampling.interpolate == .linear && sampling.upsample != nil {
      throw ValidationError("a spiking camera integrates the line between frames: --upsample is for --interpolate flow")
    }
    try camera.check(model, file: cameraFile)
  }

  func run() throws {
    Console.configure(common)
    try OutputGuard.check(
      [output.output, preview.preview], force: output.force, streams: true,
      inputs: [video, source.timestamps, sampling.weights, cameraFile], isMachineReadable: common.json)
    var light = source.light
    let chosen = try camera.camera(model, file: cameraFile, light: &light, output: output.output)
    let format = try to?.format ?? SpikeFormat(writtenTo: output.output)
    let summary = try SpikeSimulation(
      video: video, output: output.output, format: format, light: light, sampling: sampling.sampling,
      rate: chosen.rate, model: chosen.model, reset: camera.reset, initialCharge: camera.`init`,
      preview: preview.preview, seed: seed, padding: camera.framePadding, allowsLargeOutput: large.allowLarge,
      overwrite: output.force, threads: common.threadCount
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    let share = Double(summary.spikes) / Double(summary.frames * summary.width * summary.height) * 100
    Console.note(
      "\(Text.count(summary.videoFrames, "video frame")) became \(Text.count(summary.frames, "spike frame")) "
        + "of \(summary.width)x\(summary.height) "
        + "at \(Text.number(summary.rateHz)) Hz, \(Text.number(share)) % firing, written to \(summary.output)")
    if let light = summary.light {
      Console.note("note: sRGB was made linear light; saccade reconstruct shows it as it was, by \(light) beside it")
    } else if summary.gamma == VideoLight.Gamma.srgb.rawValue {
      // Rates are linear light, which looks dark on a screen.
      let white = summary.threshold.map { " --gain \(String(format: "%.4f", $0 / 255))" } ?? ""
      Console.note(
        "note: sRGB was made linear light; saccade reconstruct --transfer srgb\(white) shows it as it was")
    }
  }
}
