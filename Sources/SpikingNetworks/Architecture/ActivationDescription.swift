/// What follows the sums of a layer.
public enum ActivationDescription: Sendable, Hashable, Codable {
  /// The value where it is positive, else 0.
  case relu
  /// Quantisation-clip-floor-shift (Bu et al., ICLR 2022): `θ/L · clip(⌊x·L/θ + 1/2⌋, 0, L)`, with θ = `NAME.thresh` `[1]`.
  case qcfs(levels: Int)
  /// Learned step size (Esser et al., ICLR 2020) of values from 0: `s · clip(round(x/s), 0, levels)`, with
  /// s = `NAME.step` `[1]`.
  case lsq(levels: Int)
  /// A spiking neuron, with its threshold `NAME.thresh` `[1]` or `[channels]`.
  case spiking(SpikingNeuron)
}

/// A neuron that integrates its input and fires where the membrane potential reaches the threshold θ.
///
/// In each step `v ← decay · v + input`; where `v ≥ θ`, or `v > θ` if ``firesAbove``, it fires, its output is θ, or 1 if
/// ``sendsOnes``, and the membrane is reset. A neuron that fired stays silent for `refractorySteps` and ignores its input
/// meanwhile.
public struct SpikingNeuron: Sendable, Hashable, Codable {
  /// What a spike does to the membrane.
  public enum Reset: Sendable, Hashable, Codable {
    /// Takes θ from it: what exceeds the threshold is kept.
    case soft
    /// Sets it to 0.
    case hard
  }

  /// What a spike does to the membrane.
  public var reset: Reset
  /// The membrane before the first step, in thresholds.
  public var initialPotential: Float
  /// What is left of the membrane after a step, in (0, 1]; 1 never leaks.
  public var decay: Float
  /// The steps after a spike in which nothing is integrated.
  public var refractorySteps: Int
  /// Whether a spike of −θ takes back one that was too many: where `v < 0` and more spikes than corrections were sent
  /// (Li et al., QFFS, 2022).
  public var correctsWithNegativeSpikes: Bool
  /// The largest number of spikes, less corrections, that it sends; nil for no bound.
  public var largestCount: Int?
  /// Whether it fires only above θ, as the neurons of NIR do, and not at it.
  public var firesAbove: Bool
  /// Whether a spike is handed on as 1, as those of NIR are, and not as θ.
  public var sendsOnes: Bool

  /// Describes a neuron; integrate-and-fire with soft reset where nothing else is said.
  public init(
    reset: Reset = .soft, initialPotential: Float = 0, decay: Float = 1, refractorySteps: Int = 0,
    correctsWithNegativeSpikes: Bool = false, largestCount: Int? = nil, firesAbove: Bool = false,
    sendsOnes: Bool = false
  ) {
    precondition(decay > 0 && decay <= 1, "A membrane keeps a share in (0, 1] of itself, not \(decay).")
    precondition(refractorySteps >= 0, "A neuron rests for 0 steps or more, not \(refractorySteps).")
    self.reset = reset
    self.initialPotential = initialPotential
    self.decay = decay
    self.refractorySteps = refractorySteps
    self.correctsWithNegativeSpikes = correctsWithNegativeSpikes
    self.largestCount = largestCount
    self.firesAbove = firesAbove
    self.sendsOnes = sendsOnes
  }

  /// The twin of a quantised activation: no leak, soft reset, a membrane that starts at θ/2.
  public static let quantizationTwin = SpikingNeuron(initialPotential: 0.5)

  private enum Key: String, CodingKey {
    case reset, initialPotential, decay, refractorySteps, correctsWithNegativeSpikes, largestCount, firesAbove,
      sendsOnes
  }

  /// Reads a stored neuron; one stored before a property existed has its ordinary value.
  public init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: Key.self)
    reset = try object.decode(Reset.self, forKey: .reset)
    initialPotential = try object.decode(Float.self, forKey: .initialPotential)
    decay = try object.decode(Float.self, forKey: .decay)
    refractorySteps = try object.decode(Int.self, forKey: .refractorySteps)
    correctsWithNegativeSpikes = try object.decode(Bool.self, forKey: .correctsWithNegativeSpikes)
    largestCount = try object.decodeIfPresent(Int.self, forKey: .largestCount)
    firesAbove = try object.decodeIfPresent(Bool.self, forKey: .firesAbove) ?? false
    sendsOnes = try object.decodeIfPresent(Bool.self, forKey: .sendsOnes) ?? false
  }

  /// Stores the neuron; what is said of few neurons is left out of the others.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(reset, forKey: .reset)
    try object.encode(initialPotential, forKey: .initialPotential)
    try object.encode(decay, forKey: .decay)
    try object.encode(refractorySteps, forKey: .refractorySteps)
    try object.encode(correctsWithNegativeSpikes, forKey: .correctsWithNegativeSpikes)
    try object.encodeIfPresent(largestCount, forKey: .largestCount)
    if firesAbove { try object.encode(true, forKey: .firesAbove) }
    if sendsOnes { try object.encode(true, forKey: .sendsOnes) }
  }
}
