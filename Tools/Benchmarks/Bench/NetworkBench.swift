import ArgumentParser
import Foundation
import Kernels
import NeuralNetworks
import OpticalFlow
import Reconstruction
import SpikingNetworks

/// A network with drawn parameters on a drawn input.
struct NetworkBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "network", abstract: "A network's run, input to flow or picture.")

  /// A model of flow or of pictures of the catalogs, or a spiking classifier.
  enum Network: ExpressibleByArgument, CustomStringConvertible {
    case flow(FlowModel)
    case pictures(ReconstructionModel)
    case classifier(ClassifierCatalog.Entry)

    private static let classifiers = ["qcfs-resnet18", "qcfs-resnet20"]

    init?(argument: String) {
      if let model = FlowCatalog.model(named: argument) {
        self = .flow(model)
      } else if let model = ReconstructionCatalog.model(named: argument) {
        self = .pictures(model)
      } else if Self.classifiers.contains(argument), let entry = ClassifierCatalog.entry(named: argument) {
        self = .classifier(entry)
      } else {
        return nil
      }
    }

    static var allValueStrings: [String] {
      FlowCatalog.models.map(\.name) + ReconstructionCatalog.models.map(\.name) + classifiers
    }

    var description: String {
      switch self {
      case .flow(let model): model.name
      case .pictures(let model): model.name
      case .classifier(let entry): entry.name
      }
    }
  }

  @Argument(help: "The network.") var network: Network
  @Option(help: "HEIGHTxWIDTH of the input.") var size = Extent(512, 800)
  @Option(help: "Pairs or windows a run, one after another, or the pictures of a batch.") var batch = 1
  @Option(help: "The splits of a window of events (default: the model's).") var splits: Int?
  @Option(help: "The iterations of a model of events (default: the model's).") var iterations: Int?
  @Option(help: "The steps of a spiking network.") var steps = 4
  @Option(help: "The threshold of a spiking network's neurons: lower ones spike more.") var threshold: Float = 1
  @OptionGroup var options: BenchOptions

  func validate() throws {
    if batch < 1 || (splits ?? 1) < 1 || (iterations ?? 1) < 1 || steps < 1 {
      throw ValidationError("--batch, --splits, --steps and --iterations need numbers of one and more")
    }
    guard threshold > 0, threshold.isFinite else { throw ValidationError("--threshold needs a number above 0") }
  }

  func run() throws { options.show(try rows()) }

  func rows() throws -> [Row] {
    switch network {
    case .flow(let model): try flowRows(model)
    case .pictures(let model): try pictureRows(model)
    case .classifier(let entry): try spikingRows(entry)
    }
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
}
