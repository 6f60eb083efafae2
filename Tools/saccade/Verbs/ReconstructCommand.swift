import ArgumentParser
import Recordings
import Representations
import Tensors
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

  struct Summary: Encodable {
    var output: String
    var method: String
    var pictures: Int
    var width: Int
    var height: Int
    var frames: [Int]
    var warnings: [String]
  }

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
    let isNumbers = output.output.lowercased().hasSuffix(".npy")
    let pictures =
      isNumbers
      ? nil : try PictureOutput(path: output.output, overwrite: output.force, framesPerSecond: selection.fps)
    let source = try spikes.open(input)
    let frames = try selection.frames(of: source, isStill: pictures?.isStill ?? false)
    if let pictures {
      try writePictures(of: source, at: frames, to: pictures)
    } else {
      try writeNumbers(of: source, at: frames)
    }
    let size = source.geometry
    if common.json {
      try JSON.printObject(
        Summary(
          output: output.output, method: reconstruction.method.text, pictures: frames.count, width: size.width,
          height: size.height, frames: frames, warnings: Console.warnings))
    } else {
      Console.note("\(Text.count(frames.count, "picture")) of \(size.text), written to \(output.output)")
    }
  }

  private func writePictures(of source: any SpikeSource, at frames: [Int], to pictures: PictureOutput) throws {
    let progress = Progress(total: frames.count, unit: "pictures")
    defer { progress.finish() }
    var display: SpikeDisplay?
    try reconstruction.method.reconstruction.forEachPicture(of: source, at: frames) { _, picture in
      let style = display ?? reconstruction.display(first: picture)
      display = style
      try pictures.append(style.grayValues(of: picture))
      progress.advance()
    }
    try pictures.finish()
  }

  private func writeNumbers(of source: any SpikeSource, at frames: [Int]) throws {
    let progress = Progress(total: frames.count, unit: "pictures")
    defer { progress.finish() }
    let file = try NumpyFileWriter<Float>(
      axesAfterFirst: [source.geometry.height, source.geometry.width], path: output.output, overwrite: output.force)
    try reconstruction.method.reconstruction.forEachPicture(of: source, at: frames) { _, picture in
      try file.append(picture)
      progress.advance()
    }
    try file.finish()
  }
}
