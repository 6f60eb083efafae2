import Foundation
import Recordings
import Simulator
import Tensors
import TestSupport
import Testing

@Suite struct VoltmeterCameraTests {
  struct Statistics: Decodable {
    var K: [Double]
    var gray_start, gray_end, on_per_pixel, off_per_pixel, on_se, off_se: Double
    var mean_on_us, std_on_us: Double?
    var frames, pixels: Int
    var dt_us: Int64
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"), arguments: [3, 7, 12, 16, 20, 21, 25])
  func `Events of a pixel and their times are DVS-Voltmeter's within four standard errors`(row: Int) throws {
    let file = SharedFolder.path("oracles/voltmeter_statistics.json")
    let wanted = try JSONDecoder().decode([Statistics].self, from: Data(contentsOf: URL(fileURLWithPath: file)))[row]
    let camera = EventCamera(
      size: SensorSize(width: 100, height: 80), model: .voltmeter(VoltmeterModel(constants: wanted.K)), seed: 2)
    let frames = (0..<wanted.frames).map { index in
      let gray = wanted.gray_start + (wanted.gray_end - wanted.gray_start) * Double(index) / Double(wanted.frames - 1)
      return Tensor(repeating: Float(gray), shape: [80, 100])
    }
    let times = frames.indices.map { Rational(microseconds: Int64($0) * wanted.dt_us) }
    let events = try camera.record(frames, at: times).map(\.event)
    let on = events.filter(\.isOn).map { Double($0.timeMicroseconds) }
    // Both sides' errors; this one has a quarter of the pixels.
    let errors = (1 + Double(wanted.pixels) / 8000).squareRoot()
    #expect(abs(Double(on.count) / 8000 - wanted.on_per_pixel) <= 4 * errors * max(wanted.on_se, 1e-4))
    #expect(abs(Double(events.count - on.count) / 8000 - wanted.off_per_pixel) <= 4 * errors * max(wanted.off_se, 1e-4))
    if let mean = wanted.mean_on_us, let deviation = wanted.std_on_us, on.count > 100 {
      let own = on.reduce(0, +) / Double(on.count)
      let inAll = wanted.on_per_pixel * Double(wanted.pixels)
      #expect(abs(own - mean) <= 4 * deviation * (1 / Double(on.count) + 1 / inAll).squareRoot() + 0.5)
    }
  }

  /// The constants of a voltage without drift.
  private func events(asPublished: Bool) throws -> [Event] {
    let model = VoltmeterModel(constants: [1, 20, 0, 0, 0, 0.01], followsPublishedCode: asPublished)
    let camera = EventCamera(size: SensorSize(width: 100, height: 100), model: .voltmeter(model), seed: 4)
    let gray = Tensor(repeating: Float(100), shape: [100, 100])
    return try camera.record([gray, gray], at: [0, Rational(1, 100)]).map(\.event)
  }

  @Test func `Without drift the time is Lévy's, and twice as long as published`() throws {
    // The first passage of a distance a is before t with the probability erfc(a / (σ √2t)): σ √t is 1 at 10 ms.
    for (asPublished, scale) in [(false, 1.0), (true, 2.0)] {
      let events = try events(asPublished: asPublished)
      var first: [Int: Int64] = [:]
      for event in events {
        let pixel = Int(event.y) * 100 + Int(event.x)
        first[pixel] = min(first[pixel] ?? .max, event.timeMicroseconds)
      }
      let wanted = erfc((scale / 2).squareRoot())
      let share = Double(first.count) / 10_000
      #expect(abs(share - wanted) < 4 * (wanted * (1 - wanted) / 10_000).squareRoot())
    }
  }
}
