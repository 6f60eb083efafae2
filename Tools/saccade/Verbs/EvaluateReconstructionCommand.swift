import ArgumentParser
import Files
import Reconstruction
import Representations
import Workflows

/// `saccade evaluate reconstruction`: pictures against true ones.
struct EvaluateReconstructionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconstruction",
    abstract: "Hold pictures against the truth: MSE, PSNR, SSIM.",
    discussion: """
      Pictures are a folder, a video, one picture, a .npy [pictures, height, width], or a \
      recording of spikes or events, which is reconstructed as --method says. The truth \
      is one of the first four, or a recording of events that holds pictures itself.

      Where both have times (images.txt in a folder or beside it, the index.json of a \
      reconstruction, a recording), each true picture is held against the nearest one; \
      else they follow each other. --frame names the one picture or spike frame that a \
      single true picture shows; --stride the frames from one true picture to the next.

      Black is 0 and white is 1 for all numbers. Firing rates of spikes are multiplied \
      by one gain, fitted to the truth or stated. SSIM is that of Wang et al. (2004): a \
      Gaussian window of 11x11, sigma 1.5, K1 0.01, K2 0.03, L 1, where it lies inside \
      the picture. PSNR is null in JSON where pictures are equal.

      EXAMPLES
        saccade evaluate reconstruction out.mp4 truth.mp4 --report out.html
        saccade evaluate reconstruction s_400x250.dat t.png --flip --frame 151
        saccade evaluate reconstruction rec.raw frames --weights firenet.pth
        saccade evaluate reconstruction p.npy t.npy --white 1 --json
        saccade evaluate reconstruction e.raw linear --truth-gamma 2.2
      """)

  /// A gain: `fit`, or a factor.
  struct FittedGain: ExpressibleByArgument, Sendable {
    var gain: PictureEvaluationRun.Gain

    init?(argument: String) {
      if argument == "fit" {
        gain = .fitted
      } else if let value = Double(argument), value > 0, value.isFinite {
        gain = .factor(value)
      } else {
        return nil
      }
    }
  }

  @Argument(help: ArgumentHelp("The pictures, or what they are made of.", valueName: "pictures"), completion: .file())
  var pictures: String

  @Argument(help: ArgumentHelp("The true pictures.", valueName: "truth"), completion: .file())
  var truth: String

  @OptionGroup var method: PictureMethodOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What values are multiplied by: fit for the factor with the least error, or a number (default: fit for spikes, 1 "
        + "for others).", valueName: "fit|factor"))
  var gain: FittedGain?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The value of white in .npy (default: 255; floats up to about 1 and wide integers need it).", valueName: "value"))
  var white: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "True pictures to the power of 1 / X: 2.2 where they are linear and the others as screens show them.",
      valueName: "x"))
  var truthGamma = 1.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The one picture, window or spike frame to compare.", valueName: "n"))
  var frame: Int?

  @Option(
    help: ArgumentHelp("Write a page with curves and pictures side by side.", valueName: "html"), completion: .file())
  var report: String?

  @Option(
    name: [.short, .long], help: ArgumentHelp("Write the numbers of every picture as CSV.", valueName: "path"),
    completion: .file())
  var output: String?

  @Flag(help: "Replace outputs that exist.")
  var force = false

  @OptionGroup var stamp: StampOptions
  @OptionGroup(title: "Windows of events") var windows: EventWindowOptions
  @OptionGroup(title: "Input") var spikes: SpikeInputOptions
  @OptionGroup(title: "Input") var events: EventInputOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let frame, frame < 0 { throw ValidationError("--frame counts from 0, not \(frame)") }
    if let white, !(white > 0 && white.isFinite) {
      throw ValidationError("--white needs a value above 0, not \(white)")
    }
    if !(0.1...10 ~= truthGamma) { throw ValidationError("--truth-gamma needs 0.1 to 10, not \(truthGamma)") }
  }

  func run() throws {
    Console.configure(common)
    try OutputGuard.check(
      [report, output], force: force, inputs: [pictures, truth, method.weights, windows.times],
      isMachineReadable: common.json)
    let summary = try PictureEvaluationRun(
      pictures: try source(), truth: truth, shown: frame, gain: gain?.gain, white: white,
      truthGamma: truthGamma, table: output, report: report.map(stamp.page), overwrite: force,
      threads: common.threadCount
    ).runOnConsole()
    if common.json { try JSON.printObject(summary) } else { try summary.show() }
  }

  private func source() throws -> PictureSource {
    if GridFile.stands(at: pictures) && spikes.from == nil { return try network(.grids(path: pictures)) }
    // What is neither is left to what reads pictures.
    switch try spikes.from ?? RecordingFormat.detect(besidePictures: pictures) {
    case .spikes:
      let reconstruction = try method.spikes(pictures)
      if let option = windows.firstEventOption {
        throw Failure.Usage("\(option) is for events; \(pictures) holds spikes")
      }
      return .spikes(
        try spikes.recording(pictures), reconstruction.reconstruction, method: reconstruction.text,
        stride: windows.frameStride(rateHz: spikes.rate))
    case .events: return try network(.events(events.recording(pictures, spikes, threads: common.threadCount)))
    case .flow(let format): throw RecordingFormat.refuseFlow(format, pictures)
    case nil:
      let given = method.method.map { "--method \($0.text)" } ?? method.weights.map { _ in "--weights" }
      if let option = given ?? windows.firstGiven {
        throw Failure.Usage("\(option) goes with a recording; \(pictures) holds pictures")
      }
      return .files(path: pictures)
    }
  }

  private func network(_ input: EventReconstructionRun.Input) throws -> PictureSource {
    let network = try method.events(pictures)
    return .events(
      EventReconstructionRun(
        input: input, model: network.model, weights: network.weights, output: ReconstructionOutput(path: ""),
        windows: try windows.choice(), selection: windows.selection, threads: common.threadCount))
  }
}
