import Kernels
import NeuralNetworks
import OpticalFlow
import Tensors
import TestSupport
import Testing

/// Networks with drawn parameters against the published definition in PyTorch.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
struct STEFlowNetOracleTests {
  private static let small = STEFlowNet.Configuration(widths: [8, 12, 16, 24], decoderWidths: [4, 8, 12])

  /// The splits of an input `[batch, 2, height, width, splits]`, as maps.
  private static func splits(_ input: Tensor<Float>) -> [FeatureMap] {
    let count = input.shape[4]
    let scalars = input.scalars
    return (0..<count).map { split in
      FeatureMap(
        Tensor(
          shape: Array(input.shape.dropLast()),
          scalars: stride(from: split, to: scalars.count, by: count).map { scalars[$0] }))
    }
  }

  private static func expectAgreement(_ map: FeatureMap, _ expected: Tensor<Float>, _ what: String) {
    #expect(map.shape == [1] + expected.shape, "\(what)")
    let differences = zip(map.tensor.scalars, expected.scalars).map { ($0 - $1).magnitude }
    #expect(differences.max() ?? .nan <= 2e-3, "\(what)")
    #expect(differences.reduce(0, +) / Float(differences.count) <= 2e-4, "\(what)")
  }

  private static func runner(
    seed: UInt64, _ configuration: STEFlowNet.Configuration, splits: [FeatureMap], workers: Workers
  ) throws -> STEFlowNetRunner {
    STEFlowNetRunner(
      network: try STEFlowNet(
        parameters: STEFlowNet.initialParameters(ParameterInitializer(seed: seed), configuration: configuration)),
      splits: splits.count, height: splits[0].height, width: splits[0].width, output: .everySplit,
      workers: workers)
  }

  @Test(arguments: InstructionSet.available)
  func `States and flows of a small network agree with the published definition`(set: InstructionSet) throws {
    let oracle = try NumpyArchive(path: SharedFolder.path("oracles/steflownet_small.npz"))
    let splits = Self.splits(try oracle.float32("input"))
    let workers = try Workers(threads: 2, instructionSet: set)
    let runner = try Self.runner(seed: 11, Self.small, splits: splits, workers: workers)
    runner.begin(splits)
    for step in 0..<runner.iterations * splits.count {
      let split = step % splits.count
      runner.step(split)
      guard [0, 1, 4, 11].contains(step) else { continue }
      for level in 0..<STEFlowNet.levelCount {
        Self.expectAgreement(
          runner.states[level], try oracle.float32("trace\(step)_hidden\(level + 1)"), "step \(step), state \(level)")
        Self.expectAgreement(
          runner.flows[split][level], try oracle.float32("trace\(step)_flow\(level)"), "step \(step), flow \(level)")
      }
    }
    // A second run starts from zero and takes the memory of the first.
    runner.run(splits)
    for split in splits.indices {
      for scale in 0..<STEFlowNet.levelCount {
        Self.expectAgreement(
          runner.flows[split][scale], try oracle.float32("flow\(scale)_split\(split)"),
          "split \(split), flow \(scale)")
      }
    }
  }

  @Test func `Flows of the published size agree with the published definition`() throws {
    let oracle = try NumpyArchive(path: SharedFolder.path("oracles/steflownet_full.npz"))
    let splits = Self.splits(try oracle.float32("input"))
    let runner = try Self.runner(
      seed: 7, STEFlowNet.Configuration(), splits: splits, workers: try Workers(threads: 2))
    runner.run(splits)
    for split in splits.indices {
      for scale in 0..<STEFlowNet.levelCount {
        Self.expectAgreement(
          runner.flows[split][scale], try oracle.float32("flow\(scale)_split\(split)"),
          "split \(split), flow \(scale)")
      }
    }
    #expect(runner.flow.tensor == runner.flows[4][0].tensor)
  }
}
