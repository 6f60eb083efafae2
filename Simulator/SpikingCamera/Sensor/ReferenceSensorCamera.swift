import CKernels
import Recordings
import Runtime
import Tensors

/// ``SensorSpikingCamera`` in plain Swift, one pixel after another: what the compiled loops are tested against.
///
/// It has the same rounding and therefore the same frames, and it holds all of them in memory. Do not use it to make
/// recordings: it is more than a hundred times slower.
public struct ReferenceSensorCamera: Sendable {
  /// The size of the sensor.
  public let geometry: SpikeGeometry
  private let rateHz: Rational
  private let sensor: SpikingSensor
  private let reset: SpikeReset
  private let initialCharge: InitialCharge
  private let seed: UInt64

  /// Prepares a camera; see ``SensorSpikingCamera``.
  public init(
    geometry: SpikeGeometry, rateHz: Rational = 20_000, sensor: SpikingSensor = .scsim, reset: SpikeReset = .soft,
    initialCharge: InitialCharge = .uniform(seed: 0), seed: UInt64 = 0
  ) {
    (self.geometry, self.rateHz, self.sensor, self.reset) = (geometry, rateHz, sensor, reset)
    (self.initialCharge, self.seed) = (initialCharge, seed)
  }

  /// The frames from the first key frame to the last as bytes of 0 and 1, `[frames, height, width]`.
  ///
  /// - Precondition: There are as many times as key frames, at least one, none before the one before it.
  public func record(_ keyFrames: [Tensor<Float>], at times: [Rational]) -> Tensor<UInt8> {
    precondition(keyFrames.count == times.count && !times.isEmpty, "Every key frame needs a time.")
    let clock = ReadoutClock(rate: rateHz, origin: times[0])
    let positions = times.map(clock.position)
    let steps = zip(positions, positions.dropFirst()).map { ReadoutStep.steps(from: $0, to: $1) }
    var spikes = Tensor<UInt8>(zeros: [positions.last?.whole ?? 0, geometry.height, geometry.width])
    let gray = keyFrames.map { $0.map { min(max($0, 0), SpikeCharge.brightestGray) }.scalars }
    spikes.withUnsafeMutableBufferPointer { spikes in
      for index in 0..<geometry.pixelCount {
        var pixel = Pixel(sensor: sensor, reset: reset, index: index, seed: seed)
        pixel.charge = pixel.constants.charge(
          initialCharge, pixel: index, gray: gray[0][index], uniformCharge: sensor.uniformCharge, reset: reset)
        var readout = 0
        let readOut = { (gray: Double) in
          spikes[readout * geometry.pixelCount + index] = pixel.readOut(gray, readout: readout) ? 1 : 0
          readout += 1
        }
        for (segment, steps) in steps.enumerated() {
          let a = Double(gray[segment][index])
          let change = Double(gray[segment + 1][index]) - a
          for step in steps {
            switch step {
            case .part(let from, let to, let slope):
              let part = a * (to - from) + change * slope
              pixel.gathered = from > 0 ? part + pixel.gathered : part
            case .fire: readOut(pixel.gathered)
            case .ramp(let first, let step, let count):
              for j in 0..<count { readOut(a + change * (first + Double(j) * step)) }
            }
          }
        }
      }
    }
    return spikes
  }

  private struct Pixel {
    let sensor: SpikingSensor
    let reset: SpikeReset
    let index: Int
    let random: CounterRandom
    let constants: SensorPixel
    var charge = 0.0
    var gathered = 0.0
    var hasSpiked = false
    var nextInherent = -1
    var inherentCount = 0

    init(sensor: SpikingSensor, reset: SpikeReset, index: Int, seed: UInt64) {
      (self.sensor, self.reset, self.index) = (sensor, reset, index)
      random = CounterRandom(seed: seed)
      constants = sensor.pixel(index, seed: seed)
      (nextInherent, inherentCount) = sensor.firstInherentSpike(of: index, seed: seed)
    }

    mutating func readOut(_ gray: Double, readout: Int) -> Bool {
      var (gray, limit) = (gray, constants.threshold)
      if sensor.isNoisy {
        let words = random.words(for: .readoutNoise, frame: readout / 2, pixel: index)
        let isOdd = readout % 2 == 1
        let normals = ReadoutNoise.normals(radius: words[isOdd ? 2 : 0], angle: words[isOdd ? 3 : 1])
        if sensor.photonsPerGray > 0 {
          gray += Double(departure(Float(gray), normal: normals.0, readout: readout))
        } else if sensor.diffuseNoise > 0 {
          gray += Double(Float(sensor.diffuseNoise) * normals.0)
        }
        limit += Double(constants.scatter * normals.1)
      }
      let light = gray * constants.sensitivity
      let gain = constants.dark + (hasSpiked ? light * sensor.afterSpike : light)
      charge += gain
      hasSpiked = charge >= limit
      if hasSpiked { charge = rest(of: charge - limit, gain: gain, limit: limit) }
      guard readout == nextInherent else { return hasSpiked }
      nextInherent += sensor.inherentInterval(inherentCount, of: index, seed: random.seed)
      inherentCount += 1
      return true
    }

    private func rest(of surplus: Double, gain: Double, limit: Double) -> Double {
      if reset == .soft { return surplus }
      if sensor.clocksPerReadout <= 1 { return 0 }
      let clock = gain / Double(sensor.clocksPerReadout)
      let rest = (surplus / clock).rounded(.down) * clock
      return rest < limit ? rest : 0
    }

    /// By how much the photons of a readout depart from their mean, in gray levels.
    private func departure(_ gray: Float, normal: Float, readout: Int) -> Float {
      let expected = Int(gray * sensor.photonsPerGray)
      if expected >= SACCADE_FEWEST_NORMAL_PHOTONS {
        return gray / Float(expected).squareRoot() * normal
      }
      if expected == 0 { return gray * -1 }
      let word = random.words(for: .fewPhotons, frame: readout, pixel: index)[0]
      return gray * (Float(ReadoutNoise.photons(expected: expected, word: word)) / Float(expected) - 1)
    }
  }
}
