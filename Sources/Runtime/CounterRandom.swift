/// What a random number is drawn for. Numbers of different purposes are independent.
///
/// The raw values enter the generator: changing one changes recordings made with the same seed.
public enum RandomPurpose: UInt32, Sendable, CaseIterable {
  /// The charge of a spiking camera's pixel before the first readout.
  case initialCharge = 1
  /// In what a pixel of a spiking camera differs from others.
  case spikingPixel = 3
  /// The noise of a spiking camera's readouts: the frame is half of the readout's number, two words for each.
  case readoutNoise = 4
  /// The photons of a readout in which a pixel of a spiking camera expects few; the frame is the readout.
  case fewPhotons = 5
  /// When a pixel of a spiking camera fires without light; the frame counts its spikes.
  case inherentSpike = 6
  /// The corners of a noise texture of a rendered scene; the frame is the layer, the pixel the corner.
  case texture = 2
  /// The thresholds of an event camera's pixel: on, then off.
  case eventThreshold = 16
  /// How much more than others an event camera's pixel leaks.
  case eventLeakRate = 17
  /// How an event camera's leak scatters in a frame: word i of pixel 16 g + j is that of pixel 64 g + 16 i + j.
  case eventLeakJitter = 18
  /// The shot noise of an event camera in a frame: the pixel is 4096 times the block of 4096 pixels, plus the draw.
  case eventShotNoise = 19
  /// Whether an event camera's pixel is hot.
  case hotPixel = 20
  /// When a hot pixel fires; the frame counts its events.
  case hotPixelTime = 21
  /// How much later an event is told; the frame is its time in microseconds.
  case eventJitter = 22
  /// The voltage of an event camera's pixel in a frame: side and time; events of one frame are 2^40 frames apart.
  case eventVoltage = 23
  /// The noise of an event camera's photoreceptors in a frame, with the words of pixels as those of ``eventLeakJitter``:
  /// words 0 and 1, 2 and 3 are two normal numbers each.
  case eventPhotoreceptorNoise = 24
  /// Which samples a replicate of a bootstrap holds; the frame is the replicate, the pixel the place.
  case bootstrap = 32
  /// The order of samples from which a calibration set is taken; the pixel is the sample.
  case calibrationSplit = 33
  /// The order in which training shows its samples; the frame is the epoch, the pixel the sample.
  case trainingOrder = 48
  /// How a sample is moved and turned when training shows it; the frame is the epoch, the pixel the sample.
  case augmentation = 49
  /// The order of samples from which those for validation are taken; the pixel is the sample.
  case validationSplit = 50
  /// What a sample of a training by steps is: the frame is its number, the pixel the draw.
  case trainingSample = 51
  /// Whether a pixel's rate becomes a spike; the frame is sample · 2³² + step, the pixel a quarter of the place.
  case rateCoding = 64
  /// Which events of a window are taken where there are too many; the frame is the window, the pixel the place.
  case eventSubset = 65
  /// Drawn digits: their strokes, noise and clutter.
  case drawnDigits = 80
  /// What a law of random scenes draws; the frame is the thing, the pixel counts the draws of it.
  case scene = 96
}

/// Random numbers that depend on nothing but their address: seed, purpose, frame, pixel.
///
/// There is no state and no order, so threads draw what belongs to their pixels and the result does not depend on
/// how many there are. The numbers are those of Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as
/// easy as 1, 2, 3; SC 2011) with the seed as key and the counter `[pixel, frame low, frame high, purpose]`.
public struct CounterRandom: Sendable {
  /// The seed.
  public let seed: UInt64

  /// Makes the generator of a seed.
  public init(seed: UInt64) { self.seed = seed }

  /// Four independent words of one address. Cost: ten rounds, about 10 ns.
  public func words(for purpose: RandomPurpose, frame: Int = 0, pixel: Int) -> SIMD4<UInt32> {
    let frame = UInt64(bitPattern: Int64(frame))
    return Self.philox(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: pixel), UInt32(truncatingIfNeeded: frame), UInt32(truncatingIfNeeded: frame >> 32),
        purpose.rawValue),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
  }

  /// A whole number in `0..<bound`, each equally likely up to one part in 2^64 / `bound`.
  public func integer(below bound: UInt64, for purpose: RandomPurpose, frame: Int = 0, pixel: Int) -> UInt64 {
    let words = words(for: purpose, frame: frame, pixel: pixel)
    return (UInt64(words[1]) << 32 | UInt64(words[0])).multipliedFullWidth(by: bound).high
  }

  /// Philox4x32-10 as published.
  static func philox(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var counter = counter
    var key = key
    for _ in 0..<10 {
      let first = counter[0].multipliedFullWidth(by: 0xD251_1F53)
      let second = counter[2].multipliedFullWidth(by: 0xCD9E_8D57)
      counter = SIMD4(
        second.high ^ counter[1] ^ key[0], second.low, first.high ^ counter[3] ^ key[1], first.low)
      key &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return counter
  }
}
