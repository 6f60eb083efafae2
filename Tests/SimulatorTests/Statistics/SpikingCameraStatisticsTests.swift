import Foundation
import Recordings
import Tensors
import Testing

@testable import Simulator

/// The spiking cameras against their own mathematics, on a million pixels.
@Suite struct SpikingCameraStatisticsTests {
  private static let geometry = SpikeGeometry(width: million.size.width, height: million.size.height)

  /// A sensor whose only noise is that of `photons` at white, a mean spike of 1 in charge.
  private static func photonsAlone(_ photons: Double, whiteRate: Double) -> SpikingSensor {
    var sensor = SpikingSensor.scsim.withoutNoise
    (sensor.capacitance, sensor.resetVoltage, sensor.resetOffset) = (.init(1, 0), 1, .init(0, 0))
    (sensor.photonsAtWhite, sensor.whiteRate, sensor.afterSpike) = (photons, whiteRate, 1)
    return sensor
  }

  @Test func `The ideal camera fires at gray / threshold, every interval one of two whole numbers`() throws {
    // 100 of 400: 40 readouts give ten spikes whatever the phase; 90 of 400 nine; 37 of 400 three or four.
    for gray in [100, 90, 37] as [Float] {
      let camera = IdealSpikingCamera(
        geometry: Self.geometry, rateHz: 20_000, threshold: 400, initialCharge: .uniform(seed: 11))
      var (total, counts) = (0, BitCounters(bits: million.pixels))
      try camera.readouts(of: even(gray), count: 40) { frame in
        total += frame.spikeCount
        counts.add(frame)
      }
      // Of 3.7 spikes, 70 % of the pixels fire four.
      let share = Double(40 * gray / 400).truncatingRemainder(dividingBy: 1)
      let error = (share * (1 - share) / Double(million.pixels)).squareRoot()
      #expect(abs(Double(total) / Double(million.pixels) - Double(40 * gray / 400)) <= 3 * error, "\(gray): \(total)")
      // No counts of this mean are closer together than those of the two whole numbers about it.
      let (mean, variance) = counts.moments(of: 0..<million.pixels)
      #expect(mean * Double(million.pixels) == Double(total))
      let upper = mean - mean.rounded(.down)
      #expect(abs(variance - upper * (1 - upper)) < 1e-9, "\(gray): \(variance)")
    }
  }

  @Test(arguments: [10.0, 200])
  func `The time to the first spike is Poisson's, by the test of Kolmogorov and Smirnov`(photons: Double) throws {
    // White gathers 1/25 of a spike a readout: the first spike is where 25 · photons were counted. A threshold between two
    // counts keeps roundings out.
    var sensor = Self.photonsAlone(photons, whiteRate: 0.04 / 0.9999)
    sensor.resetVoltage = 0.9999
    let camera = SensorSpikingCamera(geometry: Self.geometry, sensor: sensor, initialCharge: .zero, seed: 12)
    var (readout, fired, distance) = (0, 0, 0.0)
    try camera.readouts(of: even(255), count: 40) { frame in
      readout += 1
      fired += frame.spikeCount
      let law = 1 - poissonProbability(below: Int(25 * photons), mean: Double(readout) * photons)
      distance = max(distance, abs(Double(fired) / Double(million.pixels) - law))
    }
    #expect(fired == million.pixels)
    // A normal number in place of Poisson's, from 50 photons on, has no skewness: 25 readouts of 200 photons differ by
    // less than 1 / (6 √5000) · φ(0) = 0.0009 from Poisson's law, ten by none.
    let allowed = SampledDistribution.limit / Double(million.pixels).squareRoot() + (photons < 50 ? 0 : 0.0009)
    #expect(distance < allowed, "\(distance)")
  }

  @Test func `Variance over mean of the counts is a line through nought, as Poisson's`() throws {
    // A quarter of the rows sees no light, the others one, two and three photons a readout.
    let sensor = Self.photonsAlone(3.03, whiteRate: 0.25)
    let readouts = 64
    let camera = SensorSpikingCamera(
      geometry: Self.geometry, sensor: sensor, initialCharge: .steady(seed: 13), seed: 13)
    var counts = BitCounters(bits: million.pixels)
    try camera.readouts(of: rows { Float($0 / 256 * 85) }, count: readouts) { counts.add($0) }
    for photons in 0..<4 {
      let rows = photons * 256..<min(photons * 256 + 256, million.size.height)
      let (mean, variance) = counts.moments(of: rows.lowerBound * 1000..<rows.upperBound * 1000)
      let pixels = Double(rows.count * 1000)
      // A readout gathers gray / 255 / 4 · Poisson(n) / n. Cutting off at whole spikes, at any phase, adds what a fraction
      // adds: nearly 1/6, the charge being spread over more than a spike.
      let expected = Double(readouts) * Double(photons) / 3 / 4
      let spread = Double(readouts) * Double(photons) / 9 / 16
      #expect(abs(mean - expected) <= 3 * ((spread + 1.0 / 6) / pixels).squareRoot(), "\(photons): \(mean)")
      let fraction = photons == 0 ? 0 : 1.0 / 6
      let error = (spread + fraction) * (2 / pixels).squareRoot()
      #expect(abs(variance - spread - fraction) <= 3 * error, "\(photons): \(variance), \(spread)")
    }
  }

  @Test func `Noise of the threshold spreads the time of the first spike normally`() throws {
    var sensor = SpikingSensor.scsim.withoutNoise
    (sensor.capacitance, sensor.resetVoltage, sensor.resetOffset) = (.init(1, 0), 1, .init(0, 0))
    (sensor.thresholdNoise, sensor.whiteRate) = (0.05, 0.1)
    let camera = SensorSpikingCamera(geometry: Self.geometry, sensor: sensor, initialCharge: .zero, seed: 14)
    // After readout n the charge is 0.05 n at half of white, the threshold N(1, 0.05): nobody fires before the charge is
    // near it, and a readout's draw says nothing of the next.
    var (readout, silent, fired, distance) = (0, 1.0, 0, 0.0)
    try camera.readouts(of: even(127.5), count: 26) { frame in
      readout += 1
      fired += frame.spikeCount
      silent *= 1 - normalProbability(upTo: (0.05 * Double(readout) - 1) / 0.05)
      distance = max(distance, abs(Double(fired) / Double(million.pixels) - (1 - silent)))
    }
    #expect(fired == million.pixels)
    #expect(distance < SampledDistribution.limit / Double(million.pixels).squareRoot(), "\(distance)")
  }

  @Test func `What differs from pixel to pixel is there in a million pixels, and nothing else`() throws {
    // 64 readouts at 180 of 255: some 43 spikes a pixel, exactly as many as its constants say, up to the noise of readouts.
    let readouts = 64
    let camera = SensorSpikingCamera(geometry: Self.geometry, initialCharge: .zero, seed: 15)
    var counts = BitCounters(bits: million.pixels)
    try camera.readouts(of: even(180), count: readouts) { counts.add($0) }
    var (sum, squares, planted, products) = (0.0, 0.0, 0.0, 0.0)
    let step = 97
    var seen = 0.0
    for pixel in stride(from: 0, to: million.pixels, by: step) {
      let constants = SpikingSensor.scsim.pixel(pixel, seed: 15)
      let light = 180 * constants.sensitivity
      let expected = Double(readouts) * (constants.dark + light) / (constants.threshold + 0.002 * light)
      // Nothing at first, and what is cut off is half a spike on average.
      let count = Double(counts[pixel]) + 0.5
      sum += count - expected
      squares += (count - expected) * (count - expected)
      planted += expected
      products += expected * expected
      seen += 1
    }
    let (mean, variance) = (sum / seen, squares / seen - sum * sum / seen / seen)
    let spread = (products / seen - planted * planted / seen / seen).squareRoot()
    // The pattern's spread is 3 spikes; what is left is a fraction of one.
    #expect(spread > 2.5, "\(spread)")
    #expect(abs(mean) < 0.03, "\(mean)")
    #expect(variance.squareRoot() < 0.33, "\(variance.squareRoot())")
  }
}

extension SpikingCamera where Self: ~Copyable {
  /// So many readouts of a picture that stays, one at a time.
  consuming func readouts(of picture: Tensor<Float>, count: Int, _ take: (SpikeStream) -> Void) throws {
    let last = Rational(Int64(count) * rateHz.denominator, rateHz.numerator)
    func each(_ stream: SpikeStream) {
      for frame in 0..<stream.frameCount { take(stream[frame..<frame + 1]) }
    }
    try append(picture, at: 0, emit: each)
    try append(picture, at: last, emit: each)
    try finish(emit: each)
  }
}

/// How often each of many bits was set: counters whose digits lie in planes, 64 pixels a word.
private struct BitCounters {
  private var planes: [[UInt64]]

  init(bits: Int) {
    planes = Array(repeating: [UInt64](repeating: 0, count: (bits + 63) / 64), count: 8)
  }

  /// Adds a frame of spikes, whose bytes are whole words.
  mutating func add(_ frame: SpikeStream) {
    frame.withUnsafeBytes { bytes in
      let words = UnsafeRawBufferPointer(bytes)
      for word in planes[0].indices {
        var carry = words.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)
        var plane = 0
        while carry != 0 {
          let digit = planes[plane][word]
          planes[plane][word] = digit ^ carry
          carry &= digit
          plane += 1
        }
      }
    }
  }

  subscript(pixel: Int) -> Int {
    planes.indices.reduce(0) { $0 + Int(planes[$1][pixel >> 6] >> UInt64(pixel & 63) & 1) << $1 }
  }

  /// Mean and variance of the counts of a range of pixels whose ends are whole words.
  func moments(of pixels: Range<Int>) -> (mean: Double, variance: Double) {
    precondition(pixels.lowerBound % 64 == 0 && pixels.upperBound % 64 == 0, "A range of pixels has whole words.")
    let words = pixels.lowerBound / 64..<pixels.upperBound / 64
    var (sum, squares) = (0, 0)
    for (low, first) in planes.enumerated() {
      for (high, second) in planes.enumerated() where high >= low {
        var both = 0
        for word in words { both += (first[word] & second[word]).nonzeroBitCount }
        if low == high { sum += both << low }
        squares += both << (low + high + (low == high ? 0 : 1))
      }
    }
    let mean = Double(sum) / Double(pixels.count)
    return (mean, Double(squares) / Double(pixels.count) - mean * mean)
  }
}
