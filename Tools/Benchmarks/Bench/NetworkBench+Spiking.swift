import Kernels
import NeuralNetworks
import SpikingNetworks
import Tensors

extension NetworkBench {
  /// A ResNet with spiking twins of QCFS activations, on drawn pictures of 32 x 32.
  func spikingRows(_ entry: ClassifierCatalog.Entry) throws -> [Row] {
    var architecture = entry.standard
    architecture.layers = architecture.layers.replacingActivations { _, _ in .spiking(.quantizationTwin) }
    let parameters = ParameterTree(drawnParameters(of: architecture), source: "drawn")
    let workers = try Workers(threads: options.threads)
    let network = try SpikingClassifier(architecture: architecture, parameters: parameters)
    let input = SpikingInput.constant(
      ParameterInitializer(seed: 1).uniform("in", shape: [batch] + architecture.inputShape))
    let operations = 2 * architecture.multiplyAccumulates * batch * steps
    return [1, steps].map { stepsAtOnce in
      let runner = SpikingRunner(network, samples: batch, stepsAtOnce: stepsAtOnce, workers: workers)
      func run() {
        runner.begin(input, samples: 0..<batch)
        while runner.step < steps { runner.advance(upTo: steps) }
      }
      let spikes = network.run(input, steps: steps, workers: workers).layers
      let rate =
        Double(spikes.reduce(0) { $0 + $1.spikes.reduce(0, +) })
        / Double(spikes.reduce(0) { $0 + $1.neurons } * batch * steps)
      var result = row(
        "network \(entry.name) batch \(batch) steps \(steps)"
          + (stepsAtOnce == 1 ? " one by one" : " layer by layer"),
        workspaceBytes: runner.byteCount, operations: operations, workers: workers, run)
      result.figures.append(("spikes_per_neuron_and_step", rate))
      return result
    }
  }

  /// Parameters as PyTorch draws them: uniform weights and biases, normalisation that changes nothing; one threshold.
  private func drawnParameters(of architecture: ClassifierArchitecture) -> [String: Tensor<Float>] {
    let initializer = ParameterInitializer(seed: 9)
    var tensors: [String: Tensor<Float>] = [:]
    for parameter in architecture.parameters {
      let shape = parameter.shape
      // Uniform in ±1/√fan-in.
      let bound = 1 / Float(Shape.count(Array(shape.dropFirst()))).squareRoot()
      tensors[parameter.name] =
        switch parameter.role {
        case .weight: initializer.uniform(parameter.name, shape: shape).map { bound * $0 }
        case .bias, .normalizationShift, .runningMean: Tensor(zeros: shape)
        case .normalizationScale, .runningVariance: Tensor(zeros: shape).map { $0 + 1 }
        case .threshold, .step: Tensor(zeros: shape).map { $0 + threshold }
        }
    }
    return tensors
  }
}
