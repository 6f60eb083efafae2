import Files
import Foundation
import Recordings
import Simulator

/// Stretches of scenes that are drawn and rendered as they are asked for, each seen by an event camera of its own.
///
/// Thresholds differ widely from camera to camera and there is little noise, which serves networks best on real recordings
/// (Stoffregen et al., ECCV 2020).
struct SceneEventStretches {
  /// How cameras are drawn.
  struct Cameras: Sendable {
    /// The changes of log intensity at which pixels fire; each camera's off threshold is within a tenth of its on threshold.
    var thresholds = 0.1...0.8
    /// The share of a threshold by which pixels differ.
    var deviation = 0.05
    /// Events that nothing caused, of a pixel in a second, at most.
    var noise = 0.2

    /// Reads what the section `data` says of them.
    mutating func read(_ section: ConfigurationSection) throws {
      let most = 10.0
      thresholds =
        try section.range("thresholds", "from \(EventThresholds.least) to \(Text.number(most))") {
          EventThresholds.least...most ~= $0
        } ?? thresholds
      deviation = try section.number("threshold-deviation", "from 0 to 1") { 0...1 ~= $0 } ?? deviation
      noise = try section.number("noise-hz", "from 0 to 1000") { 0...1000 ~= $0 } ?? noise
    }
  }

  let law: SceneLawFile
  let size: SensorSize
  /// The part of the sensor that is rendered, drawn for each.
  let crop: SensorSize
  let cameras: Cameras
  /// The seeds of scenes.
  let scenes: ClosedRange<Int>

  /// The farthest that anything moves from one picture to the next, in pixels.
  private static let step = 0.5
  private static let rates = 200.0...20_000.0

  /// Prepares to draw.
  ///
  /// - Parameters:
  ///   - name: What messages call the law.
  ///   - size: The sensor; nil for that of the law.
  ///   - crop: The part that is rendered; nil for all of it.
  /// - Throws: `FileError` where the law cannot be seen so.
  init(
    _ law: SceneLawFile, name: String, size: SensorSize?, crop: SensorSize?, divisor: Int, longest seconds: Double,
    cameras: Cameras, scenes: ClosedRange<Int>
  ) throws {
    let size = size ?? law.size
    let crop = crop ?? size
    func fault(_ problem: String, _ remedy: Message) -> FileError {
      FileError(.badContent, path: name, problem: problem, remedy: remedy)
    }
    guard crop.width <= size.width, crop.height <= size.height, crop.width % divisor == 0, crop.height % divisor == 0
    else {
      throw fault(
        "a sample of \(crop) is none of a sensor of \(size) in multiples of \(divisor)", "set data.crop")
    }
    guard seconds <= law.seconds else {
      throw fault(
        "its recordings of \(Text.number(law.seconds)) s are shorter than a sample of \(Text.number(seconds)) s",
        "set data.window to less")
    }
    guard law.eventShare == nil else {
      throw fault(
        "it scales the speeds of each scene, which costs more than training", "name a law without event-share")
    }
    (self.law, self.size, self.crop, self.cameras, self.scenes) = (law, size, crop, cameras, scenes)
  }

  /// A stretch of so many seconds.
  func stretch(of seconds: Double, _ draws: inout TrainingDraws) throws -> SceneEventStretch {
    let seed = UInt64(scenes.lowerBound + draws.integer(below: scenes.count))
    let renderer: SceneRenderer
    do {
      renderer = try SceneRenderer(
        law.law.scene(seed: seed, size: size, seconds: law.seconds), pictures: law.pictures.rendered, threads: 1)
    } catch let error as SceneError {
      throw FileError(.badContent, path: "scene \(seed)", problem: "\(error)")
    }
    let region = PixelRegion(
      x: draws.integer(below: size.width - crop.width + 1), y: draws.integer(below: size.height - crop.height + 1),
      size: crop)
    let start = draws.number(in: 0...law.seconds - seconds)
    let on = draws.number(in: cameras.thresholds)
    let off = on * draws.number(in: 0.9...1.1)
    let model = IdealEventModel(
      thresholds: EventThresholds(on: on, off: max(off, EventThresholds.least), deviation: cameras.deviation * on))
    var stretch = SceneEventStretch(renderer: renderer, region: region, start: start, seconds: seconds)
    try stretch.record(model, seed: UInt64(draws.integer(below: 1 << 40)), rate: rate(renderer, start, seconds))
    stretch.addNoise(draws.number(in: 0...cameras.noise), &draws)
    return stretch
  }

  /// Pictures a second at which nothing moves by more than half a pixel between two.
  private func rate(_ renderer: SceneRenderer, _ start: Double, _ seconds: Double) -> Double {
    let parts = 8
    let fastest = (0..<parts).reduce(0.0) { fastest, part in
      let from = start + seconds * Double(part) / Double(parts)
      let to = from + seconds / Double(parts)
      return max(fastest, renderer.largestMotion(from: from, to: to) / (to - from))
    }
    return min(max(fastest / Self.step, Self.rates.lowerBound), Self.rates.upperBound)
  }
}

/// A stretch of a scene with its events. Times of events are microseconds from its start.
struct SceneEventStretch {
  /// What renders it.
  let renderer: SceneRenderer
  /// The part of the sensor, in whose pixels events are told.
  let region: PixelRegion
  /// When it begins, in seconds of the scene.
  let start: Double
  /// How long it lasts.
  let seconds: Double
  private(set) var events: [Event] = []

  init(renderer: SceneRenderer, region: PixelRegion, start: Double, seconds: Double) {
    (self.renderer, self.region, self.start, self.seconds) = (renderer, region, start, seconds)
  }

  /// The moment of the scene that is so many seconds from the start.
  func moment(_ seconds: Double) -> Double { start + seconds }

  /// The events of a part of it, in seconds from its start, in order of time.
  func batch(from first: Double, to last: Double) -> EventBatch {
    let bounds = [first, last].map { Int64(($0 * 1e6).rounded()) }
    let range = index(of: bounds[0])..<index(of: bounds[1])
    return EventBatch(events[range])
  }

  /// The first event at a time or later.
  private func index(of time: Int64) -> Int {
    var (low, high) = (0, events.count)
    while low < high {
      let middle = (low + high) / 2
      if events[middle].timeMicroseconds < time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  mutating func record(_ model: IdealEventModel, seed: UInt64, rate: Double) throws {
    let camera = EventCamera(size: region.size, model: .ideal(model), seed: seed, threads: 1)
    let count = max(Int((seconds * rate).rounded(.up)), 1)
    let nanoseconds = Int64((seconds / Double(count) * 1e9).rounded())
    var found: [Event] = []
    let keep = { (part: SimulatedEvents) in found += part.events.events }
    for picture in 0...count {
      let time = Rational(Int64(picture) * nanoseconds, 1_000_000_000)
      try camera.append(
        renderer.picture(at: moment(time.doubleValue), region: region), at: time, emit: keep)
    }
    try camera.finish(emit: keep)
    events = found
  }

  /// Adds events at random pixels and times.
  mutating func addNoise(_ perSecond: Double, _ draws: inout TrainingDraws) {
    let count = Int((perSecond * seconds * Double(region.size.width * region.size.height)).rounded())
    guard count > 0 else { return }
    let last = Int(seconds * 1e6)
    for _ in 0..<count {
      let place = draws.integer(below: 2 * region.size.width * region.size.height)
      let pixel = place / 2
      events.append(
        Event(
          timeMicroseconds: Int64(draws.integer(below: last)), x: UInt16(pixel % region.size.width),
          y: UInt16(pixel / region.size.width), isOn: place % 2 == 0))
    }
    // In the order of time, then of place: whatever the order in which they were added.
    events.sort {
      ($0.timeMicroseconds, $0.y, $0.x, $0.isOn ? 1 : 0) < ($1.timeMicroseconds, $1.y, $1.x, $1.isOn ? 1 : 0)
    }
  }
}
