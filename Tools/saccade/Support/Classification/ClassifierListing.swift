import SpikingNetworks

/// What `evaluate classifier --json` prints: early exit, and what the runs cost.
struct ClassifierListing: Encodable {
  struct Layer: Encodable {
    var name: String
    var neurons: Int
    /// Of a sample, over all its steps.
    var spikesPerNeuron: Double
    var spikesPerNeuronDynamic: Double
  }

  /// Of one sample on average.
  struct Cost: Encodable {
    var steps: Double
    var additions: Double
    var multiplyAccumulates: Double
    var neuronUpdates: Double
    var memoryBytes: Double
    var energyJoule: Double
    var chipMemoryJoule: Double
    var externalMemoryJoule: Double

    init(_ run: ClassifierRunMeasurement, samples: Int) {
      let (work, share, model) = (run.work, 1 / Double(samples), EnergyModel())
      steps = Double(run.sampleSteps) * share
      additions = work.additions * share
      multiplyAccumulates = work.multiplyAccumulates * share
      neuronUpdates = work.neuronUpdates * share
      memoryBytes = work.bytes * share
      energyJoule = model.arithmetic(work) * share
      chipMemoryJoule = model.chipMemory(work) * share
      externalMemoryJoule = model.externalMemory(work) * share
    }
  }

  var model: String
  var data: String
  var architecture: String
  var batch: Int
  /// How pictures become steps; nil for recordings.
  var coding: String?
  /// Of pictures, a number a channel, and how they were chosen.
  var normalization: NormalizationText
  var annAccuracy: Double?
  /// Products of one sample of the network in floating point, and what they take.
  var annMultiplyAccumulates: Int
  var annEnergyJoule: Double
  var spikesPerNeuron: Double
  /// Of one sample on average, with early exit.
  var synapticOperations: Double
  var energyJoule: Double
  var fixed: Cost
  var dynamic: Cost
  var energyModel = EnergyModel()
  var layers: [Layer]
  var secondsFixed: Double
  var secondsDynamic: Double
  var secondsFixedBatched: Double
  var secondsDecision: Double
  var timeSaving: Double
  var stepMicroseconds: Double?
  var confidence: ConfidenceListing
  var warnings: [String]
  var report: String?

  init(
    _ runs: ClassifierRuns, classifier: SpikingClassifier, normalization: NormalizationText, model: String,
    samples: any ClassifierSamples, batch: Int,
    calibration: CalibrationArgument
  ) {
    (self.model, data, architecture) = (model, samples.source, classifier.architecture.name)
    self.batch = batch
    self.normalization = normalization
    let count = samples.count
    annAccuracy = runs.denseAccuracy
    annMultiplyAccumulates = classifier.architecture.multiplyAccumulates
    annEnergyJoule = Double(annMultiplyAccumulates) * EnergyModel().multiplyAccumulate
    fixed = Cost(runs.fixed, samples: count)
    dynamic = Cost(runs.dynamic, samples: count)
    func perNeuron(_ layer: SpikingRun.Layer) -> Double {
      Double(layer.spikes.reduce(0, +)) / Double(layer.neurons * count)
    }
    layers = zip(runs.fixed.layers, runs.dynamic.layers).map {
      Layer(
        name: $0.name, neurons: $0.neurons, spikesPerNeuron: perNeuron($0), spikesPerNeuronDynamic: perNeuron($1))
    }
    let neurons = layers.reduce(0) { $0 + $1.neurons }
    spikesPerNeuron = layers.reduce(0) { $0 + $1.spikesPerNeuron * Double($1.neurons) } / Double(max(neurons, 1))
    synapticOperations = dynamic.additions + dynamic.multiplyAccumulates
    energyJoule = dynamic.energyJoule
    (secondsFixed, secondsDynamic) = (runs.fixed.seconds, runs.dynamic.seconds)
    (secondsFixedBatched, secondsDecision) = (runs.batchedSeconds, runs.dynamic.decisionSeconds)
    timeSaving = runs.timeSaving
    stepMicroseconds = samples.stepMicroseconds
    confidence = ConfidenceListing(runs.evaluation, calibration: calibration)
    warnings = Console.warnings
  }

  private enum Key: String, CodingKey {
    case model, data, architecture, batch, coding, mean, deviation, normalization, annAccuracy, annMultiplyAccumulates,
      annEnergyJoule, spikesPerNeuron
    case synapticOperations, energyJoule, fixed, dynamic, energyModel, layers, secondsFixed, secondsDynamic
    case secondsFixedBatched, secondsDecision, timeSaving, stepMicroseconds, warnings, report
  }

  func encode(to encoder: any Encoder) throws {
    try confidence.encode(to: encoder)
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(model, forKey: .model)
    try object.encode(data, forKey: .data)
    try object.encode(architecture, forKey: .architecture)
    try object.encode(batch, forKey: .batch)
    try object.encodeIfPresent(coding, forKey: .coding)
    try object.encodeIfPresent(normalization.mean, forKey: .mean)
    try object.encodeIfPresent(normalization.deviation, forKey: .deviation)
    try object.encode(normalization.origin, forKey: .normalization)
    try object.encodeIfPresent(annAccuracy, forKey: .annAccuracy)
    try object.encode(annMultiplyAccumulates, forKey: .annMultiplyAccumulates)
    try object.encode(annEnergyJoule, forKey: .annEnergyJoule)
    try object.encode(spikesPerNeuron, forKey: .spikesPerNeuron)
    try object.encode(synapticOperations, forKey: .synapticOperations)
    try object.encode(energyJoule, forKey: .energyJoule)
    try object.encode(fixed, forKey: .fixed)
    try object.encode(dynamic, forKey: .dynamic)
    try object.encode(energyModel, forKey: .energyModel)
    try object.encode(layers, forKey: .layers)
    try object.encode(secondsFixed, forKey: .secondsFixed)
    try object.encode(secondsDynamic, forKey: .secondsDynamic)
    try object.encode(secondsFixedBatched, forKey: .secondsFixedBatched)
    try object.encode(secondsDecision, forKey: .secondsDecision)
    try object.encode(timeSaving, forKey: .timeSaving)
    try object.encodeIfPresent(stepMicroseconds, forKey: .stepMicroseconds)
    try object.encode(warnings, forKey: .warnings)
    try object.encodeIfPresent(report, forKey: .report)
  }
}
