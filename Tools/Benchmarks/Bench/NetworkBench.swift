import ArgumentParser
import Foundation
import Kernels
import NeuralNetworks
import OpticalFlow
import Recordings
import Tensors

/// A network with drawn parameters on a drawn input.
struct NetworkBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "network", abstract: "A network's run, input to flow.")

  enum Network: String, ExpressibleByArgument, CaseIterable {
    case scflow
    case steflownet
    case qcfsResNet18 = "qcfs-resnet18"
    case qcfsResNet20 = "qcfs-resnet20"
  }

  @Argument(help: "The network.") var network: Network
  @Option(help: "HEIGHTxWIDTH of the input.") var size = Extent(512, 800)
  @Option(help: "Pairs a run, one after another, or the pictures of a batch.") var batch = 1
  @Option(help: "The splits of a window of events, for steflownet.") var splits = 5
  @Option(help: "The iterations over all splits, for steflownet.") var iterations =
    STEFlowNet.publishedIterationCount
  @Flag(help: "Compute the flows of every split and not of the last alone, for steflownet.") var everySplit = false
  @Option(help: "The steps of a spiking network.") var steps = 4
  @Option(help: "The threshold of a spiking network's neurons: lower ones spike more.") var threshold: Float = 1
  @OptionGroup var options: BenchOptions

  func validate() throws {
    if batch < 1 || splits < 1 || iterations < 1 || steps < 1 {
      throw ValidationError("--batch, --splits, --steps and --iterations need numbers of one and more")
    }
    guard threshold > 0, threshold.isFinite else { throw ValidationError("--threshold needs a number above 0") }
    let divisor = STEFlowNet.sizeDivisor
    if network == .steflownet && (size.first % divisor != 0 || size.second % divisor != 0) {
      throw ValidationError("--size needs multiples of \(divisor) for steflownet")
    }
  }

  func run() throws { options.show(try rows()) }

  func rows() throws -> [Row] {
    switch network {
    case .scflow: try scflowRows()
    case .steflownet: try steflownetRows()
    case .qcfsResNet18, .qcfsResNet20: try spikingRows()
    }
  }

  private func scflowRows() throws -> [Row] {
    let workers = try Workers(threads: options.threads)
    let geometry = SpikeGeometry(width: size.second, height: size.first)
    let scflow = try SCFlow(parameters: SCFlow.initialParameters(ParameterInitializer(seed: 5)))
    let runner = SCFlowRunner(network: scflow, geometry: geometry, workers: workers)
    let spikes = Self.drawnSpikes(geometry, frames: 2 * SCFlow.windowLength)
    let first = spikes[0..<SCFlow.windowLength]
    let second = spikes[SCFlow.windowLength..<2 * SCFlow.windowLength]
    func run() {
      for _ in 0..<batch {
        runner.reset()
        _ = runner.flow(from: first, to: second, interval: 10)
      }
    }
    return [
      row(
        "network scflow \(size.first)x\(size.second) batch \(batch)", workspaceBytes: runner.workspaceByteCount,
        operations: batch * scflow.operations(height: size.first, width: size.second), workers: workers, run)
    ]
  }

  /// The row of a network's run.
  func row(
    _ name: String, workspaceBytes: Int, operations: Int, workers: Workers, _ run: () -> Void
  ) -> Row {
    let measurement = Measurement(runs: options.runs, run)
    // Before the limits take memory of their own.
    let peakMegabytes = ProcessMemory.peakMegabytes
    let memory = WarmRunMemory(run)
    let limits = MachineLimits(workers: workers)
    let rate = Double(operations) / measurement.median
    return Row(
      name: name,
      figures: [
        ("median_s", measurement.median), ("min_s", measurement.least), ("max_s", measurement.greatest),
        ("peak_MB", peakMegabytes), ("workspace_MB", Double(workspaceBytes) / 1_048_576),
        ("scratch_MB", Double(workers.scratchByteCount) / 1_048_576),
        ("gflop_direct", Double(operations) / 1e9), ("gflop_per_s", rate / 1e9),
        ("share_of_peak", rate / limits.operationsPerSecond),
      ] + memory.figures)
  }

  /// Spikes with a probability of 0.4 a pixel.
  static func drawnSpikes(_ geometry: SpikeGeometry, frames: Int) -> SpikeStream {
    // Drawn frame by frame: all at once they would weigh more than the network's maps.
    SpikeStream(geometry: geometry, frameCount: frames) { bytes in
      for frame in 0..<frames {
        ParameterInitializer(seed: 1).uniform("spikes \(frame)", shape: [geometry.bytesPerFrame, 8])
          .withUnsafeBufferPointer { draw in
            for index in 0..<geometry.bytesPerFrame {
              var byte: UInt8 = 0
              for bit in 0..<8 where draw[8 * index + bit] > 0.2 { byte |= 1 << UInt8(bit) }
              bytes.initializeElement(at: frame * geometry.bytesPerFrame + index, to: byte)
            }
          }
      }
    }
  }
}
