import Foundation
import Kernels
import Tensors

/// How far the rates of a spiking classifier are from the activations that they stand for.
public struct ConversionReport: Sendable, Hashable, Codable {
  /// One layer of neurons. Errors have the units of the activations.
  public struct Layer: Sendable, Hashable, Codable {
    /// The activation's name.
    public var name: String
    /// The neurons of one sample.
    public var neurons: Int
    /// The threshold; of thresholds that differ from channel to channel the mean.
    public var threshold: Float
    /// The mean activation.
    public var meanActivation: Double
    /// The mean of what the neurons send in a step: spikes times threshold.
    public var meanRate: Double
    /// The mean of |rate − activation|.
    public var meanAbsoluteError: Double
    /// Σ|rate − activation| / Σ|activation|; 0 where nothing was active.
    public var relativeError: Double
    /// The mean of what activations exceed the threshold by, which no rate can be.
    public var clippingError: Double
    /// The share of the activations that exceed the threshold.
    public var clippedShare: Double
    /// The mean distance of the activations, clipped, to the nearest rate that so many steps can give.
    public var quantizationError: Double
    /// The spikes of a neuron in a step, corrections included.
    public var spikesPerNeuronAndStep: Double
  }

  /// The layers in the order of the computation.
  public var layers: [Layer]
  /// The steps that the spiking network ran for.
  public var steps: Int
  /// The samples compared.
  public var samples: Int
  /// The mean of |output − mean output of a step|, over samples and classes.
  public var outputError: Double
  /// The samples that both give the same class.
  public var agreeing: Int
  /// The samples whose label the network in floating point gives; nil without labels.
  public var sourceRight: Int?
  /// The samples whose label the spiking network gives; nil without labels.
  public var convertedRight: Int?
}

extension ConversionReport {
  /// The share of samples below which a converted network and its source agree on too few.
  public static let leastAgreement = 0.9

  /// The share of the samples that both give the same class.
  public var agreement: Double { Double(agreeing) / Double(max(samples, 1)) }

  /// What to say of a network that agrees with its source on too few samples: a line.
  public static func doubt(agreement: Double, samples: Int) -> String {
    let (found, least) = (String(format: "%.1f", 100 * agreement), String(format: "%.0f", 100 * leastAgreement))
    return
      "the spiking network agrees with its source on only \(found) % of \(samples) samples; \(least) % or more are usual"
  }

  /// The samples that are computed at once: their activations and rates of all layers are in memory.
  private static let batch = 16

  /// Runs both networks and compares them layer by layer.
  ///
  /// - Parameters:
  ///   - input: `[samples, channels, rows, columns]`, shown in every step.
  ///   - labels: The class of each sample, where known.
  ///   - progress: Is told how many samples were compared.
  /// - Throws: `ParameterError` where a parameter is missing, and what `progress` throws.
  public init(
    source: ClassifierCheckpoint, converted: ClassifierCheckpoint, input: Tensor<Float>, labels: [Int]? = nil,
    steps: Int, workers: Workers, progress: (Int) throws -> Void = { _ in }
  ) throws {
    let dense = try DenseClassifier(source)
    let spiking = try ReferenceSpikingClassifier(converted)
    samples = input.shape[0]
    self.steps = steps
    var sums = try converted.architecture.accounts.compactMap { account -> LayerSums? in
      guard case .activation(let name, .spiking(let neuron)) = account.layer else { return nil }
      return LayerSums(
        name: name, shape: account.outputShape, initialPotential: neuron.initialPotential,
        thresholds: try converted.parameters.thresholds(name, channels: account.outputShape[0]))
    }
    let indices = Dictionary(uniqueKeysWithValues: sums.enumerated().map { ($1.name, $0) })
    var outputDistance = 0.0
    var (same, firstRight, secondRight) = (0, 0, 0)
    for first in stride(from: 0, to: samples, by: Self.batch) {
      let part = input.rows(first..<min(first + Self.batch, samples))
      let expected = dense(part, workers: workers) { name, map in
        if let index = indices[name] { sums[index].begin(map) }
      }
      let run = spiking.run(.constant(part), steps: steps, workers: workers) { _, name, map in
        if let index = indices[name] { sums[index].add(map) }
      }
      for index in sums.indices { sums[index].finish(steps: steps) }
      let means = run.meanOutputs
      outputDistance += zip(means.scalars, expected.scalars).reduce(0) { $0 + Double(abs($1.0 - $1.1)) }
      let (before, after) = (expected.largestClasses, means.largestClasses)
      for sample in before.indices {
        if before[sample] == after[sample] { same += 1 }
        guard let labels else { continue }
        if before[sample] == labels[first + sample] { firstRight += 1 }
        if after[sample] == labels[first + sample] { secondRight += 1 }
      }
      try progress(min(first + Self.batch, samples))
    }
    layers = sums.map { $0.layer(samples: input.shape[0], steps: steps) }
    outputError = outputDistance / Double(samples * source.architecture.classes)
    agreeing = same
    sourceRight = labels.map { _ in firstRight }
    convertedRight = labels.map { _ in secondRight }
  }
}

extension SpikingRun {
  /// The mean of all steps' outputs: `[samples, classes]`.
  var meanOutputs: Tensor<Float> {
    let (steps, count) = (outputs.shape[0], outputs.shape[1] * outputs.shape[2])
    return outputs.withUnsafeBufferPointer { values in
      Tensor(unsafeUninitializedShape: Array(outputs.shape.dropFirst())) { target in
        for index in 0..<count {
          var sum = 0.0
          for step in 0..<steps { sum += Double(values[step * count + index]) }
          target.initializeElement(at: index, to: Float(sum / Double(steps)))
        }
      }
    }
  }
}

extension Tensor<Float> {
  /// The index of the largest value in each row of a tensor of two axes, the first of several.
  var largestClasses: [Int] {
    let classes = shape[1]
    return withUnsafeBufferPointer { values in
      (0..<shape[0]).map { row in
        (1..<classes).reduce(0) { values[row * classes + $1] > values[row * classes + $0] ? $1 : $0 }
      }
    }
  }
}
