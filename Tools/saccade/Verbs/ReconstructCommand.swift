import ArgumentParser
import Workflows

/// `saccade reconstruct`: pictures from spikes.
struct ReconstructCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconstruct",
    abstract: "Reconstruct pictures from a spike recording: a PNG, a video, or numbers.",
    discussion: """
      A .npy holds firing rates in 0…1, float32 [pictures, height, width]; pictures \
      and videos (.png; .mp4, .gif, .mkv, .avi) hold them times the gain, as gray \
      values.

      EXAMPLES
        saccade reconstruct car_400x250.dat --flip -o car.png --frame 100
        saccade reconstruct car_400x250.dat -o car.mp4 --method tfi --stride 2
        saccade reconstruct car_400x250.dat -o car.npy --method tfstp --stride 10
      """)

  @Argument(help: ArgumentHelp("The spike recording.", valueName: "spikes"), completion: .file())
  var input: String

  @OptionGroup var output: OutputOptions
  @OptionGroup var reconstruction: ReconstructionOptions
  @OptionGroup var selection: FrameSelection
  @OptionGroup var spikes: SpikeInputOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    Console.configure(common)
    try OutputGuard.check(
      [output.output], force: output.force, inputs: [input], isMachineReadable: common.json)
    let summary = try SpikeReconstructionRun(
      recording: try spikes.recording(input), output: output.output,
      reconstruction: reconstruction.method.reconstruction, method: reconstruction.method.text,
      display: reconstruction.display, frame: selection.frame, stride: selection.stride, framesPerSecond: selection.fps,
      overwrite: output.force
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    Console.note(
      "\(Text.count(summary.pictures, "picture")) of \(summary.width)x\(summary.height), written to \(output.output)")
  }
}
