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
  /// How often in a readout a pixel is held against the threshold. A hard reset loses what came in the clock that
  /// reached it, and all of the readout where there is one.
  public var clocksPerReadout = 1
  /// The standard deviation of what a readout adds to a gray level, whatever that is; not used where photons are counted.
  public var diffuseNoise = 0.0
  /// The readouts between spikes that come without light and leave the charge alone; nil for none.
  public var inherentInterval: Spread?
  /// What single pixels are, where that is known; it goes before what would be drawn.
  public var maps = SensorMaps()

  /// The sensor of SCSim (arXiv 2405.16790).
  public static let scsim = SpikingSensor()

  /// The sensor of SpikingSIM (Zhao et al., SpikingSIM: A bio-inspired spiking simulator; ISCAS 2022): 2 V on 15 fF, read
  /// out every 250 sub-clocks, in each of which white adds 7.94 mV; a hard reset is meant.
  ///
  /// Diffuse noise is a sum of steps of at most 0.0005 of white, 25 sub-clocks apart on average; it is drawn as one normal
  /// number of the same variance. Inherent spikes are N(140, 50) readouts apart in every pixel.
  public static let spikingsim: SpikingSensor = {
    var sensor = SpikingSensor()
    sensor.darkCurrent = Spread(0, 0)
    sensor.capacitance = Spread(1, 0)
    sensor.resetVoltage = 2
    sensor.resetOffset = Spread(0, 0)
    sensor.gainDeviation = 0
    // The step of a sub-clock: 0.2 µs times 1.09e-13 A, over 1.83e-4 times 15 fF.
    let step = 2e-7 * 1.09e-13 / (1.83e-4 * 15e-15)
    sensor.clocksPerReadout = 250
    sensor.whiteRate = 250 * step / 2
    sensor.photonsAtWhite = nil
    sensor.afterSpike = 1
    sensor.thresholdNoise = 0
    sensor.uniformCharge = 250 * step
    sensor.diffuseNoise = 0.1247
    sensor.inherentInterval = Spread(140, 50)
    return sensor
  }()

  /// The sensor without noise, without differences between pixels and without dark current.
  public var withoutNoise: SpikingSensor {
    var clean = self
    clean.darkCurrent = Spread(0, 0)
    clean.capacitance.deviation = 0
    clean.resetOffset.deviation = 0
    clean.gainDeviation = 0
    clean.photonsAtWhite = nil
    clean.thresholdNoise = 0
    clean.diffuseNoise = 0
    clean.inherentInterval = nil
    clean.maps = SensorMaps()
    return clean
  }

  /// Whether readouts have noise.
  var isNoisy: Bool {
    photonsAtWhite != nil || thresholdNoise > 0 || maps.thresholdNoise != nil || diffuseNoise > 0
  }

  /// Photons of a readout and gray level; 0 for light without shot noise.
  var photonsPerGray: Float { Float((photonsAtWhite ?? 0) / 255) }

  /// The readouts from a pixel's inherent spike `count` to the next, at least 1.
  func inherentInterval(_ count: Int, of pixel: Int, seed: UInt64) -> Int {
    guard let spread = inherentInterval else { return .max / 2 }
    let words = CounterRandom(seed: seed).words(for: .inherentSpike, frame: count, pixel: pixel)
    let normal = Double(ReadoutNoise.normals(radius: words[0], angle: words[1]).0)
    return max(1, Int(spread.mean + spread.deviation * normal))
  }

  /// The readout of a pixel's first inherent spike, and its number: they go on for some intervals before recording
  /// begins, so that it begins anywhere between two.
  func firstInherentSpike(of pixel: Int, seed: UInt64) -> (readout: Int, count: Int) {
    guard let spread = inherentInterval else { return (.max / 2, 0) }
    let interval = max(1, Int(spread.mean))
    let phase = CounterRandom(seed: seed).integer(
      below: UInt64(interval), for: .inherentSpike, frame: -1, pixel: pixel)
    var (readout, count) = (Int(phase) - 4 * interval, 0)
    while readout < 0 {
      readout += self.inherentInterval(count, of: pixel, seed: seed)
      count += 1
    }
    return (readout, count)
  }

  /// The charge that a spike takes of a mean pixel.
  public var meanThreshold: Double { capacitance.mean * (resetVoltage + resetOffset.mean) }

  /// What a pixel is, by the maps or drawn by the seed.
  func pixel(_ index: Int, seed: UInt64) -> SensorPixel {
    let words = CounterRandom(seed: seed).words(for: .spikingPixel, pixel: index)
    let (forDark, forCapacitance) = ReadoutNoise.normals(radius: words[0], angle: words[1])
    let (forOffset, forGain) = ReadoutNoise.normals(radius: words[2], angle: words[3])
    let charge = capacitance.mean + capacitance.deviation * Double(forCapacitance)
    let current = maps.darkCurrent.map { Double($0[index]) }
    let offset = maps.resetOffset.map { Double($0[index]) }
    let gain = maps.gain.map { Double($0[index]) }
    let noise = maps.thresholdNoise.map { Double($0[index]) }
    return SensorPixel(
      dark: exposure * max(0, current ?? darkCurrent.mean + darkCurrent.deviation * Double(forDark)),
      sensitivity: whiteRate * meanThreshold * (gain ?? 1 + gainDeviation * Double(forGain)) / 255,
      threshold: charge * (resetVoltage + (offset ?? resetOffset.mean + resetOffset.deviation * Double(forOffset))),
      scatter: Float(charge * (noise ?? thresholdNoise)))
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
