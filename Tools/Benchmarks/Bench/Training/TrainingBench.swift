import ArgumentParser
import Kernels

/// The kernels of one training step.
struct TrainingBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "The kernels of a training step: new weights put in place, forward, backward.")

  enum Network: String, ExpressibleByArgument, CaseIterable { case scflow }

  @Argument(help: "The network.") var network: Network
  @Option(help: "HEIGHTxWIDTH of the input.") var size = Extent(256, 256)
  @Option(help: "Samples a step.") var batch = 1
  @OptionGroup var options: BenchOptions

  func validate() throws {
    if batch < 1 { throw ValidationError("--batch needs a number of one and more") }
    if size.first % 16 != 0 || size.second % 16 != 0 { throw ValidationError("--size needs multiples of 16") }
  }

  func run() throws { options.show(try rows()) }

  func rows() throws -> [Row] {
    let workers = try Workers(threads: options.threads)
    let step = SCFlowStep(height: size.first, width: size.second, batch: batch, workers: workers)
    let measurement = Measurement(runs: options.runs) { step.run() }
    let peakMegabytes = ProcessMemory.peakMegabytes
    let memory = WarmRunMemory { step.run() }
    return [
      Row(
        name: "train scflow \(size.first)x\(size.second) batch \(batch), kernels",
        figures: [
          ("median_s", measurement.median), ("min_s", measurement.least), ("max_s", measurement.greatest),
          ("peak_MB", peakMegabytes), ("scratch_MB", Double(workers.scratchByteCount) / 1_048_576),
        ] + memory.figures)
    ]
  }
}
