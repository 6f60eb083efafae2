import ArgumentParser
import Foundation
import Kernels
import OpticalFlow
import Recordings
import Reports
import Tensors

/// `saccade flow`: optical flow from a recording.
struct FlowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow",
    abstract: "Estimate optical flow from a spike recording.",
    discussion: """
      For every pair of windows, 25 frames each, the flow from the centre of the first to that of the second is \
      written to the folder, with index.json that lists each field's file, frames and times. Every field starts \
      from the one before.

      EXAMPLES
        saccade flow car_400x250.dat --flip --weights scflow_dt20.pth.tar --dt 20 -o flow --render png
        saccade flow car_400x250.dat --flip --weights scflow_dt10.pth.tar --dt 10 --start-frame 60 --count 3 \
      -o flow --format flo
      """)

  enum Model: String, ExpressibleByArgument, CaseIterable { case scflow }
  enum Format: String, ExpressibleByArgument, CaseIterable { case npy, flo }
  enum Rendering: String, ExpressibleByArgument, CaseIterable { case png, mp4 }

  @Argument(help: ArgumentHelp("The spike recording.", valueName: "input"))
  var input: String

  @OptionGroup var output: OutputOptions

  @Option(help: "The network.")
  var model = Model.scflow

  @Option(help: ArgumentHelp("A checkpoint: .pth, .pth.tar, .safetensors or .npz.", valueName: "file"))
  var weights: String?

  @Option(help: "Frames between the centres of the two windows.")
  var dt = 20

  @Option(help: "The centre of the first window (default: the first that fits).")
  var startFrame: Int?

  @Option(help: "Fields to estimate (default: as many as fit).")
  var count: Int?

  @Option(help: "The files to write: npy is float32 [2, height, width], flo is Middlebury's.")
  var format = Format.npy

  @Option(help: "Pictures to write as well: png, one a field; or mp4, one video.")
  var render: Rendering?

  @Option(help: "The flow in pixels that has full colour (default: the 99th percentile of the run).")
  var maxFlow: Float?

  @Flag(inversion: .prefixedNo, help: "A legend beside each picture.")
  var legend = true

  @OptionGroup var spikes: SpikeInputOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if dt < 1 { throw ValidationError("--dt needs at least one frame, not \(dt)") }
    if let count, count < 1 { throw ValidationError("--count needs at least one field, not \(count)") }
    if let maxFlow, !(maxFlow > 0 && maxFlow.isFinite) {
      throw ValidationError("--max-flow needs a positive number of pixels, not \(maxFlow)")
    }
  }

  func run() throws {
    Console.configure(common)
    guard let weights else {
      throw Failure.Usage("--weights is needed: no trained weights are carried yet (saccade models lists networks)")
    }
    let recording = try spikes.open(input)
    let centres = try plan(recording)
    let checkpoint = try NetworkWeights(path: weights)
    let network = try SCFlow(parameters: checkpoint.parameters)
    let folder = try OutputFolder(path: output.output, overwrite: output.force)
    let started = ContinuousClock.now
    let estimation = FlowEstimation(
      recording: recording, network: network, interval: dt, workers: try threads.workers(), folder: folder)
    let fields = try estimation.run(centres: centres, format: format)
    if let render {
      let style = FlowRunStyle(maximum: maxFlow ?? estimation.percentile99, legend: legend)
      try estimation.render(fields, as: render, format: format, style: style)
    }
    let index = FlowIndex(
      fields: fields, width: recording.geometry.width, height: recording.geometry.height, model: model.rawValue,
      weightsDigest: checkpoint.digest, version: Version.current, command: CommandLine.arguments)
    try index.write(to: folder.file(FlowIndex.fileName))
    try folder.commit()
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    if common.json {
      try JSON.printObject(index)
    } else {
      Console.say(
        "\(fields.count) fields of \(recording.geometry.width)x\(recording.geometry.height) in "
          + String(format: "%.2f s", seconds) + ", written to \(folder.path)")
    }
  }

  /// The centres of the first windows.
  private func plan(_ recording: any SpikeSource) throws -> [Int] {
    let half = SCFlow.windowLength / 2
    let first = startFrame ?? half
    let last = recording.frameCount - 1 - half - dt
    let range = "frames \(half)…\(recording.frameCount - 1 - half)"
    guard recording.frameCount >= SCFlow.windowLength + dt, last >= half else {
      throw FileError(
        .badContent, path: input,
        problem: "\(recording.frameCount) frames are too few for two windows of \(SCFlow.windowLength), \(dt) apart",
        remedy: "record at least \(SCFlow.windowLength + dt) frames or choose a smaller --dt")
    }
    guard (half...last).contains(first) else {
      throw Failure.Usage(
        "--start-frame \(first) does not fit: windows may be centred on \(range), the second \(dt) frames later")
    }
    let fitting = (last - first) / dt + 1
    if let count, count > fitting {
      throw Failure.Usage(
        "--count \(count) does not fit: from frame \(first) on the recording holds \(fitting) fields, \(dt) frames apart")
    }
    return (0..<(count ?? fitting)).map { first + $0 * dt }
  }
}
