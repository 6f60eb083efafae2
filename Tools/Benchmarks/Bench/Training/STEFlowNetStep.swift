import Kernels
import NeuralNetworks
import OpticalFlow
import Tensors

/// One training step of STE-FlowNet: Adam, new weights put in place, all iterations over all splits
/// forward, the gradient of the self-supervised loss of the window's flows, and the way back.
final class STEFlowNetStep {
  private let network: STEFlowNet
  private let tape: Tape
  private let splits: [FeatureMap]
  private let iterations: Int
  private let loss: SelfSupervisedFlowLoss
  private let optimizer: Optimizer

  init(
    height: Int, width: Int, batch: Int, splits: Int, iterations: Int, isCheckpointed: Bool, workers: Workers
  ) {
    let draw = ParameterInitializer(seed: 7)
    network = STEFlowNet(STEFlowNet.Configuration(), parameters: ParameterList())
    tape = Tape(
      parameters: TrainableParameters(STEFlowNet.declaredParameters().values(from: draw)), workers: workers)
    tape.checkpointsModules = isCheckpointed
    optimizer = Optimizer(tape.parameters, method: .adam())
    self.iterations = iterations
    self.splits = (0..<splits).map { split in
      FeatureMap(
        draw.uniform("split \(split)", shape: [batch, 2, height, width]).map { (($0 + 1) * 2).rounded(.down) })
    }
    func picture(_ name: String) -> FeatureMap {
      FeatureMap(draw.uniform(name, shape: [batch, 1, height, width]).map { ($0 + 1) / 2 })
    }
    loss = SelfSupervisedFlowLoss(
      photometric: PhotometricFlowLoss(previous: picture("previous"), next: picture("next")))
  }

  /// The bytes of what the tape keeps.
  var tapeByteCount: Int { tape.byteCount }
  /// The bytes of the weights as kernels hold them.
  var packedByteCount: Int { tape.packedByteCount }

  /// One step.
  func run() {
    tape.begin()
    let inputs = splits.map { TapeChannels(tape.constant($0)) }
    let flows = network.flows(of: inputs, iterations: iterations, on: tape)
    tape.add(loss, of: flows[flows.count - 1])
    tape.backward()
    optimizer.step(rate: 1e-4, workers: tape.workers)
  }
}
