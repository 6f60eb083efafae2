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
      For every pair of windows, 25 frames each, the flow from the centre of the \
      first to that of the second is written to the folder, with index.json that \
      lists each field's file, frames and times. Every field starts from the one \
      before.

      EXAMPLES
        saccade flow car_400x250.dat --flip --weights dt20.pth.tar -o flow
        saccade flow rec_400x250.dat --weights w.npz -o flow --render png
        saccade flow rec.npz --weights w.npz --dt 10 --count 3 -o f
      """)

  enum Model: String, ExpressibleByArgument, CaseIterable { case scflow }
  enum Format: String, ExpressibleByArgument, CaseIterable { case npy, flo }
  enum Rendering: String, ExpressibleByArgument, CaseIterable { case png, mp4 }

  @Argument(help: ArgumentHelp("The spike recording.", valueName: "input"), completion: .file())
  var input: String

  @OptionGroup var output: OutputOptions

  @Option(help: "The network.")
  var model = Model.scflow

  @Option(
    help: ArgumentHelp("A checkpoint: .pth, .pth.tar, .safetensors or .npz.", valueName: "file"), completion: .file())
  var weights: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Frames between the centres of the two windows.", valueName: "frames"))
  var dt = 20

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The centre of the first window (default: the first that fits).", valueName: "frame"))
  var startFrame: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Fields to estimate (default: as many as fit).", valueName: "n"))
  var count: Int?

  @Option(help: "The files to write: npy is float32 [2, height, width], flo is Middlebury's.")
  var format = Format.npy

  @Option(help: "Pictures to write as well: png, one a field; or mp4, one video.")
  var render: Rendering?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The flow that has full colour (default: the 99th percentile of the run).", valueName: "pixels"))
  var maxFlow: Float?

  @Flag(inversion: .prefixedNo, help: "A legend beside each picture.")
  var legend = true

  @OptionGroup var spikes: SpikeInputOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if !Self.intervals.contains(dt) { throw ValidationError("--dt needs 1 to 1000000 frames, not \(dt)") }
    if let count, count < 1 { throw ValidationError("--count needs at least one field, not \(count)") }
    if let maxFlow { try FlowScale.check(maxFlow) }
  }

  private static let intervals = 1...1_000_000

  func run() throws {
    Console.configure(common)
    guard let weights else {
      throw Failure.Usage("--weights is needed: no trained weights are carried yet (saccade models lists networks)")
    }
    let recording = try spikes.open(input)
    let centres = try plan(recording)
    let checkpoint = try NetworkWeights(path: weights)
    let network = try SCFlow(parameters: checkpoint.parameters)
    let workers = try common.workers()
    let folder = try OutputFolder(path: output.output, overwrite: output.force, marker: FlowIndex.fileName)
    let started = ContinuousClock.now
    let estimation = FlowEstimation(
      recording: recording, network: network, interval: dt, workers: workers, folder: folder)
    try tellDetails(workers: workers, digest: checkpoint.digest, workspace: estimation.workspaceByteCount)
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
      try Console.say(
        "\(Text.count(fields.count, "field")) of \(recording.geometry.text) in " + String(format: "%.2f s", seconds)
          + ", written to \(folder.path)")
    }
  }

  private func tellDetails(workers: Workers, digest: String, workspace: Int) throws {
    Console.detail("weights: \(weights ?? ""), \(digest)")
    Console.detail("matrix products: \(try BLAS.shared().description)")
    Console.detail(
      "inner loops: \(workers.instructionSet.rawValue), \(Text.count(workers.threads, "thread"))")
    Console.detail(String(format: "maps of the network: %.1f MB", Double(workspace) / 1e6))
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
        "--count \(count) does not fit: from frame \(first) on the recording holds \(Text.count(fitting, "field")), "
          + "\(Text.count(dt, "frame")) apart")
    }
    return (0..<(count ?? fitting)).map { first + $0 * dt }
  }
}
