import Recordings
import Runtime

/// The physics of a noisy spiking sensor: what ``SensorSpikingCamera`` computes with.
///
/// The law is that of SCSim (Hu et al., arXiv 2405.16790). Drawn once for every pixel are its dark current
/// I, its capacitance C, its reset offset V and its gain G. In a readout of gray level g, of which 255 is white, the
/// charge A gains
///
///     ΔA = exposure · I + s · white · C̄ (reset voltage + V̄) · G · g / 255
///
/// with s = Poisson(n)/n, n = int(photons · g / 255), s = 0 where n is 0, times ``afterSpike`` in the readout after a
/// spike; C̄ and V̄ are means over pixels. A spike is where A ≥ C (reset voltage + V + N(0, ``thresholdNoise``)), drawn
/// for each pixel and readout once; a soft reset subtracts what was compared with.
public struct SpikingSensor: Sendable, Hashable {
  /// A quantity that differs from pixel to pixel: normally distributed.
  public struct Spread: Sendable, Hashable {
    /// The mean over pixels.
    public var mean: Double
    /// The standard deviation over pixels.
    public var deviation: Double

    /// Describes a spread.
    public init(_ mean: Double, _ deviation: Double) { (self.mean, self.deviation) = (mean, deviation) }
  }

  /// Dark current; a pixel that would draw a negative one has none.
  public var darkCurrent = Spread(0.4442, 0.1731)
  /// The charge that a volt takes.
  public var capacitance = Spread(4.348, 0.0128)
  /// Volts between reset and reference.
  public var resetVoltage = 1.1
  /// What a pixel adds to that, in volts.
  public var resetOffset = Spread(-0.0076, 0.0497)
  /// How strongly a pixel answers to light, relative to the mean pixel: its standard deviation.
  public var gainDeviation = 0.0584 / 1.0128
  /// The charge that a readout gathers of a current of 1.
  public var exposure = 0.05
  /// Spikes a readout of a mean pixel that sees white, dark current and ``afterSpike`` aside.
  public var whiteRate = 1.0
  /// Photons of a readout at white; nil for light without shot noise.
  public var photonsAtWhite: Double? = 5e4
  /// The share of light that counts in the readout after a spike.
  public var afterSpike = 0.998
  /// The standard deviation of the noise of the threshold, in volts: both of the published terms.
  public var thresholdNoise = 0.00636
  /// What ``InitialCharge/uniform(seed:)`` reaches up to.
  public var uniformCharge = 1.0

  /// The published sensor.
  public static let scsim = SpikingSensor()

  /// The sensor without noise, without differences between pixels and without dark current.
  public var withoutNoise: SpikingSensor {
    var clean = self
    clean.darkCurrent = Spread(0, 0)
    clean.capacitance.deviation = 0
    clean.resetOffset.deviation = 0
    clean.gainDeviation = 0
    clean.photonsAtWhite = nil
    clean.thresholdNoise = 0
    return clean
  }

  /// Whether readouts have noise.
  var isNoisy: Bool { photonsAtWhite != nil || thresholdNoise > 0 }

  /// Photons of a readout and gray level; 0 for light without shot noise.
  var photonsPerGray: Float { Float((photonsAtWhite ?? 0) / 255) }

  /// What a pixel is, drawn by the seed.
  func pixel(_ index: Int, seed: UInt64) -> SensorPixel {
    let words = CounterRandom(seed: seed).words(for: .spikingPixel, pixel: index)
    let (forDark, forCapacitance) = ReadoutNoise.normals(radius: words[0], angle: words[1])
    let (forOffset, forGain) = ReadoutNoise.normals(radius: words[2], angle: words[3])
    let charge = capacitance.mean + capacitance.deviation * Double(forCapacitance)
    let offset = resetOffset.mean + resetOffset.deviation * Double(forOffset)
    let gain = 1 + gainDeviation * Double(forGain)
    return SensorPixel(
      dark: exposure * max(0, darkCurrent.mean + darkCurrent.deviation * Double(forDark)),
      sensitivity: whiteRate * capacitance.mean * (resetVoltage + resetOffset.mean) * gain / 255,
      threshold: charge * (resetVoltage + offset), scatter: Float(charge * thresholdNoise))
  }
}

/// What differs from pixel to pixel, in charge.
struct SensorPixel: Sendable {
  /// What a readout without light adds.
  var dark: Double
  /// What a gray level adds in a readout.
  var sensitivity: Double
  /// The mean threshold.
  var threshold: Double
  /// The standard deviation of the threshold from readout to readout.
  var scatter: Float

  /// A pixel that pads a block: it never fires.
  static let padding = SensorPixel(dark: 0, sensitivity: 0, threshold: .infinity, scatter: 0)

  /// The charge before the first readout, of which the first sees `gray`.
  func charge(_ initial: InitialCharge, pixel: Int, gray: Float, uniformCharge: Double, reset: SpikeReset) -> Double {
    func drawn(_ seed: UInt64) -> Double {
      Double(CounterRandom(seed: seed).integer(below: 1 << 53, for: .initialCharge, pixel: pixel)) * 0x1p-53
    }
    switch initial {
    case .zero: return 0
    case .given(let charges): return charges[pixel]
    case .uniform(let seed): return drawn(seed) * uniformCharge
    case .steady(let seed):
      let added = dark + Double(gray) * sensitivity
      if reset == .soft || added <= 0 || added >= threshold { return drawn(seed) * threshold }
      return (drawn(seed) * (threshold / added).rounded(.up)).rounded(.down) * added
    }
  }
}
