import Kernels
import NeuralNetworks
import OpticalFlow

/// One training step of SCFlow: Adam, new weights put in place, both windows and all levels forward, the
/// gradient of the mean magnitude of every level's flow, and the way back through every layer.
final class SCFlowStep {
  private let network = SCFlow(parameters: ParameterList())
  private let tape: Tape
  private let windows: [(spikes: FeatureMap, slices: FeatureMap)]
  private let prior: FeatureMap
  private let loss: SupervisedFlowLoss
  private let optimizer: Optimizer

  init(height: Int, width: Int, batch: Int, isCheckpointed: Bool, workers: Workers) {
    func map(_ channels: Int) -> FeatureMap {
      FeatureMap(batch: batch, channels: channels, height: height, width: width)
    }
    tape = Tape(
      parameters: TrainableParameters(SCFlow.declaredParameters.values(from: ParameterInitializer(seed: 5))),
      workers: workers)
    tape.checkpointsModules = isCheckpointed
    optimizer = Optimizer(tape.parameters, method: .adam())
    windows = (0..<2).map { index in
      let spikes = map(SCFlow.windowLength)
      spikes.copy(
        from: ParameterInitializer(seed: 1).uniform("window \(index)", shape: spikes.shape).map { $0 > 0.2 ? 1 : 0 })
      return (spikes, map(SCFlow.windowLength))
    }
    prior = map(2)
    loss = SupervisedFlowLoss(truth: map(2))
  }

  /// The bytes of what the tape keeps.
  var tapeByteCount: Int { tape.byteCount }
  /// The bytes of the weights as kernels hold them.
  var packedByteCount: Int { tape.packedByteCount }

  /// One step.
  func run() {
    tape.begin()
    let features = windows.map { window in
      SCFlow.warpFrames(
        of: window.spikes, along: prior, interval: 10, into: window.slices, workers: tape.workers)
      return network.features(of: TapeChannels(tape.constant(window.slices)), on: tape)
    }
    tape.add(loss, of: network.flows(from: features[0], to: features[1], on: tape))
    tape.backward()
    optimizer.step(rate: 1e-4, workers: tape.workers)
  }
}
