import Foundation
import Kernels
import Runtime

/// Pixels after DVS-Voltmeter.
final class VoltmeterPixels: EventPixels {
  private let model: VoltmeterModel
  private let blocks: PixelBlocks
  private let random: CounterRandom
  /// The voltage that is left over, between −1 and 1.
  private let voltage: PixelPlane<Double>

  init(_ model: VoltmeterModel, blocks: PixelBlocks, random: CounterRandom) {
    (self.model, self.blocks, self.random) = (model, blocks, random)
    voltage = PixelPlane(blocks.paddedCount, of: 0)
  }

  var needsGridTimes: Bool { false }

  func start(_ gray: UnsafePointer<Float>, at seconds: Double) {}

  func advance(
    block: Int, step: EventStep, previous: UnsafePointer<Float>, current: UnsafePointer<Float>
  ) -> Int { 0 }

  func emit(
    block: Int, step: EventStep, gridTimes: Int, previous: UnsafePointer<Float>, current: UnsafePointer<Float>,
    into events: BlockEvents
  ) -> Int? {
    let k = model.constants
    let length = step.duration * 1e6
    for pixel in blocks.pixels(of: block) {
      let (from, to) = (max(0, Double(previous[pixel])), max(0, Double(current[pixel])))
      if !(to < .infinity) || current[pixel].isNaN { return pixel }
      let mean = (from + to) / 2
      let motion = DriftingVoltage(
        drift: k[0] * (to - from) / length / (mean + k[1]) + k[3] + k[4] * mean,
        spread: k[2] * mean.squareRoot() / (mean + k[1]) + k[5], followsPublishedCode: model.followsPublishedCode)
      move(pixel, motion, length: length, step: step, into: events)
    }
    return nil
  }

  private func move(
    _ pixel: Int, _ motion: DriftingVoltage, length: Double, step: EventStep, into events: BlockEvents
  ) {
    var (level, elapsed, draw) = (voltage[pixel], 0.0, 0)
    while true {
      let words = random.words(for: .eventVoltage, frame: step.index + draw << 40, pixel: pixel)
      draw += 1
      let (isOn, way, duration) = motion.passage(from: level, words)
      guard elapsed + duration < length else {
        voltage[pixel] = level + (isOn ? way : -way) * (length - elapsed) / duration
        return
      }
      elapsed += duration
      level = 0
      events.events.append(
        PixelEvent(
          time: step.microsecond(step.from + elapsed * 1e-6), place: UInt32(pixel), isOn: isOn, cause: .signal))
    }
  }
}

/// A Brownian motion with drift between barriers at −1 and 1, on the clock of microseconds.
struct DriftingVoltage {
  var drift: Double
  var spread: Double
  var followsPublishedCode: Bool

  /// Which barrier is met first, how far it is, and when it is met.
  func passage(from level: Double, _ words: SIMD4<UInt32>) -> (isOn: Bool, way: Double, duration: Double) {
    let isOn = words[0].unit <= chanceOfOn(from: level)
    let way = isOn ? 1 - level : 1 + level
    let drift = isOn ? drift : -drift
    return (isOn, way, drift == 0 ? levy(way, words[1]) : inverseGaussian(way, drift, words))
  }

  /// The probability that the upper barrier is met first.
  func chanceOfOn(from level: Double) -> Double {
    if drift == 0 { return followsPublishedCode ? 0.5 : (1 + level) / 2 }
    if spread == 0 { return drift > 0 ? 1 : 0 }
    let scale = 2 * drift / (spread * spread)
    let (down, up) = (exp(scale * (1 + level)), exp(-scale * (1 - level)))
    let chance = (down - 1) / (down - up)
    // Both infinite: the drift leaves no choice.
    return chance.isNaN ? 1 : chance
  }

  /// The time of the first passage without drift.
  private func levy(_ way: Double, _ word: UInt32) -> Double {
    if spread == 0 { return .infinity }
    // A normal number is √2 times the inverse error function of a uniform one.
    let normal = NormalDistribution.quantile(1 - word.unit / 2)
    let scale = way * way / (spread * spread)
    return scale / (normal * normal) * (followsPublishedCode ? 2 : 1)
  }

  /// The time of the first passage with drift, drawn by the transformation of Michael, Schucany and Haas (1976); against the
  /// drift with the normal number cut off where the root is real, as published.
  private func inverseGaussian(_ way: Double, _ drift: Double, _ words: SIMD4<UInt32>) -> Double {
    let mean = way / drift
    if spread == 0 { return mean }
    let shape = way * way / (spread * spread)
    var share = words[1].unit
    if drift < 0 {
      share *= NormalDistribution.cumulative(-(4 * shape / -mean).squareRoot())
      if share == 0 { return .infinity }
    }
    let normal = NormalDistribution.quantile(share)
    let y = mean * normal * normal
    let root = max(0, 4 * shape * y + y * y).squareRoot()
    let first = mean + mean / (2 * shape) * (y - root)
    return words[2].unit > mean / (mean + first) ? mean * mean / first : first
  }
}
