import Kernels
import NeuralNetworks
import Tensors

/// What is added up to compare a layer's rates with its activations.
struct LayerSums {
  let name: String
  private let shape: [Int]
  private let initialPotential: Float
  /// One or one a channel.
  private let thresholds: [Float]

  /// The activations of the samples being compared.
  private var activations: [Float] = []
  /// What each neuron sent in all steps.
  private var sent: [Float] = []
  private var spikes = 0
  private var (activation, rate, distance, clipping, quantization) = (0.0, 0.0, 0.0, 0.0, 0.0)
  private var clipped = 0

  init(name: String, shape: [Int], initialPotential: Float, thresholds: [Float]) {
    self.name = name
    self.shape = shape
    self.initialPotential = initialPotential
    self.thresholds = thresholds
  }

  /// Takes the activations of the next samples.
  mutating func begin(_ map: FeatureMap) {
    activations = map.tensor.scalars
    sent = Array(repeating: 0, count: activations.count)
  }

  /// Adds what the neurons sent in a step.
  mutating func add(_ map: FeatureMap) {
    let length = map.channelCount * map.planeCount
    sent.withUnsafeMutableBufferPointer { sent in
      for sample in 0..<map.batch {
        let values = map.plane(sample: sample)
        for index in 0..<length where values[index] != 0 {
          sent[sample * length + index] += values[index]
          spikes += 1
        }
      }
    }
  }

  /// Compares the samples that were begun, after all steps.
  mutating func finish(steps: Int) {
    let plane = shape[1] * shape[2]
    let count = Float(steps)
    for index in activations.indices {
      let threshold = thresholds[thresholds.count == 1 ? 0 : index / plane % shape[0]]
      let (expected, found) = (activations[index], sent[index] / count)
      activation += Double(expected)
      rate += Double(found)
      distance += Double(abs(found - expected))
      if expected > threshold {
        clipping += Double(expected - threshold)
        clipped += 1
      }
      let share = min(max(expected / threshold, 0), 1)
      let nearest = min((share * count + initialPotential).rounded(.down), count) / count
      quantization += Double(abs(nearest - share) * threshold)
    }
    activations = []
  }

  /// The account of all samples.
  func layer(samples: Int, steps: Int) -> ConversionReport.Layer {
    let neurons = Shape.count(shape)
    let values = Double(max(samples * neurons, 1))
    return ConversionReport.Layer(
      name: name, neurons: neurons, threshold: thresholds.reduce(0, +) / Float(thresholds.count),
      meanActivation: activation / values, meanRate: rate / values, meanAbsoluteError: distance / values,
      relativeError: activation > 0 ? distance / activation : 0, clippingError: clipping / values,
      clippedShare: Double(clipped) / values, quantizationError: quantization / values,
      spikesPerNeuronAndStep: Double(spikes) / (values * Double(steps)))
  }
}

extension ParameterTree {
  /// The thresholds of a layer: one, or one a channel.
  func thresholds(_ name: String, channels: Int) throws -> [Float] {
    try tensor(.threshold(of: name, channels: channels)).scalars
  }
}
