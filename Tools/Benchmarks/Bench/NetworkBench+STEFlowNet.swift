import Kernels
import NeuralNetworks
import OpticalFlow

extension NetworkBench {
  func steflownetRows() throws -> [Row] {
    let workers = try Workers(threads: options.threads)
    let network = try STEFlowNet(parameters: STEFlowNet.initialParameters(ParameterInitializer(seed: 7)))
    let runner = STEFlowNetRunner(
      network: network, batch: batch, splits: splits, height: size.first, width: size.second,
      iterations: iterations, output: everySplit ? .everySplit : .lastSplit, workers: workers)
    let window = (0..<splits).map { drawnEvents("split \($0)") }
    return [
      row(
        "network steflownet \(size.first)x\(size.second) batch \(batch) splits \(splits) x \(iterations)"
          + (everySplit ? " every split" : ""),
        workspaceBytes: runner.workspaceByteCount,
        operations: batch
          * network.operations(height: size.first, width: size.second, splits: splits, iterations: iterations),
        workers: workers
      ) { runner.run(window) }
    ]
  }

  /// Counts of 0 to 3 a pixel and polarity.
  private func drawnEvents(_ name: String) -> FeatureMap {
    FeatureMap(
      ParameterInitializer(seed: 1).uniform(name, shape: [batch, 2, size.first, size.second])
        .map { (($0 + 1) * 2).rounded(.down) })
  }
}
