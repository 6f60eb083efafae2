import Kernels
import NeuralNetworks
import OpticalFlow
import Tensors

/// One training step of STE-FlowNet without the optimizer: new weights put in place, all iterations over all splits
/// forward, the gradient of the self-supervised loss of the window's flows, and the way back.
final class STEFlowNetStep {
  private let network: STEFlowNet
  private let tape: Tape
  private let splits: [FeatureMap]
  private let iterations: Int
  private let loss: SelfSupervisedFlowLoss

  init(height: Int, width: Int, batch: Int, splits: Int, iterations: Int, workers: Workers) {
    let draw = ParameterInitializer(seed: 7)
    network = STEFlowNet(STEFlowNet.Configuration(), parameters: ParameterList())
    tape = Tape(
      parameters: TrainableParameters(STEFlowNet.declaredParameters().values(from: draw)), workers: workers)
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

  /// One step.
  func run() {
    tape.begin()
    // As after an optimizer's step.
    tape.parameters.markChanged()
    let inputs = splits.map { TapeChannels(tape.constant($0)) }
    let flows = network.flows(of: inputs, iterations: iterations, on: tape)
    tape.add(loss, of: flows[flows.count - 1])
    tape.backward()
  }
}
