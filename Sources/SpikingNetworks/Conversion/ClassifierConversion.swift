import Files
import Kernels
import Tensors

/// Makes spiking classifiers of classifiers in floating point.
///
/// Weights stay as they are, normalisation too: it is folded when the network runs, and its bias is added in every step.
/// A neuron sends spikes of its threshold θ, so that a spiking network's rates have the units of the activations they
/// stand for; scaling weights from layer to layer, as published for spikes of 1, would give the same spikes.
public struct ClassifierConversion: Sendable {
  /// The classifier in floating point.
  public let source: ClassifierCheckpoint

  /// Prepares the conversion of a classifier.
  public init(of source: ClassifierCheckpoint) { self.source = source }

  /// Converts quantisation-clip-floor-shift activations.
  ///
  /// - Throws: ``FileError`` where an activation is another.
  public func qcfs() throws -> ClassifierCheckpoint {
    let layers = try neurons(.qcfs) { _, activation in
      if case .qcfs = activation { .quantizationTwin } else { nil }
    }
    return try converted(layers, tensors: source.tensors)
  }

  /// Converts activations of a learned step s and L levels: θ = s·L, so that L steps of a constant input give each
  /// level its number of spikes.
  ///
  /// - Parameter steps: The steps that the network is meant to run for, which bound the spikes of a neuron; nil for L.
  /// - Throws: ``FileError`` where an activation is another.
  public func qffs(steps: Int? = nil) throws -> ClassifierCheckpoint {
    var tensors = source.tensors
    for (name, activation) in source.architecture.activations {
      guard case .lsq(let levels) = activation else { continue }
      tensors["\(name).thresh"] = tensors["\(name).step"].map { $0.map { $0 * Float(levels) } }
      tensors["\(name).step"] = nil
    }
    let layers = try neurons(.qffs) { _, activation in
      guard case .lsq(let levels) = activation else { return nil }
      return SpikingNeuron(
        initialPotential: 0.5, correctsWithNegativeSpikes: true, largestCount: steps ?? levels)
    }
    return try converted(layers, tensors: tensors)
  }

  /// Converts ReLUs by the sizes that they have in a calibration set.
  ///
  /// The sums of a residual block are integrated by one neuron, whose threshold balances their activation; its shortcut
  /// brings the spikes of the block before in their own units.
  ///
  /// - Parameters:
  ///   - calibration: `[samples, channels, rows, columns]` as the network takes them.
  /// - Throws: ``FileError`` where an activation is another.
  public func thresholdBalance(
    _ calibration: Tensor<Float>, _ balancing: ThresholdBalancing = ThresholdBalancing(), workers: Workers
  ) throws -> ClassifierCheckpoint {
    try thresholdBalance(samples: calibration.shape[0], balancing, workers: workers) { calibration.rows($0) }
  }

  /// Converts ReLUs by the sizes that they have in a calibration set, which is read batch by batch.
  ///
  /// - Parameters:
  ///   - samples: How many samples there are.
  ///   - batch: Gives those of a range, `[samples, channels, rows, columns]` as the network takes them.
  /// - Throws: ``FileError`` where an activation is another, and what `batch` throws.
  public func thresholdBalance(
    samples: Int, _ balancing: ThresholdBalancing = ThresholdBalancing(), workers: Workers,
    batch: (Range<Int>) throws -> Tensor<Float>
  ) throws -> ClassifierCheckpoint {
    precondition(samples > 0, "Thresholds are balanced on one sample or more.")
    let layers = try neurons(.thresholdBalance) { _, activation in
      activation == .relu ? SpikingNeuron(initialPotential: balancing.initialPotential) : nil
    }
    let network = try DenseClassifier(source)
    var histograms: [String: ActivationHistogram] = [:]
    for first in stride(from: 0, to: samples, by: DenseClassifier.defaultBatch) {
      let values = try batch(first..<min(first + DenseClassifier.defaultBatch, samples))
      _ = network(values, workers: workers) { name, map in
        let channels = balancing.isPerChannel ? map.channelCount : 1
        histograms[name, default: ActivationHistogram(channels: channels)].add(map, workers: workers)
      }
    }
    var tensors = source.tensors
    for (name, histogram) in histograms {
      tensors["\(name).thresh"] = Self.thresholds(histogram, share: balancing.percentile / 100)
    }
    return try converted(layers, tensors: tensors)
  }

  /// A channel that was never active takes the largest threshold of its layer, a layer that never was 1.
  private static func thresholds(_ histogram: ActivationHistogram, share: Double) -> Tensor<Float> {
    var thresholds = (0..<histogram.channels).map { channel in
      let quantile = histogram.quantile(share, channel: channel)
      return quantile > 0 ? quantile : histogram.largest[channel]
    }
    let largest = thresholds.max() ?? 0
    for channel in thresholds.indices where !(thresholds[channel] > 0) {
      thresholds[channel] = largest > 0 ? largest : 1
    }
    return Tensor(shape: [thresholds.count], scalars: thresholds)
  }

  private func converted(
    _ layers: [ClassifierLayer], tensors: [String: Tensor<Float>]
  ) throws -> ClassifierCheckpoint {
    var architecture = source.architecture
    architecture.layers = layers
    var converted = try ClassifierCheckpoint(
      architecture: architecture, tensors: tensors, input: source.input, inputOrigin: source.inputOrigin,
      source: source.source)
    converted.unconvertedArchitecture = source.architecture
    return converted
  }

  /// The layers with neurons in place of activations.
  private func neurons(
    _ method: ConversionMethod, _ neuron: (String, ActivationDescription) -> SpikingNeuron?
  ) throws -> [ClassifierLayer] {
    try source.architecture.layers.replacingActivations { name, activation in
      guard let neuron = neuron(name, activation) else {
        let suited = ConversionMethod(for: source.architecture).map { "use the method \($0.rawValue)" as Message }
        throw FileError(
          .badContent, path: source.source,
          problem: "the method \(method.rawValue) does not convert \(name), which is \(activation.told)",
          remedy: suited ?? "convert a network whose activations are all of one kind")
      }
      return .spiking(neuron)
    }
  }
}

extension ClassifierCheckpoint {
  /// The classifier in floating point that this one was converted from; nil where it was not, or does not say.
  ///
  /// Conversions leave weights as they are, so that thresholds tell the rest: those of quantised activations are the
  /// trained ones, those of learned steps the steps times their levels.
  ///
  /// - Throws: `ParameterError` where the parameters do not fit what it is said to have been.
  public func unconverted() throws -> ClassifierCheckpoint? {
    guard let unconvertedArchitecture else { return nil }
    var tensors = tensors
    for (name, activation) in unconvertedArchitecture.activations {
      switch activation {
      case .qcfs, .spiking: break
      case .relu: tensors["\(name).thresh"] = nil
      case .lsq(let levels):
        tensors["\(name).step"] = tensors["\(name).thresh"].map { $0.map { $0 / Float(levels) } }
        tensors["\(name).thresh"] = nil
      }
    }
    return try ClassifierCheckpoint(
      architecture: unconvertedArchitecture, tensors: tensors, input: input, inputOrigin: inputOrigin, source: source)
  }
}

extension ActivationDescription {
  /// What it is called in a sentence.
  var told: String {
    switch self {
    case .relu: "a ReLU"
    case .qcfs: "a QCFS activation"
    case .lsq: "an activation with a learned step"
    case .spiking: "a spiking neuron already"
    }
  }
}

extension Tensor {
  /// Some of the first axis. Cost: a copy of them.
  func rows(_ range: Range<Int>) -> Tensor {
    precondition(
      rank > 0 && range.lowerBound >= 0 && range.upperBound <= shape[0], "The shape \(shape) has no rows \(range).")
    let length = shape[0] == 0 ? 0 : count / shape[0]
    return withUnsafeBufferPointer { source in
      Tensor(
        shape: [range.count] + shape.dropFirst(),
        scalars: UnsafeBufferPointer(
          rebasing: source[range.lowerBound * length..<range.upperBound * length]))
    }
  }
}
