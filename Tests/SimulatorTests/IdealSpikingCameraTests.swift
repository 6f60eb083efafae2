import Kernels
import Recordings
import Runtime
import Tensors
import Testing

@testable import Simulator

@Suite struct IdealSpikingCameraTests {
  static let grays: [Float] = [0, 1, 37, 100, 127.5, 200, 254.99609375, 255, 0.00390625, 3.3333333, 399, 400]

  @Test(arguments: [InitialCharge.zero, .uniform(seed: 3)])
  func `A constant gray level fires as often as the closed form says`(initial: InitialCharge) throws {
    let geometry = SpikeGeometry(width: Self.grays.count, height: 3)
    let picture = Tensor<Float>(shape: [3, Self.grays.count], scalars: Self.grays + Self.grays + Self.grays)
    // 23 readouts a key frame and a bit: most key frames fall into a readout.
    let times = (0..<40).map { Rational(Int64($0) * 7, 6000) }
    let stream = try record([Tensor](repeating: picture, count: 40), at: times, geometry: geometry, initial: initial)
    #expect(stream.frameCount == 39 * 7 * 20_000 / 6000)
    let frames = stream.unpacked().scalars
    let threshold = SpikeCharge.units(400)
    for pixel in 0..<geometry.pixelCount {
      let gray = SpikeCharge.units(Double(picture.scalars[pixel]))
      let start = initial.units(pixel: pixel, threshold: threshold, increment: gray, reset: .soft)
      var count: Int64 = 0
      let wrong = (0..<stream.frameCount).first { frame in
        count += Int64(frames[frame * geometry.pixelCount + pixel])
        return count != (start + Int64(frame + 1) * gray) / threshold
      }
      #expect(wrong == nil, "pixel \(pixel)")
    }
  }

  @Test(arguments: [InitialCharge.zero, .steady(seed: 3)])
  func `With a hard reset a constant gray level fires with one period`(initial: InitialCharge) throws {
    let grays: [Float] = [0.5, 1, 37, 100, 133.5, 199.75, 200, 255, 399, 400, 401, 5000]
    let picture = Tensor<Float>(shape: [12, 1], scalars: grays)
    let stream = try record(
      [picture, picture], at: [0, Rational(1, 4)], geometry: SpikeGeometry(width: 1, height: 12), reset: .hard,
      initial: initial)
    let frames = stream.unpacked().scalars
    for (pixel, gray) in grays.enumerated() {
      let fired = (0..<stream.frameCount).filter { frames[$0 * 12 + pixel] == 1 }
      let period = Int((400 / gray).rounded(.up))
      if initial == .zero { #expect(fired.first == period - 1) }
      #expect(fired.first ?? .max < period && zip(fired, fired.dropFirst()).allSatisfy { $1 - $0 == period }, "\(gray)")
    }
  }

  @Test func `In the steady state every phase of a hard reset is as likely`() throws {
    let geometry = SpikeGeometry(width: 100, height: 100)
    let picture = Tensor<Float>(repeating: 90, shape: [100, 100])
    let stream = try record(
      [picture, picture], at: [0, Rational(5, 20_000)], geometry: geometry, reset: .hard, initial: .steady(seed: 8))
    // 5 readouts a spike: 2000 pixels in each, with a standard deviation of 40.
    for frame in 0..<5 { #expect(abs(stream[frame..<frame + 1].spikeCount - 2000) < 160) }
    #expect(stream.spikeCount == 10_000)
  }

  @Test func `A ramp fires within one of its integral`() throws {
    let geometry = SpikeGeometry(width: 16, height: 16)
    let from = Tensor<Float>(shape: [16, 16], scalars: (0..<256).map(Float.init))
    let to = Tensor<Float>(shape: [16, 16], scalars: (0..<256).reversed().map { Float($0) / 2 })
    let stream = try record([from, to], at: [0, Rational(1, 3)], geometry: geometry, initial: .zero)
    #expect(stream.frameCount == 6666)
    let frames = stream.unpacked().scalars
    for pixel in 0..<256 {
      let (a, b) = (Double(from.scalars[pixel]), Double(to.scalars[pixel]))
      var count = 0.0
      let wrong = (0..<stream.frameCount).first { frame in
        count += Double(frames[frame * 256 + pixel])
        let n = Double(frame + 1)
        let integral = a * n + (b - a) * n * n / (2 * 20_000.0 / 3)
        return abs(count - (integral / 400).rounded(.down)) > 1
      }
      #expect(wrong == nil, "pixel \(pixel)")
    }
  }

  /// Odd sizes, odd rates, variable frame times, jumps, and gray levels beyond the threshold.
  struct Case: Sendable, CustomTestStringConvertible {
    var width: Int
    var height: Int
    var rate: Rational
    var times: [Rational]
    var threshold = 400.0
    var brightest: Float = 255
    var testDescription: String { "\(width)x\(height) at \(rate) Hz, threshold \(threshold), \(times)" }
  }

  static let cases = [
    Case(width: 1, height: 1, rate: 20_000, times: [0, Rational(1, 30), Rational(2, 30)]),
    Case(width: 13, height: 7, rate: 20_000, times: [5, Rational(151, 30), Rational(76, 15)]),
    Case(width: 33, height: 31, rate: Rational(12_345, 7), times: (0..<20).map { Rational($0 * $0, 1001) }),
    Case(width: 64, height: 24, rate: 1000, times: [0, Rational(1, 3000), Rational(2, 3000), Rational(1, 100)]),
    Case(width: 65, height: 16, rate: 40_000, times: [0, Rational(1, 90), Rational(1, 90), Rational(41, 1777)]),
    Case(
      width: 23, height: 45, rate: 20_000, times: (0..<7).map { Rational($0, 300) }, threshold: 100, brightest: 255),
    Case(width: 19, height: 29, rate: 20_000, times: (0..<7).map { Rational($0, 119) }, threshold: 255),
    Case(width: 30, height: 35, rate: 20_000, times: (0..<4).map { Rational($0, 119) }, threshold: 0.5),
    Case(width: 8, height: 8, rate: 20_000, times: [0, 1], threshold: 131_072, brightest: 500_000),
  ]

  @Test(arguments: cases, InstructionSet.available)
  func `Every instruction set makes the frames of the reference`(example: Case, set: InstructionSet) throws {
    for reset in SpikeReset.allCases { try compare(example, set: set, reset: reset) }
  }

  private func compare(_ example: Case, set: InstructionSet, reset: SpikeReset) throws {
    let geometry = SpikeGeometry(width: example.width, height: example.height)
    let pictures = example.times.indices.map { frame in
      Tensor<Float>(
        shape: [example.height, example.width],
        scalars: (0..<geometry.pixelCount).map { pixel in
          // Some constant, some negative, some far beyond.
          let random = CounterRandom(seed: 99).words(for: .initialCharge, frame: frame, pixel: pixel)
          switch pixel % 5 {
          case 0: return Float(pixel % 256)
          case 1: return (Float(random[0] >> 8) / Float(1 << 24) - 0.1) * example.brightest
          default: return Float(random[1] >> 8) / Float(1 << 24) * example.brightest
          }
        })
    }
    let reference = ReferenceSpikingCamera(
      geometry: geometry, rateHz: example.rate, threshold: example.threshold, reset: reset,
      initialCharge: .uniform(seed: 5)
    ).record(pictures, at: example.times)
    for (threads, block) in [(1, 256), (2, 256), (3, 7), (2, 1), (1, 1000)] {
      let stream = try record(
        pictures, at: example.times, geometry: geometry, rate: example.rate, threshold: example.threshold,
        reset: reset, initial: .uniform(seed: 5), threads: threads, block: block, set: set)
      #expect(stream.unpacked() == reference, "\(threads) threads, blocks of \(block), \(reset) reset")
    }
  }

  @Test func `Blocks that are kept do not change when the next is made`() throws {
    let geometry = SpikeGeometry(width: 9, height: 9)
    let picture = Tensor<Float>(repeating: 255, shape: [9, 9])
    var camera = IdealSpikingCamera(geometry: geometry, initialCharge: .zero, framesPerBlock: 10)
    var kept: [SpikeStream] = []
    try camera.append(picture, at: 0) { kept.append($0) }
    try camera.append(Tensor(zeros: [9, 9]), at: Rational(1, 100)) { kept.append($0) }
    try camera.finish { kept.append($0) }
    #expect(kept.map(\.frameCount) == [Int](repeating: 10, count: 20))
    #expect(kept.map(\.firstFrame) == Array(stride(from: 0, to: 200, by: 10)))
    let whole = try record([picture, Tensor(zeros: [9, 9])], at: [0, Rational(1, 100)], geometry: geometry)
    for block in kept {
      #expect(block.unpacked() == whole[block.firstFrame..<block.firstFrame + 10].unpacked())
    }
  }

  @Test func `Bits that fill up the last byte stay zero`() throws {
    let geometry = SpikeGeometry(width: 3, height: 3)
    let stream = try record(
      [Tensor(repeating: 400, shape: [3, 3]), Tensor(repeating: 400, shape: [3, 3])], at: [0, Rational(1, 100)],
      geometry: geometry)
    stream.withUnsafeBytes { bytes in
      for frame in 0..<200 { #expect(bytes[2 * frame] == 255 && bytes[2 * frame + 1] == 1) }
    }
  }

  @Test func `Bad key frames are refused with their place`() throws {
    var camera = IdealSpikingCamera(geometry: SpikeGeometry(width: 4, height: 2))
    var picture = Tensor<Float>(zeros: [2, 4])
    try camera.append(picture, at: 1) { _ in }
    let black = picture
    #expect(throws: KeyFrameError.goesBackInTime(frame: 1)) {
      try camera.append(black, at: Rational(1, 2)) { _ in }
    }
    picture[1, 2] = .nan
    let broken = picture
    #expect(throws: KeyFrameError.notANumber(frame: 1, x: 2, y: 1)) { try camera.append(broken, at: 2) { _ in } }
  }

  /// Pictures in memory at a constant rate.
  private final class Pictures: IntensitySource {
    let geometry: SpikeGeometry
    private let video: Tensor<Float>
    private var index = 0
    var estimatedCount: Int? { video.shape[0] }

    init(_ video: Tensor<Float>) {
      self.video = video
      geometry = SpikeGeometry(width: video.shape[2], height: video.shape[1])
    }

    func next() -> IntensityFrame? {
      if index == video.shape[0] { return nil }
      defer { index += 1 }
      return IntensityFrame(gray: video.slice(at: index), time: Rational(Int64(index), 30))
    }
  }

  /// What was appended, as one stream.
  private final class Memory: SpikeSink {
    var bytes: [UInt8] = []
    func append(_ frames: SpikeStream) { frames.withUnsafeBytes { bytes += $0 } }
    func finish() {}
  }

  @Test func `Light from any source goes to any sink`() throws {
    let video = Tensor<Float>(shape: [4, 9, 11], scalars: (0..<396).map { Float($0 % 251) })
    let light = Pictures(video)
    let whole = try IdealSpikingCamera(geometry: light.geometry).record(video, frameRate: 30)
    let memory = Memory()
    try IdealSpikingCamera(geometry: light.geometry).record(light, to: memory)
    #expect(whole.frameCount > 0 && whole.withUnsafeBytes { Array($0) } == memory.bytes)
  }

  @Test func `A video at a constant rate is recorded at once`() throws {
    let video = Tensor<Float>(repeating: 200, shape: [4, 5, 6])
    let stream = try IdealSpikingCamera(geometry: SpikeGeometry(width: 6, height: 5), initialCharge: .zero)
      .record(video, frameRate: 30)
    #expect(stream.frameCount == 2000)
    #expect(stream.spikeCount == 1000 * 30)
  }

  private func record(
    _ pictures: [Tensor<Float>], at times: [Rational], geometry: SpikeGeometry, rate: Rational = 20_000,
    threshold: Double = 400, reset: SpikeReset = .soft, initial: InitialCharge = .zero, threads: Int = 2,
    block: Int = 256,
    set: InstructionSet? = nil
  ) throws -> SpikeStream {
    var camera = IdealSpikingCamera(
      geometry: geometry, rateHz: rate, threshold: threshold, reset: reset, initialCharge: initial,
      threads: threads, framesPerBlock: block, instructionSet: set)
    var bytes: [UInt8] = []
    let keep: (SpikeStream) -> Void = { stream in stream.withUnsafeBytes { bytes.append(contentsOf: $0) } }
    for (picture, time) in zip(pictures, times) { try camera.append(picture, at: time, emit: keep) }
    try camera.finish(emit: keep)
    return SpikeStream(geometry: geometry, frameCount: camera.frameCount) { target in
      _ = target.update(fromContentsOf: bytes)
    }
  }
}
