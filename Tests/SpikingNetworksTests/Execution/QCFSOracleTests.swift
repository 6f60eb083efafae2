import Kernels
import NeuralNetworks
import SpikingNetworks
import Tensors
import TestSupport
import Testing

/// A ResNet-18 of width 8 in PyTorch, as a quantised network and as a spiking one.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared")) struct QCFSOracleTests {
  private struct Oracle {
    var checkpoint: ClassifierCheckpoint
    var arrays: [String: Tensor<Float>]

    init() throws {
      let file = try Checkpoint(path: SharedFolder.path("oracles/snn_qcfs_resnet.npz"))
      arrays = file.float32Tensors.filter { !$0.key.hasPrefix("param.") }
      let parameters = file.float32Tensors.filter { $0.key.hasPrefix("param.") }
      let entry = try #require(ClassifierCatalog.entry(named: "qcfs-resnet18"))
      var description = ResNetDescription(
        naming: .qcfs, blocks: [2, 2, 2, 2], stemWidth: 8, activation: .qcfs(levels: 4))
      description.inputShape = entry.standard.inputShape
      checkpoint = try ClassifierCheckpoint(
        architecture: description.architecture,
        tensors: Dictionary(
          uniqueKeysWithValues: parameters.map { (String($0.key.dropFirst("param.".count)), $0.value) }),
        input: nil, source: file.path)
    }

    func array(_ name: String) throws -> Tensor<Float> { try #require(arrays[name]) }
  }

  @Test func `The quantised network agrees with PyTorch`() throws {
    let oracle = try Oracle()
    let network = try DenseClassifier(oracle.checkpoint)
    let outputs = try network(oracle.array("input"), workers: Workers())
    let expected = try oracle.array("ann")
    #expect(outputs.shape == expected.shape)
    for (found, wanted) in zip(outputs.scalars, expected.scalars) { #expect(abs(found - wanted) <= 1e-3) }
  }

  enum Engine: CaseIterable { case plain, eventDriven }

  @Test(arguments: Engine.allCases)
  func `The spiking network agrees with PyTorch in every step`(_ engine: Engine) throws {
    let oracle = try Oracle()
    var architecture = oracle.checkpoint.architecture
    architecture.layers = architecture.layers.replacingActivations { _, _ in .spiking(.quantizationTwin) }
    let parameters = oracle.checkpoint.parameters
    let input = SpikingInput.constant(try oracle.array("input"))
    let workers = try Workers()
    let run =
      switch engine {
      case .plain:
        try ReferenceSpikingClassifier(architecture: architecture, parameters: parameters)
          .run(input, steps: 32, workers: workers)
      case .eventDriven:
        try SpikingClassifier(architecture: architecture, parameters: parameters)
          .run(input, steps: 32, workers: workers)
      }
    let expected = try oracle.array("logits")
    #expect(run.outputs.shape == expected.shape)
    let near = zip(run.outputs.scalars, expected.scalars).filter { abs($0 - $1) <= 1e-3 }.count
    #expect(Double(near) >= 0.99 * Double(expected.count), "\(near) of \(expected.count)")
    let spikes = try oracle.array("spikes").scalars
    #expect(run.layers.count == spikes.count)
    for (layer, wanted) in zip(run.layers, spikes) {
      let found = Float(layer.spikes.reduce(0, +))
      #expect(abs(found - wanted) <= 0.002 * wanted, "\(layer.name): \(found), not \(wanted)")
    }
  }
}
