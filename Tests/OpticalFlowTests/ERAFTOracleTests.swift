import Foundation
import Kernels
import NeuralNetworks
import Tensors
import TestSupport
import Testing

@testable import OpticalFlow

/// E-RAFT with drawn parameters against the published definition in PyTorch.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
struct ERAFTOracleTests {
  /// Parameters as the oracle has them: normalisations are no constants there.
  private struct Filled: ParameterSource {
    let draw = ParameterInitializer(seed: 20260)

    func tensor(of parameter: DeclaredParameter) -> Tensor<Float>? {
      guard case .constant = parameter.role else { return draw.tensor(of: parameter) }
      // One layer has both names.
      let name = parameter.name.replacingOccurrences(of: "downsample.1.", with: "norm3.")
      let u = draw.uniform(name, shape: parameter.shape)
      switch parameter.name.split(separator: ".").last {
      case "weight": return u.map { 1 + 0.2 * $0 }
      case "bias": return u.map { 0.1 * $0 }
      case "running_mean": return u.map { 0.2 * $0 }
      default: return u.map { 1 + 0.5 * $0 }
      }
    }
  }

  private static func runner(_ shape: [Int], set: InstructionSet? = nil) throws -> ERAFTRunner {
    ERAFTRunner(
      network: ERAFT(bins: 15, parameters: Filled()), height: (shape[1] + 31) / 32 * 32,
      width: (shape[2] + 31) / 32 * 32, workers: try Workers(threads: 2, instructionSet: set))
  }

  private static func grid(_ name: String, shape: [Int]) -> Tensor<Float> {
    let draw = ParameterInitializer(seed: 20260)
    let (values, mask) = (draw.uniform(name, shape: shape), draw.uniform(name + ".mask", shape: shape))
    return Tensor(
      shape: shape, scalars: zip(values.scalars, mask.scalars).map { $1 > 0.2 ? 2.5 * $0 : 0 })
  }

  private static func expect(_ actual: Tensor<Float>, _ expected: Tensor<Float>, within limit: Float, _ what: String) {
    #expect(actual.count == expected.count, "\(what)")
    let worst = zip(actual.scalars, expected.scalars).map { ($0 - $1).magnitude }.reduce(0) {
      $1 > $0 || $1.isNaN ? $1 : $0
    }
    #expect(worst <= limit, "\(what): off by \(worst)")
  }

  @Test(arguments: [("a", InstructionSet?.none), ("b", .none)] + InstructionSet.available.map { ("a", $0) })
  func `E-RAFT agrees with its published definition`(name: String, set: InstructionSet?) throws {
    let oracle = try NumpyArchive(path: SharedFolder.path("oracles/eraft.npz"))
    let shape = try oracle.int64(name + "_shape").scalars.map { Int($0) }
    let iterations = Int(try oracle.int64(name + "_iterations").scalars[0])
    let limit: Float = iterations > 4 ? 5e-3 : 1e-3
    let runner = try Self.runner(shape, set: set)
    let layout = EventFlowLayout(
      sensorWidth: shape[2], sensorHeight: shape[1], divisor: ERAFT.sizeDivisor, padding: .zerosBefore)
    let (old, new) = (Self.grid("old" + name, shape: shape), Self.grid("new" + name, shape: shape))
    layout.fill(runner.grid, from: old)
    runner.takeGrid()
    if name == "a" {
      Self.expect(runner.features.tensor, try oracle.float32("a_feature_old"), within: 1e-3, "features")
    }
    layout.fill(runner.grid, from: new)
    runner.begin()
    if name == "a" {
      Self.expect(runner.state.tensor, try oracle.float32("a_hidden"), within: 1e-3, "state")
      let read = FeatureMap(
        channels: CorrelationVolume.valueCount, height: runner.state.height, width: runner.state.width)
      runner.volume.lookUp(runner.places, into: read, workers: try Workers(threads: 1, instructionSet: set))
      Self.expect(read.tensor, try oracle.float32("a_corr"), within: 2e-3, "look-up")
    }
    for iteration in 1...iterations {
      _ = runner.refine()
      if iteration == 1 {
        runner.enlarge()
        Self.expect(layout.crop(runner.flow), try oracle.float32(name + "_flow_first"), within: 1e-3, "first flow")
      }
    }
    runner.enlarge()
    Self.expect(layout.crop(runner.flow), try oracle.float32(name + "_flow"), within: limit, "flow")
    Self.expect(runner.lowFlow.tensor, try oracle.float32(name + "_flow_low"), within: limit, "inner flow")
    let start = FeatureMap(channels: 2, height: runner.lowFlow.height, width: runner.lowFlow.width)
    ForwardFlow.move(runner.lowFlow, into: start)
    Self.expect(start.tensor, try oracle.float32(name + "_warm_start"), within: limit, "moved flow")
    start.copy(from: try oracle.float32(name + "_warm_start").reshaped(to: [1, 2, start.height, start.width]))
    layout.fill(runner.grid, from: old)
    runner.takeGrid()
    layout.fill(runner.grid, from: new)
    runner.begin(from: start)
    for _ in 1...iterations { _ = runner.refine() }
    runner.enlarge()
    Self.expect(
      layout.crop(runner.flow), try oracle.float32(name + "_flow_warm"), within: limit, "flow from the one before")
  }
}
