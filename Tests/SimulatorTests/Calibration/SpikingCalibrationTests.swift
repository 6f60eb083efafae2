import Foundation
import Recordings
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
}
