import Kernels
import Tensors
import TestSupport

@testable import SpikingNetworks

/// Outputs that are drawn: each step adds evidence for the label and noise.
func drawnOutputs(
  steps: Int = 12, samples: Int = 300, classes: Int = 5, seed: UInt64 = 1, evidence: Float = 0.4
) throws -> ClassifierOutputs {
  var random = SeededRandom(seed: seed)
  let labels = (0..<samples).map { _ in Int64.random(in: 0..<Int64(classes), using: &random) }
  var scalars: [Float] = []
  for _ in 0..<steps {
    for sample in 0..<samples {
      for index in 0..<classes {
        scalars.append(Float.random(in: -1...1, using: &random) + (Int64(index) == labels[sample] ? evidence : 0))
      }
    }
  }
  return try ClassifierOutputs(
    Tensor(shape: [steps, samples, classes], scalars: scalars), labels: labels, path: "drawn")
}

/// Outputs of one sample a row: `values[sample][step]` is a step's outputs.
func outputs(_ values: [[[Float]]], labels: [Int64]) throws -> ClassifierOutputs {
  let (steps, classes) = (values[0].count, values[0][0].count)
  let scalars = (0..<steps).flatMap { step in values.flatMap { $0[step] } }
  return try ClassifierOutputs(
    Tensor(shape: [steps, values.count, classes], scalars: scalars), labels: labels, path: "made")
}

extension StepConfidences {
  init(_ rule: ConfidenceRule, of outputs: ClassifierOutputs, temperature: Double) throws {
    self.init(rule, of: outputs, temperature: temperature, workers: try Workers(threads: 2))
  }
}
