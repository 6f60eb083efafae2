/// What one sample costs a spiking classifier on average.
public struct ClassifierCost: Sendable, Hashable, Encodable {
  /// The steps that it takes.
  public var steps: Double
  /// Weights added because an input spiked.
  public var additions: Double
  /// Products of values that are no spikes.
  public var multiplyAccumulates: Double
  /// Membranes that take a step.
  public var neuronUpdates: Double
  /// Bytes of weights, membranes and spikes.
  public var memoryBytes: Double
  /// What the arithmetic takes, by ``EnergyModel``.
  public var energyJoule: Double
  /// What the memory takes where it lies on the chip.
  public var chipMemoryJoule: Double
  /// What the memory takes where it is DRAM.
  public var externalMemoryJoule: Double

  /// That of a run.
  public init(_ run: ClassifierRunMeasurement) {
    let (work, share, model) = (run.work, 1 / Double(run.exitSteps.count), EnergyModel())
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

/// What a spiking classifier's runs over some samples cost: with all steps, with early exit, and beside the network in
/// floating point.
public struct ClassifierCosts: Sendable, Hashable {
  /// A layer of neurons.
  public struct Layer: Sendable, Hashable, Encodable {
    /// Its name.
    public var name: String
    /// The neurons of one sample.
    public var neurons: Int
    /// Of a sample, over all its steps.
    public var spikesPerNeuron: Double
    /// The same with early exit.
    public var spikesPerNeuronDynamic: Double
  }

  /// With all steps.
  public var fixed: ClassifierCost
  /// With early exit.
  public var dynamic: ClassifierCost
  /// Products of one sample of the network in floating point.
  public var denseMultiplyAccumulates: Int
  /// Bytes of weights and activations of one sample of the network in floating point.
  public var denseMemoryBytes: Double
  /// The layers of neurons, in their order.
  public var layers: [Layer]
  /// The samples that ran together.
  public var batch: Int
  /// The seconds of all steps, step by step.
  public var fixedSeconds: Double
  /// The seconds with early exit.
  public var dynamicSeconds: Double
  /// What of these the decisions took.
  public var decisionSeconds: Double
  /// The seconds of all steps, several of a layer at once.
  public var batchedSeconds: Double
  /// Real time of a step in microseconds, where samples are recordings of events.
  public var stepMicroseconds: Double?

  /// Those of two runs over the same samples.
  public init(
    fixed: ClassifierRunMeasurement, dynamic: ClassifierRunMeasurement, batchedSeconds: Double,
    architecture: ClassifierArchitecture, batch: Int, stepMicroseconds: Double?
  ) {
    self.fixed = ClassifierCost(fixed)
    self.dynamic = ClassifierCost(dynamic)
    denseMultiplyAccumulates = architecture.multiplyAccumulates
    // As of the spiking network: a weight read for every product, and every value written once and read once.
    denseMemoryBytes =
      4 * Double(architecture.multiplyAccumulates) + 8 * Double(architecture.neurons + architecture.classes)
    let samples = fixed.exitSteps.count
    func perNeuron(_ layer: SpikingRun.Layer) -> Double {
      Double(layer.spikes.reduce(0, +)) / Double(layer.neurons * samples)
    }
    layers = zip(fixed.layers, dynamic.layers).map {
      Layer(
        name: $0.name, neurons: $0.neurons, spikesPerNeuron: perNeuron($0), spikesPerNeuronDynamic: perNeuron($1))
    }
    self.batch = batch
    (fixedSeconds, dynamicSeconds, decisionSeconds) = (fixed.seconds, dynamic.seconds, dynamic.decisionSeconds)
    self.batchedSeconds = batchedSeconds
    self.stepMicroseconds = stepMicroseconds
  }

  /// What the products of the network in floating point take, by ``EnergyModel``.
  public var denseEnergyJoule: Double { Double(denseMultiplyAccumulates) * EnergyModel().multiplyAccumulate }

  /// What its memory traffic takes where all of it stays on the chip.
  public var denseChipMemoryJoule: Double { EnergyModel().chipWord * denseMemoryBytes / 4 }

  /// What its memory traffic takes where all of it goes to DRAM.
  public var denseExternalMemoryJoule: Double { EnergyModel().externalWord * denseMemoryBytes / 4 }

  /// The spikes of a neuron over all steps, of all layers together.
  public var spikesPerNeuron: Double {
    let neurons = layers.reduce(0) { $0 + $1.neurons }
    return layers.reduce(0) { $0 + $1.spikesPerNeuron * Double($1.neurons) } / Double(max(neurons, 1))
  }

  /// The share of the time that early exit saves, of the same engine step by step.
  public var timeSaving: Double { 1 - dynamicSeconds / fixedSeconds }
}
