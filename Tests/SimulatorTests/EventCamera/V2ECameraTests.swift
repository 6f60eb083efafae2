import Foundation
import Kernels
import Recordings
import Simulator
import Tensors
import TestSupport
import Testing

@Suite struct V2ECameraTests {
  /// No random term.
  static func plain(_ change: (inout V2EModel) -> Void = { _ in }) -> V2EModel {
    var model = V2EModel(.clean)
    model.thresholds = EventThresholds(on: 0.2, off: 0.2)
    change(&model)
    return model
  }

  /// The events of every pixel and step: ON minus OFF.
  private func counts(_ model: V2EModel, _ frames: [Tensor<Float>], size: SensorSize, fps: Int64, set: InstructionSet)
    throws -> [[Int]]
  {
    let camera = EventCamera(size: size, model: .v2e(model), threads: 2, instructionSet: set)
    return try frames.enumerated().map { index, frame in
      var counts = [Int](repeating: 0, count: size.width * size.height)
      try camera.append(frame, at: Rational(Int64(index), fps)) { part in
        for event in part.events.events { counts[Int(event.y) * size.width + Int(event.x)] += event.isOn ? 1 : -1 }
      }
      return counts
    }
  }

  @Test(arguments: InstructionSet.available, [1, 63, 64, 65, 4097])
  func `Every instruction set counts as the formula says`(set: InstructionSet, width: Int) throws {
    let size = SensorSize(width: width, height: 3)
    let frames = movingPictures(12, size: size)
    let models = [
      Self.plain(), Self.plain { $0.cutoffHz = 60 }, Self.plain { $0.leakHz = 7 },
      Self.plain {
        ($0.cutoffHz, $0.leakHz) = (200, 3)
        $0.thresholds = EventThresholds(on: 0.31, off: 0.17)
      },
    ]
    for model in models {
      var reference = ReferenceV2ECamera(model)
      let expected = frames.enumerated().map { index, frame in
        reference.counts(frame.scalars, after: Double(index) / 500 - Double(max(0, index - 1)) / 500)
      }
      #expect(try counts(model, frames, size: size, fps: 500, set: set) == expected)
    }
  }

  private static let oracles = [
    "ideal", "lowpass", "leak", "asymmetric", "refractory", "lowpass_leak_refractory",
  ]

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"), arguments: oracles, V2EModel.Times.allCases)
  func `Counts of every pixel and frame are v2e's`(name: String, times: V2EModel.Times) throws {
    let archive = try NumpyArchive(path: SharedFolder.path("oracles/v2e_deterministic.npz"))
    let frames = try archive.float32("frames")
    let on = try archive.float32(name + "_on").scalars
    let off = try archive.float32(name + "_off").scalars
    let model = Self.plain { model in
      model.times = times
      switch name {
      case "lowpass": model.cutoffHz = 60
      case "leak": model.leakHz = 12
      case "asymmetric": model.thresholds = EventThresholds(on: 0.31, off: 0.17)
      case "refractory": model.refractorySeconds = 0.003
      case "lowpass_leak_refractory": (model.cutoffHz, model.leakHz, model.refractorySeconds) = (120, 4, 0.0015)
      default: break
      }
    }
    let pictures = (0..<frames.shape[0]).map { frames.slice(at: $0) }
    let events = try EventCamera(size: SensorSize(width: 32, height: 24), model: .v2e(model)).record(pictures, fps: 500)
    var counts = [Int](repeating: 0, count: 2 * on.count)
    for event in events.map(\.event) {
      let frame = Int((event.timeMicroseconds + 1999) / 2000)
      counts[2 * (frame * 768 + Int(event.y) * 32 + Int(event.x)) + (event.isOn ? 1 : 0)] += 1
    }
    let wanted = Int(on.reduce(0, +) + off.reduce(0, +))
    if model.refractorySeconds > 0 && times == .crossing {
      // Counts depend on times then, which are not v2e's.
      #expect(abs(events.count - wanted) * 100 <= wanted)
      return
    }
    let differing = on.indices.reduce(0) {
      $0 + abs(counts[2 * $1 + 1] - Int(on[$1])) + abs(counts[2 * $1] - Int(off[$1]))
    }
    #expect(differing == 0)
  }

  struct Rates: Decodable {
    var shot_hz, leak_hz, cutoff_hz, sigma, gray, on_hz, off_hz, on_se, off_se, pixel_seconds: Double
    var leak_jitter, noise_cov_decades, threshold: Double
    var frames: Int
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"), arguments: [0, 3, 8, 12, 17, 21])
  func `Rates of noise are v2e's within four standard errors, and labels say what they are of`(row: Int) throws {
    let file = SharedFolder.path("oracles/v2e_noise_rates.json")
    let rates = try JSONDecoder().decode([Rates].self, from: Data(contentsOf: URL(fileURLWithPath: file)))[row]
    let model = Self.plain { model in
      model.thresholds = EventThresholds(on: rates.threshold, off: rates.threshold, deviation: rates.sigma)
      (model.cutoffHz, model.leakHz, model.shotHz) = (rates.cutoff_hz, rates.leak_hz, rates.shot_hz)
      (model.leakJitter, model.noiseDecades) = (rates.leak_jitter, rates.noise_cov_decades)
    }
    let camera = EventCamera(size: SensorSize(width: 128, height: 128), model: .v2e(model), seed: 5)
    let gray = Tensor(repeating: Float(rates.gray), shape: [128, 128])
    var (on, off, causes) = (0, 0, Set<UInt8>())
    for frame in 0..<rates.frames {
      try camera.append(gray, at: Rational(Int64(frame), 500)) { part in
        part.events.withColumns { for index in 0..<part.events.count { on += Int($0.p[index]) } }
        off += part.events.count
        causes.formUnion(part.causes)
      }
    }
    off -= on
    #expect(abs(Double(on) / rates.pixel_seconds - rates.on_hz) <= 4 * rates.on_se * 2.0.squareRoot())
    #expect(abs(Double(off) / rates.pixel_seconds - rates.off_hz) <= 4 * rates.off_se * 2.0.squareRoot())
    // Light leaks of 0.1 Hz never reach the threshold in two seconds of shot noise.
    #expect(causes == (rates.shot_hz > 0 ? [2] : [1]))
  }

  @Test func `Noise of the photoreceptor has its deviation, and its events are labelled`() throws {
    // At independent frames, a reference of 0 and a threshold of 2 deviations: the share of a normal number beyond it.
    let model = Self.plain { ($0.cutoffHz, $0.photoreceptorNoise) = (100, 0.1) }
    let size = SensorSize(width: 300, height: 100)
    let gray = Tensor(repeating: Float(128), shape: [100, 300])
    for set in InstructionSet.available {
      let camera = EventCamera(size: size, model: .v2e(model), seed: 3, instructionSet: set)
      let events = try camera.record([gray, gray], fps: 1)
      let share = erfc(2 / 2.0.squareRoot()) / 2
      for isOn in [true, false] {
        let count = Double(
          Set(events.map(\.event).filter { $0.isOn == isOn }.map { Int($0.y) * 300 + Int($0.x) }).count)
        #expect(abs(count - 30_000 * share) < 4 * (30_000 * share).squareRoot())
      }
      #expect(events.allSatisfy { $0.cause == .photoreceptorNoise })
    }
  }
}
