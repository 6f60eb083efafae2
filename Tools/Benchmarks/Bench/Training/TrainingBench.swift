import ArgumentParser
import Kernels
import OpticalFlow

/// One training step of a network.
struct TrainingBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "A training step through the tape: new weights put in place, forward, loss, backward, Adam.")

  enum Network: String, ExpressibleByArgument, CaseIterable { case scflow, steflownet }

  @Argument(help: "The network.") var network: Network
  @Option(help: "HEIGHTxWIDTH of the input.") var size = Extent(256, 256)
  @Option(help: "Samples a step.") var batch = 1
  @Option(help: "The splits of a window of events, for steflownet.") var splits = 5
  @Option(help: "The iterations over all splits, for steflownet.") var iterations =
    STEFlowNet.publishedIterationCount
  @Flag(help: "Compute parts of the network twice and keep less in memory, as saccade train does with --checkpoint.")
  var checkpoint = false
  @OptionGroup var options: BenchOptions

  func validate() throws {
    if batch < 1 || splits < 1 || iterations < 1 {
      throw ValidationError("--batch, --splits and --iterations need numbers of one and more")
    }
    if size.first % 16 != 0 || size.second % 16 != 0 { throw ValidationError("--size needs multiples of 16") }
  }

  func run() throws { options.show(try rows()) }

  func rows() throws -> [Row] {
    let workers = try Workers(threads: options.threads)
    let (height, width) = (size.first, size.second)
    let name = "train \(network) \(height)x\(width) batch \(batch)" + (checkpoint ? " checkpointed" : "")
    switch network {
    case .scflow:
      let step = SCFlowStep(
        height: height, width: width, batch: batch, isCheckpointed: checkpoint, workers: workers)
      return [
        row(name, workers: workers, bytes: { (step.tapeByteCount, step.packedByteCount) }, step.run)
      ]
    case .steflownet:
      let step = STEFlowNetStep(
        height: height, width: width, batch: batch, splits: splits, iterations: iterations,
        isCheckpointed: checkpoint, workers: workers)
      return [
        row(
          "\(name) splits \(splits) x \(iterations)", workers: workers,
          bytes: { (step.tapeByteCount, step.packedByteCount) }, step.run)
      ]
    }
  }

  private func row(_ name: String, workers: Workers, bytes: () -> (tape: Int, packed: Int), _ step: () -> Void) -> Row {
    let measurement = Measurement(runs: options.runs, step)
    let peakMegabytes = ProcessMemory.peakMegabytes
    let memory = WarmRunMemory(step)
    return Row(
      name: name,
      figures: [
        ("median_s", measurement.median), ("min_s", measurement.least), ("max_s", measurement.greatest),
        ("peak_MB", peakMegabytes), ("tape_MB", Double(bytes().tape) / 1_048_576),
        ("packed_MB", Double(bytes().packed) / 1_048_576),
        ("scratch_MB", Double(workers.scratchByteCount) / 1_048_576),
      ] + memory.figures)
  }
}
