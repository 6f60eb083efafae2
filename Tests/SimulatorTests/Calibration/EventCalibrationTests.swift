import Foundation
import Recordings
import Runtime
import Tensors
import Testing

@testable import Simulator

@Suite struct EventCalibrationTests {
  static let size = SensorSize(width: 24, height: 16)

  @Test func `Garwood's intervals are those of the tables`() {
    #expect(PoissonInterval.interval(count: 0).lowerBound == 0)
    #expect(abs(PoissonInterval.interval(count: 0).upperBound - 3.68888) < 1e-5)
    #expect(abs(PoissonInterval.interval(count: 10).lowerBound - 4.79539) < 1e-5)
    #expect(abs(PoissonInterval.interval(count: 10).upperBound - 18.39036) < 1e-5)
    #expect(abs(PoissonInterval.interval(count: 1000).upperBound - 1063.95) < 0.02)
  }

  @Test func `Student's reach is that of the tables`() {
    for (freedom, value) in [(1, 12.7062), (2, 4.30265), (3, 3.18245), (5, 2.57058), (10, 2.22814), (30, 2.04227)] {
      #expect(abs(StudentReach.of(freedom: freedom) / value - 1) < 0.01)
    }
  }

  /// Events of light whose logarithm goes up and down in straight lines.
  static func fading(
    _ model: EventCameraModel, _ terms: EventTerms, contrast: Double, period: Rational, periods: Int, base: Double,
    framesPerRamp: Int64 = 1, seed: UInt64
  ) throws -> EventBatch {
    let camera = EventCamera(size: size, model: model, terms: terms, seed: seed)
    var events: [Event] = []
    for frame in 0...2 * periods * Int(framesPerRamp) {
      let phase = Double(frame % (2 * Int(framesPerRamp))) / Double(framesPerRamp)
      let level = base * exp(contrast * (phase <= 1 ? phase : 2 - phase)) - (model.isIdeal ? 0.255 : 0)
      let field = Tensor<Float>(repeating: Float(level), shape: [size.height, size.width])
      try camera.append(
        field, at: Rational(Int64(frame) * period.numerator, 2 * framesPerRamp * period.denominator)
      ) { events += $0.events.events }
    }
    try camera.finish { events += $0.events.events }
    return EventBatch(events)
  }

  static func ramp(_ events: EventBatch, contrast: Double, period: Double) throws -> EventCalibration.Ramp {
    var intervals = EventIntervals(size: size)
    intervals.add(events)
    var fit = EventSpacingFit(size: size, usual: try #require(intervals.usual))
    fit.add(events)
    return EventCalibration.Ramp(slope: 2 * contrast / period, spacings: fit.finish())
  }

  private static func drawn(_ mean: Double, _ deviation: Double, seed: UInt64) -> [Float] {
    (0..<size.width * size.height).map { pixel in
      Float(mean + deviation * CounterRandom(seed: seed).normals(for: .bootstrap, pixel: pixel).0)
    }
  }

  @Test func `Thresholds and the silence of pixels lie in their intervals of 95 %`() throws {
    let (on, off) = (Self.drawn(0.22, 0.02, seed: 1), Self.drawn(0.18, 0.015, seed: 2))
    let model = EventCameraModel.ideal(
      IdealEventModel(
        thresholds: EventThresholds(on: 0.22, off: 0.18, map: EventThresholdMap(on: on, off: off)),
        refractorySeconds: 300e-6))
    let terms = EventTerms(jitterMicroseconds: 60)
    let ramps = try [(Rational(1), 5), (Rational(1, 4), 8)].map { period, periods in
      let events = try Self.fading(
        model, terms, contrast: 2.5, period: period, periods: periods, base: 15, seed: UInt64(periods))
      return try Self.ramp(events, contrast: 2.5, period: period.doubleValue)
    }
    var still = EventTally(size: Self.size)
    still.add(EventBatch([Event(timeMicroseconds: 0, x: 0, y: 0, isOn: true)]))
    let found = EventCalibration(still: still, seconds: 10, ramps: ramps).solve()
    let period = try #require(found.refractory.microseconds)
    let error = PixelEstimate.reach * (found.refractory.error ?? 0)
    #expect(abs(period - 300) <= error && error < 5, "\(period) \(error)")
    for (estimate, planted) in [(found.on, on), (found.off, off)] {
      let share = SpikingCalibrationTests.coverage(try #require(estimate)) { Double(planted[$0]) }
      #expect((0.90...0.99).contains(share), "\(share)")
    }
    for (population, mean, deviation) in [
      (found.populations.contrastOn, 0.22, 0.02), (found.populations.contrastOff, 0.18, 0.015),
    ] {
      #expect(try #require(population).meanInterval.contains(mean))
      #expect(try #require(population).deviationInterval.contains(deviation))
    }
    #expect(found.dead.isEmpty && !found.remarks.contains { if case .refractoryIsOpen = $0 { true } else { false } })
    // Of one speed silence and thresholds cannot be told apart.
    let one = EventCalibration(still: still, seconds: 10, ramps: [ramps[0]], shortestInterval: 900).solve()
    #expect(one.refractory.microseconds == nil && one.remarks.contains(.refractoryIsOpen(mostContrast: 5 * 900e-6)))
  }

  @Test func `Background, leak and hot pixels of a still scene are found, and again of the camera found`() throws {
    var model = V2EModel(.clean)
    (model.leakHz, model.shotHz) = (0.4, 1)
    // Thresholds that differ would make the mean of their inverses, and with it the noise, another than is planted.
    model.thresholds.deviation = 0
    let hot = [HotPixel(place: 30, rateHz: 20), HotPixel(place: 201, rateHz: 5), HotPixel(place: 383, rateHz: 60)]
    func tally(_ model: V2EModel, seed: UInt64) throws -> EventTally {
      var tally = EventTally(size: Self.size)
      let camera = EventCamera(
        size: Self.size, model: .v2e(model), terms: EventTerms(hotPixels: HotPixelTerm(share: 0, known: hot)),
        seed: seed)
      let black = Tensor<Float>(repeating: 0, shape: [Self.size.height, Self.size.width])
      for frame in 0...1000 { try camera.append(black, at: Rational(Int64(frame), 10)) { tally.add($0.events) } }
      try camera.finish { tally.add($0.events) }
      return tally
    }
    let found = EventCalibration(still: try tally(model, seed: 5), seconds: 100, ramps: []).solve()
    #expect(found.hot.map(\.place) == hot.map(\.place))
    #expect(found.populations.shotHz.meanInterval.contains(1))
    #expect(
      try #require(found.populations.leakHz).meanInterval.contains(0.4),
      "\(String(describing: found.populations.leakHz))")
    #expect(found.remarks.contains(.thresholdsAreOpen))
    let again = EventCalibration(still: try tally(found.model, seed: 6), seconds: 100, ramps: []).solve()
    #expect(again.hot.map(\.place) == hot.map(\.place))
    #expect(again.populations.shotHz.meanInterval.overlaps(found.populations.shotHz.meanInterval))
    // What every pixel's OFF events are drawn with: half of the shot noise, at the thresholds drawn by the seed.
    let thresholds = PixelThresholds(
      model.thresholds, blocks: PixelBlocks(pixelCount: 384), random: CounterRandom(seed: 5), threads: 1)
    let share = SpikingCalibrationTests.coverage(found.offHz) { pixel in
      0.5 * EventCalibration.darkShare * model.thresholds.off / Double(thresholds.off[pixel])
    }
    #expect((0.90...0.99).contains(share), "\(share)")
  }

  @Test func `A sensor without hot pixels has none, however its rates differ`() {
    // Poisson counts by their normal limit: mean 400, rates 10 % apart.
    let counts = (0..<20_000).map { pixel -> Int32 in
      let draw = CounterRandom(seed: 3).normals(for: .bootstrap, pixel: pixel)
      let mean = 400 * (1 + 0.1 * draw.0)
      return Int32(max(0, mean + mean.squareRoot() * draw.1).rounded())
    }
    let spread = CountSpread(counts, falseAlarms: 0.01)
    #expect(counts.allSatisfy { Int($0) < spread.limit } && spread.limit < 750, "\(spread.limit)")
    #expect(spread.differs && abs(spread.variance.squareRoot() / 40 - 1) < 0.05)
    #expect(CountSpread(Array(repeating: 0, count: 100), falseAlarms: 0.01).limit == 1)
  }
}

extension EventCameraModel {
  fileprivate var isIdeal: Bool { if case .ideal = self { true } else { false } }
}
