import Kernels
import Tensors

extension SpikingClassifier {
  /// The products of the layers before the first neurons, of one sample.
  public var firstLayerProducts: Int {
    var survey = prefix.architecture
    survey.classes = survey.outputShapes.last?[0] ?? survey.classes
    var total = 0
    var shape = survey.inputShape
    for layer in survey.layers {
      let one = ClassifierArchitecture(name: "layer", inputShape: shape, classes: 1, layers: [layer])
      let output = one.outputShapes[0]
      switch layer {
      case .convolution(let it): total += Shape.count(output) * it.inputs * it.kernel * it.kernel
      case .linear(_, let inputs, let outputs, _): total += inputs * outputs
      case .batchNormalization, .activation, .averagePool, .maxPool, .globalAveragePool, .flatten, .residual: break
      }
      shape = output
    }
    return total
  }

  /// The neurons of one sample in all layers, the last sums among them.
  var updatesPerStep: Int { neuronStages.reduce(0) { $0 + $1.layer.neurons } }

  /// The bytes that the spikes of one sample take in one step, written once and read once.
  var spikeBytesPerStep: Double { trains.reduce(0) { $0 + Double(Shape.count($1.shape)) / 4 } }
}

extension SpikingRunner {
  /// The weights that were added because spikes reached a layer, of a sample in one of the steps of the last advance.
  public func additions(of sample: Int, step: Int) -> Double {
    Double(synapses.reduce(0) { $0 + outputs(reachedFrom: $1.train, $1.reach, sample: sample, step: step) })
  }
}
