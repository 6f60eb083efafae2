/// What the spikes of a pixel tell of its charge and of the rate at which it gathers, both in thresholds.
///
/// The state is the charge a and the rate r, taken for jointly normal. In a readout a grows by r and, of light, by shot
/// noise; the pixel fires where a ≥ 1 + ε, ε = N(0, σ²) drawn anew, and keeps a − 1 − ε. Whether it fired is one look at
/// z = (a − 1) / √(Var a + σ²): its probability is Φ(±z), and what remains is a normal number cut off at 0, whose
/// mean and variance are taken on (assumed-density filtering; Maybeck 1982). The product of the probabilities is the
/// likelihood of σ, and the state at the end says r with its variance.
struct ChargeFilter: Sendable {
  /// The mean charge and rate.
  private(set) var charge: Double
  private(set) var rate: Double
  /// Their variances and covariance.
  private var chargeVariance: Double
  private var covariance: Double
  private(set) var rateVariance: Double
  /// The logarithm of the probability of everything seen.
  private(set) var logLikelihood = 0.0

  /// So many standard deviations from the threshold a look tells nothing.
  private static let quietDistance = 5.0

  /// Starts right after a spike, `intervals` spikes and `readouts` after another one.
  init(intervals: Int, readouts: Int, noise: Double) {
    let (count, time) = (Double(intervals), Double(max(readouts, 1)))
    let rough = count / time
    let spike = SpikeMoments.at(rate: rough, noise: noise)
    rate = count * (1 + spike.noise) / time
    charge = spike.rest
    chargeVariance = spike.restVariance
    let total = count * spike.noiseVariance + 2 * spike.restVariance + 2 * spike.covariance
    rateVariance = max(total, 1e-12) / (time * time)
    covariance = (spike.restVariance + spike.covariance) / time
  }

  /// Sees readouts without a spike, and then one with a spike where `spikes`.
  mutating func see(quiet: Int, spikes: Bool, noiseVariance: Double, lightVariance: Double, _ tail: NormalTail) {
    var left = quiet
    while left > 0 {
      let room = 1 - Self.quietDistance * (chargeVariance + noiseVariance).squareRoot() - charge
      if room > rate {
        let count = rate > 0 ? Int(min(room / rate, Double(left))) : left
        grow(Double(count), lightVariance)
        left -= count
        if left == 0 { break }
      }
      look(isSpike: false, noiseVariance, lightVariance, tail)
      left -= 1
    }
    if spikes { look(isSpike: true, noiseVariance, lightVariance, tail) }
  }

  private mutating func grow(_ readouts: Double, _ lightVariance: Double) {
    charge += readouts * rate
    chargeVariance += readouts * (2 * covariance + readouts * rateVariance + lightVariance * rate * rate)
    covariance += readouts * rateVariance
  }

  private mutating func look(
    isSpike: Bool, _ noiseVariance: Double, _ lightVariance: Double, _ tail: NormalTail
  ) {
    grow(1, lightVariance)
    let variance = chargeVariance + noiseVariance
    let deviation = variance.squareRoot()
    let z = (isSpike ? charge - 1 : 1 - charge) / deviation
    if z > Self.quietDistance {
      if isSpike {
        charge -= 1
        chargeVariance = variance
      }
      return
    }
    let (logarithm, ratio) = tail.values(z)
    logLikelihood += logarithm
    let shift = (isSpike ? ratio : -ratio) * deviation
    let narrowing = min(ratio * (ratio + z), 1)
    let rateShare = covariance / variance
    rate += rateShare * shift
    rateVariance -= rateShare * covariance * narrowing
    if isSpike {
      charge += shift - 1
      chargeVariance = variance * (1 - narrowing)
      covariance *= 1 - narrowing
    } else {
      let chargeShare = chargeVariance / variance
      charge += chargeShare * shift
      covariance -= chargeShare * covariance * narrowing
      chargeVariance -= chargeShare * chargeVariance * narrowing
    }
  }
}
