import Kernels
import Recordings
import Runtime
import Tensors
import Testing

@testable import Simulator

@Suite struct SensorSpikingCameraTests {
  /// Levels at which no, few and many photons are expected, and such as are beyond white.
  private static func picture(_ geometry: SpikeGeometry, frame: Int) -> Tensor<Float> {
    Tensor<Float>(
      shape: [geometry.height, geometry.width],
      scalars: (0..<geometry.pixelCount).map { pixel in
        let random = CounterRandom(seed: 98).words(for: .texture, frame: frame, pixel: pixel)
        let share = Float(random[1] >> 8) / Float(1 << 24)
        switch random[0] % 5 {
        case 0: return 0
        case 1: return share * 0.01
        case 2: return share * 0.5
        case 3: return share * 600
        default: return share * 255 - 10
        }
      })
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var width: Int
    var height: Int
    var times: [Rational]
    var rate: Rational = 20_000
    var sensor = SpikingSensor.scsim
    var reset = SpikeReset.soft
    var initial = InitialCharge.uniform(seed: 5)
    var testDescription: String { name }
  }

  private static let onlyPhotons: SpikingSensor = {
    var sensor = SpikingSensor.scsim.withoutNoise
    sensor.photonsAtWhite = 300
    return sensor
  }()

  static let cases = [
    Case(name: "one pixel", width: 1, height: 1, times: [0, Rational(1, 30), Rational(2, 30)]),
    Case(
      name: "13x7, key frames inside readouts", width: 13, height: 7,
      times: [5, Rational(5003, 1000), Rational(5007, 1000)]),
    Case(
      name: "33x31, an odd rate, hard", width: 33, height: 31, times: (0..<9).map { Rational($0 * $0, 1001) },
      rate: Rational(12_345, 7), reset: .hard, initial: .steady(seed: 6)),
    Case(
      name: "jumps", width: 65, height: 8, times: [0, Rational(1, 900), Rational(1, 900), Rational(4, 1777)],
      rate: 40_000),
    Case(
      name: "several key frames a readout", width: 24, height: 9,
      times: [0, 1, 2, 3, 10, 11, 64].map { Rational($0, 3000) },
      rate: 1000, initial: .steady(seed: 6)),
    Case(
      name: "without noise", width: 30, height: 20, times: (0..<4).map { Rational($0, 319) },
      sensor: SpikingSensor.scsim.withoutNoise, initial: .zero),
    Case(
      name: "spikingsim", width: 37, height: 21, times: (0..<5).map { Rational($0, 119) }, sensor: .spikingsim,
      reset: .hard),
    Case(
      name: "spikingsim, soft", width: 37, height: 21, times: (0..<5).map { Rational($0, 119) }, sensor: .spikingsim,
      initial: .steady(seed: 6)),
    Case(name: "photons alone", width: 30, height: 20, times: (0..<4).map { Rational($0, 319) }, sensor: onlyPhotons),
  ]

  @Test(arguments: cases, InstructionSet.available)
  func `Every instruction set makes the frames of the reference`(example: Case, set: InstructionSet) throws {
    let geometry = SpikeGeometry(width: example.width, height: example.height)
    let pictures = example.times.indices.map { Self.picture(geometry, frame: $0) }
    let reference = ReferenceSensorCamera(
      geometry: geometry, rateHz: example.rate, sensor: example.sensor, reset: example.reset,
      initialCharge: example.initial, seed: 77
    ).record(pictures, at: example.times)
    #expect(reference.scalars.contains(1))
    for (threads, block) in [(1, 256), (2, 7), (3, 1), (2, 1000)] {
      let camera = SensorSpikingCamera(
        geometry: geometry, rateHz: example.rate, sensor: example.sensor, reset: example.reset,
        initialCharge: example.initial, seed: 77, threads: threads, framesPerBlock: block, instructionSet: set)
      let stream = try camera.frames(pictures, at: example.times)
      #expect(stream.unpacked() == reference, "\(threads) threads, blocks of \(block)")
    }
  }

  @Test func `Another seed is another sensor with other noise`() throws {
    let geometry = SpikeGeometry(width: 40, height: 30)
    let picture = Tensor<Float>(repeating: 120, shape: [30, 40])
    func frames(seed: UInt64) throws -> Tensor<UInt8> {
      try SensorSpikingCamera(geometry: geometry, initialCharge: .zero, seed: seed)
        .frames([picture, picture], at: [0, Rational(1, 200)]).unpacked()
    }
    let first = try frames(seed: 1)
    #expect(try frames(seed: 1) == first)
    #expect(try frames(seed: 2) != first)
    #expect(try frames(seed: 1 + 1 << 32) != first)
  }

  @Test func `Without light only dark current fires, and a sensor without noise is silent`() throws {
    let geometry = SpikeGeometry(width: 100, height: 100)
    let black = Tensor<Float>(zeros: [100, 100])
    let times = [0, Rational(1, 4)] as [Rational]
    let clean = try SensorSpikingCamera(geometry: geometry, sensor: .scsim.withoutNoise).frames(
      [black, black], at: times)
    #expect(clean.spikeCount == 0)
    let noisy = try SensorSpikingCamera(geometry: geometry, initialCharge: .steady(seed: 4)).frames(
      [black, black], at: times)
    // 5000 readouts of a dark current of 0.05 * N(0.4442, 0.1731) against 4.348 * N(1.0924, 0.0497).
    let rate = Double(noisy.spikeCount) / 5000 / 10_000
    #expect(abs(rate - 0.02221 / 4.7497 * (1 + 0.0455 * 0.0455)) < 4 * 0.39 * 0.00468 / 100, "\(rate)")
  }

  @Test(arguments: [Float(255), 100, 37])
  func `A hard reset at a clock loses what that clock brought beyond the threshold`(gray: Float) throws {
    let picture = Tensor<Float>(repeating: gray, shape: [1, 1])
    let stream = try SensorSpikingCamera(
      geometry: SpikeGeometry(width: 1, height: 1), sensor: .spikingsim.withoutNoise, reset: .hard, initialCharge: .zero
    ).frames([picture, picture], at: [0, 1])
    // 7.9417 mV a clock at white: a spike takes whole clocks, of which there are 250 a readout.
    let clocks = (2 / (0.0079417122 * Double(gray) / 255)).rounded(.up)
    #expect(abs(stream.spikeCount - Int(20_000 * 250 / clocks)) <= 1, "\(stream.spikeCount)")
  }

  @Test func `Inherent spikes are as far apart as the law says, and as likely at any time`() throws {
    let (pixels, frames) = (100 * 100, 2000)
    let black = Tensor<Float>(zeros: [100, 100])
    let stream = try SensorSpikingCamera(
      geometry: SpikeGeometry(width: 100, height: 100), sensor: .spikingsim, reset: .hard, initialCharge: .zero, seed: 3
    ).frames([black, black], at: [0, Rational(1, 10)])
    let spikes = stream.unpacked().scalars
    var intervals: [Double] = []
    for pixel in 0..<pixels {
      let fired = (0..<frames).filter { spikes[$0 * pixels + pixel] == 1 }
      // The first seven of each: those that the end cuts off would miss the long ones.
      #expect(fired.count > 7)
      intervals += zip(fired, fired.dropFirst()).prefix(7).map { Double($1 - $0) }
    }
    let mean = intervals.reduce(0, +) / Double(intervals.count)
    let variance = intervals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(intervals.count)
    // Whole readouts: half of one less.
    #expect(abs(mean - 139.5) < 4 * 50 / Double(intervals.count).squareRoot() + 0.3, "\(mean)")
    #expect(abs(variance.squareRoot() - 50) < 0.7, "\(variance.squareRoot())")
    // At any time 71.4 in 10,000 pixels.
    for part in 0..<10 {
      let count = stream[part * 200..<part * 200 + 200].spikeCount
      #expect(abs(Double(count) / 200 - 10_000 / 139.5) < 4, "\(part): \(count)")
    }
  }

  @Test func `What a pixel differs in is recovered from its rate`() throws {
    let geometry = SpikeGeometry(width: 60, height: 50)
    let picture = Tensor<Float>(repeating: 150, shape: [50, 60])
    let stream = try SensorSpikingCamera(geometry: geometry, seed: 9).frames(
      [picture, picture], at: [0, Rational(1, 5)])
    let frames = stream.unpacked().scalars
    for index in 0..<geometry.pixelCount {
      let pixel = SpikingSensor.scsim.pixel(index, seed: 9)
      let count = (0..<4000).reduce(0) { $0 + Int(frames[$1 * 3000 + index]) }
      let light = 150 * pixel.sensitivity
      // Charge in is charge out, but for what is held: A(n) = A(0) + n dark + (n - 0.002 spikes) light - spikes threshold.
      let expected = 4000 * (pixel.dark + light) / (pixel.threshold + 0.002 * light)
      #expect(abs(Double(count) - expected) < 4, "pixel \(index): \(count), \(expected)")
    }
  }
}

extension SensorSpikingCamera {
  /// All frames of key frames in memory.
  consuming func frames(_ pictures: [Tensor<Float>], at times: [Rational]) throws -> SpikeStream {
    var bytes: [UInt8] = []
    let keep: (SpikeStream) -> Void = { stream in stream.withUnsafeBytes { bytes.append(contentsOf: $0) } }
    for (picture, time) in zip(pictures, times) { try append(picture, at: time, emit: keep) }
    try finish(emit: keep)
    return SpikeStream(geometry: geometry, frameCount: frameCount) { target in
      _ = target.update(fromContentsOf: bytes)
    }
  }
}
