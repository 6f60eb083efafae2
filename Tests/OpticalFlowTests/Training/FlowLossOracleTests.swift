import Kernels
import OpticalFlow
import Tensors
import TestSupport
import Testing

/// Losses and their gradients against PyTorch.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
struct FlowLossOracleTests {
  private static func oracle(_ name: String) throws -> NumpyArchive {
    try NumpyArchive(path: SharedFolder.path("oracles/loss_\(name).npz"))
  }

  private static func flows(_ oracle: NumpyArchive) throws -> [FeatureMap] {
    try (0..<4).map { FeatureMap(try oracle.float32("flow\($0)")) }
  }

  private static func expectAgreement(
    _ loss: some FlowLoss, of flows: [FeatureMap], _ oracle: NumpyArchive, value: String, gradients name: String
  ) throws {
    let workers = try Workers(threads: 2)
    let gradients = flows.map {
      FeatureMap(batch: $0.batch, channels: 2, height: $0.height, width: $0.width)
    }
    let actual = loss.value(of: flows, weight: 1, addingGradientsTo: gradients, workers: workers)
    let expected = Double(try oracle.float32(value).scalars[0])
    #expect(abs(actual - expected) <= 1e-5 * expected)
    #expect(loss.value(of: flows, workers: try Workers(threads: 1)) == actual)
    for (level, gradient) in gradients.enumerated() {
      let wanted = try oracle.float32("\(name)\(level)")
      #expect(gradient.shape == wanted.shape)
      let worst = zip(gradient.tensor.scalars, wanted.scalars).map { ($0 - $1).magnitude - 1e-4 * $1.magnitude }
      #expect((worst.max() ?? .nan) <= 1e-5, "level \(level)")
    }
  }

  @Test func `The supervised loss agrees with SCFlow's`() throws {
    let oracle = try Self.oracle("scflow_supervised")
    try Self.expectAgreement(
      SupervisedFlowLoss(truth: FeatureMap(try oracle.float32("gt"))), of: Self.flows(oracle), oracle, value: "loss",
      gradients: "grad")
  }

  @Test func `The photometric loss and smoothness agree with STE-FlowNet's`() throws {
    let oracle = try Self.oracle("ste_selfsupervised")
    let loss = PhotometricFlowLoss(
      previous: FeatureMap(try oracle.float32("prev")), next: FeatureMap(try oracle.float32("next")))
    let flows = try Self.flows(oracle)
    try Self.expectAgreement(loss, of: flows, oracle, value: "photometric", gradients: "grad_photometric")
    try Self.expectAgreement(
      SmoothnessFlowLoss(), of: flows, oracle, value: "smoothness", gradients: "grad_smoothness")
    let workers = try Workers(threads: 1)
    let sum = SelfSupervisedFlowLoss(photometric: loss).value(of: flows, workers: workers)
    let parts = loss.value(of: flows, workers: workers) + 10 * SmoothnessFlowLoss().value(of: flows, workers: workers)
    #expect(abs(sum - parts) <= 1e-9 * parts)
  }
}
