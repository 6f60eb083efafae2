import ArgumentParser
import Foundation
import Kernels
import OpticalFlow
import Recordings

/// Contrast maximisation of drawn events.
struct ContrastBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contrast", abstract: "Contrast maximisation of drawn events.",
    discussion: """
      One row is the objective and its gradient for uniform events and 16 x 16 tiles drawn with a deviation of 3 pixels, \
      as `time_events.py` times it for PyTorch; another a whole window of dots that an opening motion moves by up to a \
      tenth of their distance from the middle, from rest to the flow.
      """)

  @Option(help: "WIDTHxHEIGHT of the sensor.") var size = Extent(346, 260)
  @Option(help: "Events.") var events = 100_000
  @OptionGroup var options: BenchOptions

  func validate() throws {
    if !(100...1 << 26).contains(events) { throw ValidationError("--events needs a number from 100 to 2^26") }
    if size.first < 16 || size.second < 16 { throw ValidationError("--size needs 16 columns and rows or more") }
  }

  func run() throws { options.show(try rows()) }

  func rows() throws -> [Row] {
    let workers = try Workers(threads: options.threads)
    return [objectiveRow(workers), windowRow(workers)]
  }

  private func objectiveRow(_ workers: Workers) -> Row {
    var random = BenchRandom()
    let x = (0..<events).map { _ in UInt16(random.uniform() * Double(size.first)) }
    let y = (0..<events).map { _ in UInt16(random.uniform() * Double(size.second)) }
    let time = (0..<events).map { _ in Float(random.uniform()) }.sorted()
    var tiles = FlowTiles(columns: 16, rows: 16)
    for index in tiles.values.indices {
      // Box and Muller's normal numbers.
      let (radius, turn) = ((-2 * log(1 - random.uniform())).squareRoot(), 2 * Double.pi * random.uniform())
      tiles.values[index] = 3 * radius * cos(turn)
    }
    let pixels = PixelEvents(x: x, y: y, time: time, width: size.first, height: size.second)
    let objective = ContrastObjective(events: pixels, variationWeight: 0.01, workers: workers)
    return row("objective", Measurement(runs: max(options.runs, 20)) { _ = objective.evaluate(tiles) })
  }

  private func windowRow(_ workers: Workers) -> Row {
    var random = BenchRandom()
    let (width, height) = (Double(size.first), Double(size.second))
    let dots = (0..<max(100, events / 70)).map { _ in
      (x: (1.4 * random.uniform() - 0.2) * width, y: (1.4 * random.uniform() - 0.2) * height)
    }
    var drawn: [Event] = []
    while drawn.count < events {
      let dot = dots[Int(random.uniform() * Double(dots.count))]
      let time = random.uniform()
      let x = (dot.x + 0.1 * time * (dot.x - width / 2)).rounded()
      let y = (dot.y + 0.1 * time * (dot.y - height / 2)).rounded()
      guard x >= 0, y >= 0, x < width, y < height else { continue }
      drawn.append(Event(timeMicroseconds: Int64(time * 30_000), x: UInt16(x), y: UInt16(y), isOn: true))
    }
    drawn.sort { $0.timeMicroseconds < $1.timeMicroseconds }
    let window = EventWindow(
      index: 0, interval: EventInterval(startMicroseconds: 0, endMicroseconds: 30_000), events: EventBatch(drawn))
    let model = ContrastMaximization()
    let layout = model.layout(sensorWidth: size.first, sensorHeight: size.second)
    func measured<Estimator: EventFlowEstimator>(_ estimator: Estimator) -> Measurement {
      Measurement(runs: options.runs) { if let input = estimator.input(of: [window]) { _ = estimator.flow(of: input) } }
    }
    return row(
      "window",
      measured(model.estimator(layout: layout, options: FlowEstimatorOptions(), spanCount: 1, workers: workers)))
  }

  private func row(_ what: String, _ measurement: Measurement) -> Row {
    Row(
      name: "contrast \(what) \(size.first)x\(size.second)",
      figures: [
        ("events", Double(events)), ("threads", Double(options.threads)), ("median_s", measurement.median),
        ("min_s", measurement.least), ("max_s", measurement.greatest),
        ("Mev_per_s", Double(events) / measurement.median / 1e6), ("peak_MB", ProcessMemory.peakMegabytes),
      ])
  }
}

/// Numbers that are the same in every run.
private struct BenchRandom {
  private var state: UInt64 = 0

  /// From 0 up to before 1.
  mutating func uniform() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return Double((mixed ^ mixed >> 31) >> 11) / Double(1 << 53)
  }
}
