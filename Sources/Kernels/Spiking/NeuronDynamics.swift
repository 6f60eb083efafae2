/// How the neurons of a layer answer their input, with one threshold a channel.
///
/// In each step `v ← decay · v + input`. Where `v ≥ θ`, or `v > θ` if ``firesAbove``, the neuron fires and `v` loses θ, or
/// is set to zero. A neuron that rests keeps its membrane and takes no input.
public struct NeuronDynamics: Sendable, Hashable {
  /// What is left of a membrane after a step.
  public var decay: Float
  /// Whether a spike sets the membrane to zero.
  public var isResetHard: Bool
  /// The steps of rest after a spike.
  public var refractorySteps: Int
  /// Whether a negative spike takes one back where the membrane is below zero.
  public var correctsWithNegativeSpikes: Bool
  /// The largest number of spikes, less those taken back.
  public var largestCount: Int?
  /// Whether neurons fire only above the threshold, not at it.
  public var firesAbove: Bool

  /// Describes neurons; integrate-and-fire with soft reset where nothing else is said.
  public init(
    decay: Float = 1, isResetHard: Bool = false, refractorySteps: Int = 0, correctsWithNegativeSpikes: Bool = false,
    largestCount: Int? = nil, firesAbove: Bool = false
  ) {
    self.decay = decay
    self.isResetHard = isResetHard
    self.refractorySteps = refractorySteps
    self.correctsWithNegativeSpikes = correctsWithNegativeSpikes
    self.largestCount = largestCount
    self.firesAbove = firesAbove
  }

  /// Whether neurons remember nothing but their membrane, so that they run in the registers of their sums. There one number
  /// is what they fire at and what a spike takes: neurons that fire above θ and lose θ have two.
  var isPlain: Bool {
    refractorySteps == 0 && !correctsWithNegativeSpikes && largestCount == nil && (isResetHard || !firesAbove)
  }

  /// The least membrane that fires: θ, or the next number above it.
  func firingPotential(threshold: Float) -> Float { firesAbove ? threshold.nextUp : threshold }

  /// Takes one step of a neuron that remembers more than its membrane.
  ///
  /// - Parameters:
  ///   - count: The spikes sent, less those taken back.
  ///   - rest: The steps of rest that are left.
  /// - Returns: 1 for a spike, −1 for one that takes another back, else 0.
  @inline(__always)
  func step(membrane: inout Float, count: inout Int32, rest: inout Int32, input: Float, threshold: Float) -> Int {
    if rest > 0 {
      rest -= 1
      return 0
    }
    membrane = decay * membrane + input
    if membrane >= firingPotential(threshold: threshold), largestCount.map({ count < $0 }) ?? true {
      membrane = isResetHard ? 0 : membrane - threshold
      count += 1
      rest = Int32(refractorySteps)
      return 1
    }
    if correctsWithNegativeSpikes, membrane < 0, count > 0 {
      membrane += threshold
      count -= 1
      return -1
    }
    return 0
  }
}
