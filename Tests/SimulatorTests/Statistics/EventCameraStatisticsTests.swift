import Foundation
import Recordings
import Tensors
import Testing

@testable import Simulator

/// The event cameras against their own mathematics, on a million pixels.
@Suite struct EventCameraStatisticsTests {
  /// The gray level whose log(ε + I) is larger than that of 20 by `change`.
  private static func gray(_ change: Double) -> Float {
    let epsilon = 0.001
    return Float(255 * ((20.0 / 255 + epsilon) * exp(change) - epsilon))
  }

  /// A v2e camera with everything off.
  private static func silent(_ change: (inout V2EModel) -> Void) -> EventCameraModel {
    var model = V2EModel(.clean)
    model.thresholds.deviation = 0
    change(&model)
    return .v2e(model)
  }

  private static func run(
    _ model: EventCameraModel, _ frames: [Tensor<Float>], at times: [Rational], seed: UInt64 = 21,
    _ take: (Event, UInt8) -> Void
  ) throws {
    let camera = EventCamera(size: million.size, model: model, seed: seed)
    func each(_ part: SimulatedEvents) {
      for (event, cause) in zip(part.events.events, part.causes) { take(event, cause) }
    }
    for (frame, time) in zip(frames, times) { try camera.append(frame, at: time, emit: each) }
    try camera.finish(emit: each)
  }

  @Test func `A ramp of k thresholds gives each of a million pixels exactly k events, constant light none`() throws {
    let frames = [even(20), rows { Self.gray(0.2 * Double($0 % 3)) }]
    var counts = [UInt8](repeating: 0, count: million.size.height)
    var (total, isUneven) = (0, false)
    var perPixel = [UInt8](repeating: 0, count: million.pixels)
    try Self.run(.ideal(IdealEventModel()), frames, at: [0, 1]) { event, _ in
      perPixel[Int(event.y) * million.size.width + Int(event.x)] += 1
      total += 1
    }
    for row in 0..<million.size.height {
      let first = row * million.size.width
      counts[row] = perPixel[first]
      isUneven = isUneven || perPixel[first..<first + million.size.width].contains { $0 != counts[row] }
    }
    #expect(!isUneven)
    #expect(counts.indices.allSatisfy { Int(counts[$0]) == $0 % 3 })
    #expect(total == (0..<million.size.height).reduce(0) { $0 + $1 % 3 } * million.size.width)
  }

  @Test(arguments: [
    EventCameraModel.ideal(IdealEventModel()), silent { $0.thresholds.deviation = 0.03 }, silent { $0.cutoffHz = 30 },
  ])
  func `Constant light without noise gives no event`(model: EventCameraModel) throws {
    var count = 0
    let picture = rows { Float($0) * 0.255 }
    try Self.run(model, Array(repeating: picture, count: 4), at: [0, 1, 2, 30]) { _, _ in count += 1 }
    #expect(count == 0)
  }

  @Test func `Thresholds are normal over the pixels, by the time at which a ramp meets them`() throws {
    // The ramp goes over 0.33 in a second: the k-th event is after k thresholds.
    func law(_ level: Double) -> Double {
      (1...4).reduce(0) { $0 + normalProbability(upTo: (level / Double($1) - 0.2) / 0.03) }
    }
    var times = SampledDistribution(over: 0...1e6)
    let model = IdealEventModel(thresholds: EventThresholds(on: 0.2, off: 0.2, deviation: 0.03))
    try Self.run(.ideal(model), [even(20), even(Self.gray(0.33))], at: [0, 1]) { event, _ in
      times.add(Double(event.timeMicroseconds))
    }
    let expected = law(0.33) * Double(million.pixels)
    #expect(abs(Double(times.total) - expected) < 3 * (0.13 * Double(million.pixels)).squareRoot(), "\(times.total)")
    let distance = times.kolmogorovSmirnov(of: million.pixels) { law($0 * 1e-6 * 0.33) }
    #expect(distance < SampledDistribution.limit, "\(distance)")
  }

  @Test func `Leak fires at its rate, which is log-normal over the pixels`() throws {
    // A pixel that leaks at r Hz fires at 1/r; 10^(0.1 N) Hz over 1.3 s.
    var times = SampledDistribution(over: 0...1.3e6)
    var causes = [Int](repeating: 0, count: 5)
    let model = Self.silent { ($0.leakHz, $0.noiseDecades) = (1, 0.1) }
    try Self.run(
      model, Array(repeating: even(90), count: 14), at: (0..<14).map { Rational(Int64($0), 10) }
    ) { event, cause in
      times.add(Double(event.timeMicroseconds))
      causes[Int(cause)] += 1
    }
    #expect(causes[1] == times.total)
    let distance = times.kolmogorovSmirnov(of: million.pixels) { time in
      // The first and the second event, no third.
      let decades = -log10(time * 1e-6) / 0.1
      return normalProbability(upTo: -decades) + normalProbability(upTo: -decades - log10(2) / 0.1)
    }
    // Events lie on whole microseconds, and the reference has single precision.
    #expect(distance < SampledDistribution.limit, "\(distance)")
  }

  @Test func `Shot noise comes at its rates, at exponential intervals, ON as often as OFF`() throws {
    // 5 Hz in the dark; a quarter of the rate lies 255 gray levels above. Frames of 2 ms, 100 of them.
    for (gray, rate) in [(Float(0), 5 * (1 - 0.75 * 20 / 275)), (255, 5 * 0.25)] {
      var first = SampledDistribution(over: 0...2e5, bins: 100)
      var (total, on) = (0, 0)
      var seen = [Bool](repeating: false, count: million.pixels)
      try Self.run(
        Self.silent { $0.shotHz = 5 }, Array(repeating: even(gray), count: 101),
        at: (0..<101).map { Rational(Int64($0), 500) }
      ) { event, cause in
        total += cause == 2 ? 1 : 0
        on += event.isOn ? 1 : 0
        let pixel = Int(event.y) * million.size.width + Int(event.x)
        if !seen[pixel] {
          seen[pixel] = true
          first.add(Double(event.timeMicroseconds) - 1)
        }
      }
      let expected = rate * 0.2 * Double(million.pixels)
      #expect(abs(Double(total) - expected) < 3 * expected.squareRoot(), "\(gray): \(total), \(expected)")
      #expect(abs(Double(on) - expected / 2) < 3 * (expected / 2).squareRoot(), "\(gray): \(on)")
      // ON and OFF in each frame with p = rate / 2 · 2 ms: the first frame with either is geometric.
      let none = pow(1 - rate / 2 * 0.002, 2)
      let distance = first.kolmogorovSmirnov(of: million.pixels) { 1 - pow(none, ($0 / 2000).rounded()) }
      #expect(distance < SampledDistribution.limit, "\(gray): \(distance)")
    }
  }

  @Test(arguments: [0, 6e-7])
  func `A voltage's first passage is inverse Gaussian with a drift, Lévy's without`(drift: Double) throws {
    // k₁ … k₆ such that only light of 100 gray levels drives the voltage; a tenth of the pixels, which is what matters here.
    let model = VoltmeterModel(constants: [5, 20, 0.001, drift / 2, drift / 200, 1e-5])
    let spread = 0.001 * 10 / 120 + 1e-5
    let scale = 1 / (spread * spread)
    let size = SensorSize(width: 1000, height: 100)
    let camera = EventCamera(size: size, model: .voltmeter(model), seed: 22)
    let light = Tensor<Float>(repeating: 100, shape: [size.height, size.width])
    var seen = [Bool](repeating: false, count: size.width * size.height)
    var first = SampledDistribution(over: 0...(drift == 0 ? 1e9 : 3e6))
    var on = 0
    func take(_ part: SimulatedEvents) {
      for event in part.events.events {
        let pixel = Int(event.y) * size.width + Int(event.x)
        if seen[pixel] { continue }
        seen[pixel] = true
        first.add(Double(event.timeMicroseconds))
        on += event.isOn ? 1 : 0
      }
    }
    try camera.append(light, at: 0, emit: take)
    try camera.append(light, at: drift == 0 ? 1000 : 3, emit: take)
    try camera.finish(emit: take)
    let distance = first.kolmogorovSmirnov(of: seen.count) { time in
      if drift == 0 { return erfc((scale / 2 / time).squareRoot()) }
      let (mean, root) = (1 / drift, (scale / time).squareRoot())
      return normalProbability(upTo: root * (time / mean - 1)) + exp(2 * scale / mean)
        * normalProbability(upTo: -root * (time / mean + 1))
    }
    #expect(distance < SampledDistribution.limit, "\(distance)")
    // Without drift either barrier comes first as often; with it the lower one hardly ever.
    let chance = drift == 0 ? 0.5 : 1.0
    let shown = Double(first.total)
    #expect(abs(Double(on) - chance * shown) <= 3 * (chance * (1 - chance) * shown).squareRoot(), "\(on)")
  }
}
