import ArgumentParser
import Datasets
import Files
import Recordings
import Simulator
import Workflows

/// `saccade simulate events`: an event recording from a video.
struct SimulateEventsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract: "Make an event recording from a video or from arrays of pictures.",
    discussion: """
      Gray levels are 0…255 and linear. The first frame makes no events; those of frame k \
      lie after frame k−1 and at frame k at the latest. Each has the time at which its own \
      pixel crosses the threshold, the logarithm going in a line from frame to frame. The \
      output goes by \(FormatHelp.outputEndings).

      A .npy holds [frames, height, width] and needs --fps or --timestamps; an .npz holds \
      the same as frames, and may hold timestamps (seconds, or whole microseconds) or fps. \
      A folder of pictures has 25 frames a second unless --fps or --timestamps say others.

      Between two frames gray levels go in a line, and what moves by more than a pixel or \
      two fades out in one place and in at another, of which a warning tells. \
      --interpolate flow follows the motion: patches of both frames are compared (or \
      --flow-model estimates), and a pixel takes what both frames show along the flow \
      that passes through it.

      camera:0 or camera:/dev/video1 is a webcam, lavfi:GRAPH a graph of libavfilter; \
      they are recorded until they end or Ctrl-C, which completes the output.

      \(CameraFormulas.events)

      EXAMPLES
        saccade simulate events clip.mp4 -o clip.raw
        saccade simulate events clip.mp4 -o n.npz --model v2e --preset noisy
        saccade simulate events clip.mp4 -o clip.h5 --model v2e --labels causes.npy
        saccade simulate events pictures -o p.aedat4 --timestamps images.txt
        saccade simulate events ramp.npy --fps 1000 -o r.csv --contrast-on 0.15
        saccade simulate events clip.mp4 -o clip.raw --camera camera.yml
        saccade simulate events clip.mp4 -o h.es --hot-pixels 0.001 --arbiter davis
        saccade simulate events clip.mp4 -o clip.dat --preview look.mp4
        saccade simulate events fast.mp4 -o fast.raw --interpolate flow
        saccade simulate events camera:0 -o webcam.raw
      """)

  @Argument(
    help: ArgumentHelp("A video, a folder of pictures, a .npy, an .npz, camera:N or lavfi:GRAPH.", valueName: "video"),
    completion: .file())
  var video: String

  @OptionGroup var output: OutputOptions

  @Option(help: "The camera; the formulas are above (default: ideal).")
  var model: EventModelName?

  @Option(
    name: .customLong("camera"),
    help: ArgumentHelp(
      "A camera file, as saccade calibrate events writes it: model, size, terms and maps of every pixel.",
      valueName: "file"), completion: .file())
  var cameraFile: String?

  @OptionGroup var camera: EventCameraOptions
  @OptionGroup var terms: EventTermOptions

  @Option(
    help: ArgumentHelp(
      "Where the cause of every event goes: a .npy of uint8, 0 signal, 1 leak, 2 shot, 3 hot pixel, 4 photoreceptor.",
      valueName: "file"), completion: .file())
  var labels: String?

  @OptionGroup var preview: PreviewOptions

  @Option(parsing: .unconditional, help: ArgumentHelp("The seed of all randomness.", valueName: "number"))
  var seed: UInt64 = 0

  @OptionGroup var source: VideoInputOptions
  @OptionGroup var sampling: LightSamplingOptions

  @Option(help: ArgumentHelp("The output's format (default: by its ending).", valueName: "format"))
  var to: OutputFormatArgument?

  @Option(help: "How formats that leave the choice are compressed, the first being usual: \(FormatHelp.compressions).")
  var compression: EventCompression?

  @OptionGroup var common: CommonOptions

  func validate() throws { try camera.check(model, file: cameraFile) }

  func run() throws {
    Console.configure(common)
    try OutputGuard.check(
      [output.output, labels, preview.preview], force: output.force, streams: true,
      inputs: [video, source.timestamps, sampling.weights, cameraFile], isMachineReadable: common.json)
    let file = try cameraFile.map { try EventCameraFile(path: $0) }
    var light = source.light
    try file?.fit(&light, namedSize: SpikeFileName.geometry(in: output.output))
    let summary = try EventSimulation(
      video: video, output: output.output, format: try OutputFormatArgument.events(to, path: output.output),
      light: light, sampling: sampling.sampling, model: camera.camera(model, file: file),
      terms: terms.terms(over: file?.terms),
      compression: compression, textStyle: to?.textStyle, labels: labels, preview: preview.preview, seed: seed,
      overwrite: output.force, threads: common.threadCount
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    let noise = summary.events - summary.causes.signal
    Console.note(
      "\(Text.count(summary.videoFrames, "video frame")) became \(Text.count(summary.events, "event")) "
        + "of \(summary.width)x\(summary.height) (\(summary.on) on, \(summary.off) off"
        + (noise > 0 ? ", \(noise) of noise" : "") + "), written to \(summary.output)"
        + (summary.labels.map { " and \($0)" } ?? ""))
  }
}
