import Kernels
import NeuralNetworks
import Tensors

/// A spiking classifier that works where there are spikes.
///
/// The layers before the first neurons are computed once for an input that stays; what follows costs one addition for
/// every spike and every neuron that it reaches. Spikes are a bit each from layer to layer. `ReferenceSpikingClassifier`
/// states the same plainly.
public final class SpikingClassifier: @unchecked Sendable {
  /// What the classifier consists of, normalisation included.
  public let architecture: ClassifierArchitecture
  let stages: [SpikingStages.Stage]
  let trains: [SpikingStages.Train]
  let prefix: ClassifierPlan

  /// Prepares a classifier; normalisation is folded, and its bias is added in every step. Cost: the weights are packed.
  ///
  /// - Throws: `ParameterError` where a parameter is missing or has another shape, or where a layer has no event-driven
  ///   form.
  public init(architecture: ClassifierArchitecture, parameters: ParameterTree) throws {
    self.architecture = architecture
    let folded = try architecture.folded(parameters)
    let found = try SpikingStages(folded)
    stages = found.stages
    trains = found.trains
    var first = folded.architecture
    first.layers = found.prefix
    prefix = try ClassifierPlan(FoldedClassifier(architecture: first, parameters: folded.parameters), isDirect: true)
  }

  /// Prepares the classifier of a checkpoint.
  public convenience init(_ checkpoint: ClassifierCheckpoint) throws {
    try self.init(architecture: checkpoint.architecture, parameters: checkpoint.parameters)
  }

  /// The names of the layers of neurons in the order of the computation.
  public var neuronNames: [String] { neuronStages.dropLast().map(\.name) }

  /// The neurons of one sample in each layer.
  public var neuronCounts: [Int] { neuronStages.dropLast().map(\.layer.neurons) }

  /// The stages with neurons, the last sums after them.
  var neuronStages: [SpikingStages.Neurons] {
    stages.compactMap { if case .neurons(let it) = $0 { it } else { nil } }
  }

  /// Runs all samples for a number of steps from rest, all steps of a layer at once.
  ///
  /// - Returns: Each step's own outputs, and the spikes of each layer, corrections included.
  public func run(
    _ input: SpikingInput, steps: Int, batch: Int = SpikingRunner.defaultBatch, workers: Workers
  ) -> SpikingRun {
    precondition(steps > 0, "A spiking classifier runs for one step or more, not \(steps).")
    let samples = input.samples
    let runner = SpikingRunner(
      self, samples: min(batch, samples), stepsAtOnce: min(steps, SpikingRunner.defaultStepsAtOnce), workers: workers)
    var outputs = Tensor<Float>(zeros: [steps, samples, architecture.classes])
    var spikes = neuronNames.map { _ in Array(repeating: 0, count: steps) }
    for first in stride(from: 0, to: samples, by: batch) {
      runner.begin(input, samples: first..<min(first + batch, samples))
      while runner.step < steps {
        let taken = runner.advance(upTo: steps)
        outputs.withUnsafeMutableBufferPointer { target in
          for step in taken {
            for sample in runner.active {
              runner.output(of: sample, step: step) { row in
                let start = (step * samples + first + sample) * architecture.classes
                for (index, value) in row.enumerated() { target[start + index] = value }
              }
            }
            for layer in spikes.indices { spikes[layer][step] += runner.spikes(ofLayer: layer, step: step) }
          }
        }
      }
    }
    return SpikingRun(
      outputs: outputs,
      layers: zip(neuronNames, neuronCounts).enumerated().map { index, layer in
        SpikingRun.Layer(name: layer.0, neurons: layer.1, spikes: spikes[index])
      })
  }
}
