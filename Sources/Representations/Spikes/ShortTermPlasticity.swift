#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The short-term plasticity of a synapse, driven by a pixel's spikes: what TFSTP reads light from.
///
/// A synapse has resources R that spikes deplete and a release probability u that they raise. Over the n-th interval, Δ
/// frames long,
///
/// - R(n+1) = 1 − [1 − R(n) (1 − u(n))] exp(−Δ / τD),
/// - u(n+1) = U + [u(n) + f (1 − u(n)) − U] exp(−Δ / τF).
///
/// Were all intervals equal, the states would come to rest, and a state at rest tells the interval's inverse twice:
///
/// - ρu = −1 / (τF ln[(u − U) / (u + f (1 − u) − U)]),
/// - ρR = −1 / (τD ln[(1 − R) / (1 − R (1 − u))]).
///
/// A state that is not at rest tells a mean over the last intervals, the last with the most weight.
///
/// Zheng, Zheng, Yu, Shi, Tian, Huang: High-speed image reconstruction through short-term plasticity for spiking cameras,
/// CVPR 2021, on the model of Tsodyks, Pawelzik, Markram: Neural networks with dynamic synapses, 1998. The defaults are
/// those of the authors' program (SpikeCV), in which ρu has τF, 10, in the place of f: there it is not the inverse of a
/// rate. Here it is.
public struct ShortTermPlasticity: Sendable, Hashable {
  /// The release probability U of a synapse at rest, between 0 and 1.
  public let restingRelease: Double
  /// The part f of what is missing to 1 that a spike adds to the release probability.
  public let facilitation: Double
  /// The time τD in frames in which resources recover.
  public let recoveryFrames: Double
  /// The time τF in frames in which the release probability falls back.
  public let facilitationFrames: Double

  /// Describes a synapse.
  ///
  /// - Precondition: Probabilities lie between 0 and 1, exclusively, and times are greater than 0.
  public init(
    restingRelease: Double = 0.15, facilitation: Double = 0.15, recoveryFrames: Double = 1,
    facilitationFrames: Double = 10
  ) {
    precondition(
      restingRelease > 0 && restingRelease < 1 && facilitation > 0 && facilitation < 1,
      "Release and facilitation lie between 0 and 1, not at \(restingRelease) and \(facilitation).")
    precondition(
      recoveryFrames > 0 && facilitationFrames > 0 && recoveryFrames.isFinite && facilitationFrames.isFinite,
      "Times are greater than 0, not \(recoveryFrames) and \(facilitationFrames).")
    self.restingRelease = restingRelease
    self.facilitation = facilitation
    self.recoveryFrames = recoveryFrames
    self.facilitationFrames = facilitationFrames
  }
}

/// The state of one synapse after a spike: what its parts were before they relaxed over the last interval.
///
/// With w = u + f (1 − u) − U and q = 1 − R (1 − u), a state is u = U + w exp(−Δ/τF) and 1 − R = q exp(−Δ/τD), and its
/// inverse is ρu = 1 / (Δ + τF ln(w' / w)): no difference of nearly equal numbers however long the interval.
struct PlasticityState {
  /// The excess of release over rest right after the last spike but one.
  var excess: Float
  /// The resources that were missing then.
  var depletion: Float
  /// The last interval in frames.
  var interval: Int32
}

/// What the dynamics need of every interval.
struct PlasticityTables {
  private let synapse: ShortTermPlasticity
  private let resting: Float
  private let facilitation: Float
  /// exp(−Δ/τF), exp(−Δ/τD), and w and q at rest, for Δ = 0, 1, …
  private let factors: [SIMD4<Float>]

  init(_ synapse: ShortTermPlasticity, longestInterval: Int) {
    self.synapse = synapse
    resting = Float(synapse.restingRelease)
    facilitation = Float(synapse.facilitation)
    factors = (0...max(longestInterval, 1)).map { interval in
      let (u, f) = (synapse.restingRelease, synapse.facilitation)
      let release = exp(-Double(interval) / synapse.facilitationFrames)
      let recovery = exp(-Double(interval) / synapse.recoveryFrames)
      let excess = f * (1 - u) / (1 - (1 - f) * release)
      let atRest = u + excess * release
      return SIMD4(Float(release), Float(recovery), Float(excess), Float(atRest / (1 - (1 - atRest) * recovery)))
    }
  }

  /// The state at rest of a pixel whose first interval this is. The authors start at R = 1 and u = U, from which bright
  /// pixels take some intervals to come up.
  @inline(__always)
  func first(interval: Int32) -> PlasticityState {
    let factor = factors[Int(interval)]
    return PlasticityState(excess: factor.z, depletion: factor.w, interval: interval)
  }

  /// Takes one more interval.
  @inline(__always)
  func advance(_ state: inout PlasticityState, interval: Int32) {
    let next = next(state)
    state = PlasticityState(excess: next.excess, depletion: next.depletion, interval: interval)
  }

  /// w and q after one more spike.
  @inline(__always)
  private func next(_ state: PlasticityState) -> (excess: Float, depletion: Float) {
    let factor = factors[Int(state.interval)]
    let over = state.excess * factor.x
    let release = resting + over
    let missing = state.depletion * factor.y
    return (over + facilitation * (1 - release), 1 - (1 - missing) * (1 - release))
  }

  /// The firing rate that a state tells, in 0…1: the mean of ρu and ρR.
  func rate(_ state: PlasticityState) -> Float {
    let next = next(state)
    let interval = Double(state.interval)
    let byRelease = interval + synapse.facilitationFrames * log(Double(next.excess) / Double(state.excess))
    let byResources = interval + synapse.recoveryFrames * log(Double(next.depletion) / Double(state.depletion))
    return Float(min((1 / byRelease + 1 / byResources) / 2, 1))
  }
}
