import Foundation
import Kernels
import Recordings
import Simulator
import Tensors
import Testing

@Suite struct IdealEventCameraTests {
  private static let size = SensorSize(width: 3, height: 2)

  /// Frames in which every pixel has one level.
  private func levels(_ levels: [Double]) -> [Tensor<Float>] {
    levels.map { Tensor(repeating: Float($0), shape: [Self.size.height, Self.size.width]) }
  }

  /// The gray level of a logarithm log(0.001 + gray / 255).
  private func gray(_ logarithm: Double) -> Double { 255 * (exp(logarithm) - 0.001) }

  @Test(arguments: [1, 5, 37], [0.2, 0.15, 0.01])
  func `A ramp of k thresholds gives exactly k events, each at its crossing`(count: Int, contrast: Double) throws {
    if Double(count) * contrast > 3 { return }
    let model = IdealEventModel(thresholds: EventThresholds(on: contrast, off: contrast))
    for sign in [1.0, -1] {
      let start = sign > 0 ? -4.0 : -1
      let frames = levels([gray(start), gray(start + sign * Double(count) * contrast)])
      let events = try EventCamera(size: Self.size, model: .ideal(model), threads: 2).record(frames, fps: 10)
      #expect(events.count == 6 * count)
      for pixel in 0..<6 {
        let own = events.map(\.event).filter { Int($0.y) * 3 + Int($0.x) == pixel }
        #expect(own.allSatisfy { $0.isOn == (sign > 0) })
        for (number, event) in own.enumerated() {
          let expected = 100_000 * Double(number + 1) / Double(count)
          #expect(abs(Double(event.timeMicroseconds) - expected) <= 1)
        }
      }
    }
  }

  @Test func `Constant light and changes below the threshold give no events`() throws {
    let frames = levels([100, 100, 110, 95, 100, 0, 0, 0].prefix(5).map { $0 })
    let events = try EventCamera(size: Self.size, model: .ideal(IdealEventModel())).record(frames, fps: 100)
    #expect(events.isEmpty)
  }

  @Test func `The first frame gives none, and a step's events lie after its start and at its end at the latest`() throws
  {
    let size = SensorSize(width: 40, height: 30)
    let camera = EventCamera(size: size, model: .ideal(IdealEventModel()), threads: 2)
    var last: Int64 = 0
    for (index, frame) in movingPictures(9, size: size).enumerated() {
      try camera.append(frame, at: Rational(Int64(index), 30)) { part in
        for event in part.events.events {
          #expect(event.timeMicroseconds * 30 > Int64(index - 1) * 1_000_000)
          #expect(event.timeMicroseconds * 30 <= Int64(index) * 1_000_000)
          #expect(event.timeMicroseconds >= last)
          last = event.timeMicroseconds
        }
      }
    }
    #expect(last > 250_000)
  }

  @Test func `After the refractory period the reference is the light of that moment`() throws {
    // L rises by 1 in 100 ms: the first event after 20 ms, then one every 20 + 30 ms.
    let model = IdealEventModel(refractorySeconds: 0.03)
    let frames = levels([gray(-3), gray(-2.5), gray(-2)])
    let events = try EventCamera(size: Self.size, model: .ideal(model)).record(frames, fps: 20)
    #expect(events.count == 12)
    #expect(Set(events.map(\.event.timeMicroseconds)) == [20_000, 70_000])
    // ESIM's reference goes on: crossings at 20, 40, 60, 80, 100, of which those closer than 30 ms are left out.
    var esim = model
    esim.movesReferenceAtCrossings = true
    let others = try EventCamera(size: Self.size, model: .ideal(esim)).record(frames, fps: 20)
    #expect(others.count == 18)
    #expect(Set(others.map(\.event.timeMicroseconds)) == [20_000, 60_000, 100_000])
  }

  @Test func `A refractory period that ends in a later frame takes the light of then`() throws {
    // ON at 20 ms; silent until 170 ms, when L is back at −3 + 0.3 and falls.
    let model = IdealEventModel(refractorySeconds: 0.15)
    let frames = levels([gray(-3), gray(-2), gray(-3), gray(-4)])
    let events = try EventCamera(size: Self.size, model: .ideal(model)).record(frames, fps: 10)
    #expect(Set(events.map(\.event.timeMicroseconds)) == [20_000, 190_000])
    #expect(events.filter { !$0.event.isOn }.count == 6)
  }

  @Test func `Thresholds are drawn once for each pixel`() throws {
    let size = SensorSize(width: 200, height: 100)
    let model = IdealEventModel(thresholds: EventThresholds(on: 0.5, off: 0.4, deviation: 0.05))
    let frames = [-4, -1, -4].map { Tensor(repeating: Float(gray($0)), shape: [100, 200]) }
    let events = try EventCamera(size: size, model: .ideal(model), seed: 3).record(frames, fps: 10)
    // The first event's time is the threshold.
    for (isOn, start, nominal) in [(true, 0.0, 0.5), (false, 0.1, 0.4)] {
      var first = [Double?](repeating: nil, count: 20_000)
      for event in events.map(\.event) where event.isOn == isOn {
        let pixel = Int(event.y) * 200 + Int(event.x)
        if first[pixel] == nil { first[pixel] = (Double(event.timeMicroseconds) * 1e-6 - start) * 30 }
      }
      let values = first.compactMap { $0 }
      #expect(values.count == 20_000)
      // OFF counts from where the last ON event left the reference.
      if !isOn { continue }
      let mean = values.reduce(0, +) / 20_000
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
      #expect(abs(mean - nominal) < 4 * 0.05 / 20_000.0.squareRoot())
      #expect(abs(variance.squareRoot() - 0.05) < 4 * 0.05 / 40_000.0.squareRoot())
    }
  }

  @Test func `What is no number is refused by its frame and place, and times that do not rise`() throws {
    var frames = levels([50, 50, 50])
    frames[2] = Tensor(shape: [2, 3], scalars: [50, 50, 50, 50, .nan, 50])
    for model in [
      EventCameraModel.ideal(IdealEventModel()), .v2e(V2EModel()), .voltmeter(VoltmeterModel()),
    ] {
      #expect(throws: EventKeyFrameError.notANumber(frame: 2, x: 1, y: 1)) {
        try EventCamera(size: Self.size, model: model).record(frames, fps: 10)
      }
      #expect(throws: EventKeyFrameError.notANumber(frame: 0, x: 1, y: 1)) {
        try EventCamera(size: Self.size, model: model).record([frames[2]], fps: 10)
      }
    }
    #expect(throws: EventKeyFrameError.isNotLater(frame: 1)) {
      try EventCamera(size: Self.size, model: .ideal(IdealEventModel())).record(levels([1, 2]), at: [1, 1])
    }
  }
}
