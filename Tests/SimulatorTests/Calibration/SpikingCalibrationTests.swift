import Foundation
import Recordings
import Runtime
import Tensors
import Testing

@testable import Simulator

@Suite struct SpikingCalibrationTests {
  static let geometry = SpikeGeometry(width: 24, height: 16)
  static let seed: UInt64 = 11

  /// Recordings of even fields, as a sensor sees them.
  static func recordings(
    of sensor: SpikingSensor, frames: [(gray: Double, count: Int64)], noise: [Double]
  ) throws -> [SpikingCalibration.Recording] {
    try frames.map { gray, count in
      var camera = SensorSpikingCamera(
        geometry: geometry, rateHz: 20_000, sensor: sensor, initialCharge: .steady(seed: seed), seed: seed)
      let photons = gray / 255 * (sensor.photonsAtWhite ?? .infinity)
      var fit = SpikeRateFit(geometry: geometry, noise: noise, lightVariance: gray > 0 ? 1 / photons : 0)
      let field = Tensor<Float>(repeating: Float(gray), shape: [geometry.height, geometry.width])
      try camera.append(field, at: 0) { fit.append($0) }
      try camera.append(field, at: Rational(count, 20_000)) { fit.append($0) }
      try camera.finish { fit.append($0) }
      return SpikingCalibration.Recording(gray: gray, rates: fit.finish())
    }
  }

  /// The share of pixels whose planted value lies in its interval.
  static func coverage(_ estimate: PixelEstimate, without bad: [Int] = [], _ planted: (Int) -> Double) -> Double {
    let pixels = estimate.value.indices.filter { !bad.contains($0) }
    let inside = pixels.filter { pixel in
      let value = Float(planted(pixel))
      return estimate.low[pixel] <= value && value <= estimate.high[pixel]
    }
    return Double(inside.count) / Double(pixels.count)
  }

  @Test func `What the data determine lies in its intervals of 95 %`() throws {
    let sensor = SpikingSensor.scsim
    let noise = [0.0025, 0.0035, 0.005, 0.007, 0.01, 0.014]
    let recordings = try Self.recordings(of: sensor, frames: [(0, 4000), (70, 1200), (160, 1200)], noise: noise)
    let found = SpikingCalibration(recordings: recordings).solve()
    let pixels = (0..<Self.geometry.pixelCount).map { sensor.pixel($0, seed: Self.seed) }
    let dark = Self.coverage(found.darkRate) { pixels[$0].dark / pixels[$0].threshold }
    let response = Self.coverage(found.response) { 255 * pixels[$0].sensitivity / pixels[$0].threshold }
    let scatter = Self.coverage(found.relativeNoise) { Double(pixels[$0].scatter) / pixels[$0].threshold }
    #expect((0.90...0.99).contains(dark), "\(dark)")
    #expect((0.90...0.99).contains(response), "\(response)")
    #expect((0.90...0.99).contains(scatter), "\(scatter)")
    #expect(found.populations.thresholdNoise.meanInterval.contains(sensor.thresholdNoise))
    #expect(found.populations.darkCurrent.meanInterval.contains(sensor.darkCurrent.mean))
    #expect(found.hot.isEmpty && found.dead.isEmpty)
  }

  @Test func `Hot and dead pixels are found exactly, and a camera made of what was found is found again`() throws {
    var sensor = SpikingSensor.scsim
    let drawn = (0..<Self.geometry.pixelCount).map { sensor.pixel($0, seed: Self.seed) }
    let unit = sensor.whiteRate * sensor.meanThreshold / 255
    let (hot, dead) = ([17, 100, 383], [5, 250])
    sensor.maps = SensorMaps(
      darkCurrent: drawn.indices.map { hot.contains($0) ? 9 : Float(drawn[$0].dark / sensor.exposure) },
      gain: drawn.indices.map { dead.contains($0) ? 0.02 : Float(drawn[$0].sensitivity / unit) })
    let noise = [0.004, 0.0058, 0.008]
    let frames: [(gray: Double, count: Int64)] = [(0, 3000), (110, 700)]
    let found = SpikingCalibration(recordings: try Self.recordings(of: sensor, frames: frames, noise: noise)).solve()
    #expect(found.hot == hot && found.dead == dead)

    let again = SpikingCalibration(recordings: try Self.recordings(of: found.sensor, frames: frames, noise: noise)).solve()
    #expect(again.hot == hot && again.dead == dead)
    let pixels = drawn.indices.map { found.sensor.pixel($0, seed: Self.seed) }
    let response = Self.coverage(again.response, without: hot + dead) {
      255 * pixels[$0].sensitivity / pixels[$0].threshold
    }
    #expect((0.90...0.995).contains(response), "\(response)")
  }

  @Test func `Of many pixels dark current, gain and offset are told apart within their intervals`() {
    let count = 20_000
    let sensor = SpikingSensor.scsim
    let pixels = (0..<count).map { sensor.pixel($0, seed: 4) }
    func recording(gray: Double, relativeError: Double, purpose: Int) -> SpikingCalibration.Recording {
      var rates = SpikeRates(
        pixelCount: count, readouts: 10_000, counts: Array(repeating: 100, count: count), noise: [0.006], rates: [],
        deviations: [], logLikelihoods: Array(repeating: 0, count: count), isBounded: Array(repeating: false, count: count))
      for (index, pixel) in pixels.enumerated() {
        let normal = CounterRandom(seed: 9).normals(for: .bootstrap, frame: purpose, pixel: index).0
        let full = (pixel.dark + pixel.sensitivity * gray) / pixel.threshold
        // Of the light that a spike takes from the readout after it.
        let light = pixel.sensitivity * gray / pixel.threshold
        let rate = full / (1 + (1 - sensor.afterSpike) * light)
        let error = max(rate, 1e-4) * relativeError
        rates.rates.append(Float(rate + error * normal))
        rates.deviations.append(Float(error))
      }
      return SpikingCalibration.Recording(gray: gray, rates: rates)
    }
    let found = SpikingCalibration(recordings: [
      recording(gray: 0, relativeError: 0.01, purpose: 0), recording(gray: 90, relativeError: 0.0004, purpose: 1),
      recording(gray: 200, relativeError: 0.0003, purpose: 2),
    ]).solve()
    let unit = sensor.whiteRate * sensor.meanThreshold / 255
    let offset = Self.coverage(found.resetOffset) { index in
      // The threshold over the mean capacitance: a capacitance cannot be told from an offset.
      pixels[index].threshold / sensor.capacitance.mean - sensor.resetVoltage
    }
    let gain = Self.coverage(found.gain) { pixels[$0].sensitivity / unit }
    let dark = Self.coverage(found.darkCurrent) { pixels[$0].dark / sensor.exposure }
    for share in [offset, gain, dark] { #expect((0.92...0.98).contains(share), "\(offset) \(gain) \(dark)") }
    let all = found.populations
    let thresholdDeviation = hypot(0.0497, 1.0924 * 0.0128 / 4.348)
    #expect(all.resetOffset.deviationInterval.contains(thresholdDeviation), "\(all.resetOffset)")
    #expect(all.gain.deviationInterval.contains(sensor.gainDeviation), "\(all.gain)")
    #expect(all.darkCurrent.meanInterval.contains(sensor.darkCurrent.mean), "\(all.darkCurrent)")
    #expect(all.darkCurrent.deviationInterval.contains(sensor.darkCurrent.deviation), "\(all.darkCurrent)")
    #expect(!found.remarks.contains { if case .thresholdsAreOpen = $0 { true } else { false } })
  }

  @Test func `Few spikes in the dark give bounds, and a field that saturates is left out`() throws {
    var sensor = SpikingSensor.scsim
    sensor.darkCurrent = SpikingSensor.Spread(0.02, 0)
    let recordings = try Self.recordings(of: sensor, frames: [(0, 600), (100, 400), (255, 400)], noise: [0.0058])
    let found = SpikingCalibration(recordings: recordings).solve()
    #expect(found.remarks.contains(.darkIsShort(pixels: Self.geometry.pixelCount)))
    #expect(
      found.remarks.contains {
        if case .saturated(let pixels) = $0 { pixels > Self.geometry.pixelCount / 10 } else { false }
      })
    let truth = sensor.exposure * 0.02 / sensor.meanThreshold
    #expect(zip(found.darkRate.low, found.darkRate.high).allSatisfy { Double($0) <= truth && truth <= Double($1) })
    #expect(!found.remarks.contains { if case .isNotLinear = $0 { true } else { false } })
  }
}
