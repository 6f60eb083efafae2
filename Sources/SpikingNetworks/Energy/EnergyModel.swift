/// What operations and memory accesses cost, in joules.
///
/// Arithmetic is that of a 45 nm process at 0.9 V (Horowitz, "Computing's energy problem", ISSCC 2014): an addition in
/// float32 0.9 pJ, a multiplication 3.7 pJ. Memory is counted apart, since it depends on where values lie: a word of 32
/// bits from a memory of 1 MB on the chip 50 pJ (half of the 64 bits that the paper gives), from DRAM 640 pJ (Han et al.,
/// "Learning both weights and connections", NeurIPS 2015, after the same source).
public struct EnergyModel: Sendable, Hashable, Codable {
  /// An addition.
  public var addition = 0.9e-12
  /// A multiplication with an addition.
  public var multiplyAccumulate = 4.6e-12
  /// A word of 32 bits from memory on the chip.
  public var chipWord = 50e-12
  /// A word of 32 bits from DRAM.
  public var externalWord = 640e-12

  /// The constants above.
  public init() {}

  /// What the arithmetic of a run takes.
  public func arithmetic(_ work: SpikingWork) -> Double {
    addition * (work.additions + work.neuronUpdates) + multiplyAccumulate * work.multiplyAccumulates
  }

  /// What its memory traffic takes where all of it stays on the chip.
  public func chipMemory(_ work: SpikingWork) -> Double { chipWord * work.bytes / 4 }

  /// What its memory traffic takes where all of it goes to DRAM.
  public func externalMemory(_ work: SpikingWork) -> Double { externalWord * work.bytes / 4 }
}

/// What a spiking network did, of all samples and steps.
public struct SpikingWork: Sendable, Hashable, Codable {
  /// Weights added because an input spiked.
  public var additions = 0.0
  /// Products of values that are no spikes: those of the first layer.
  public var multiplyAccumulates = 0.0
  /// Membranes that took a step, an addition each.
  public var neuronUpdates = 0.0
  /// Bytes of weights read: four for every addition and product.
  public var weightBytes = 0.0
  /// Bytes of membranes read and written: eight for every step of a neuron.
  public var membraneBytes = 0.0
  /// Bytes of spikes written and read, a bit each.
  public var spikeBytes = 0.0

  /// Nothing done yet.
  public init() {}

  /// All bytes.
  public var bytes: Double { weightBytes + membraneBytes + spikeBytes }
  /// Additions and products together: the synaptic operations.
  public var synapticOperations: Double { additions + multiplyAccumulates }
}
