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
    let camera = SceneEventCamera(
      renderer, region: region, model: model, seed: UInt64(draws.integer(below: 1 << 40)), threads: 1)
    return SceneEventStretch(
      renderer: renderer, region: region, start: start, seconds: seconds,
      events: try camera.events(from: start, to: start + seconds)
    ).withNoise(draws.number(in: 0...cameras.noise), &draws)
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
  /// All of them, in order of time.
  let events: EventBatch

  init(renderer: SceneRenderer, region: PixelRegion, start: Double, seconds: Double, events: EventBatch) {
    (self.renderer, self.region, self.start, self.seconds) = (renderer, region, start, seconds)
    self.events = events
  }

  /// The moment of the scene that is so many seconds from the start.
  func moment(_ seconds: Double) -> Double { start + seconds }

  /// The events of a part of it, in seconds from its start, in order of time.
  func batch(from first: Double, to last: Double) -> EventBatch {
    let bounds = [first, last].map { Int64(($0 * 1e6).rounded()) }
    return events.withColumns { columns in
      let (start, end) = (index(of: bounds[0], columns), index(of: bounds[1], columns))
      var part = EventBatch(capacity: max(end - start, 1))
      part.refill { $0.copy(columns.suffix(from: start), count: end - start) }
      return part
    }
  }

  /// The first event at a time or later.
  private func index(of time: Int64, _ columns: EventColumns) -> Int {
    var (low, high) = (0, events.count)
    while low < high {
      let middle = (low + high) / 2
      if columns.t[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// With events at random pixels and times too, so many a pixel and second.
  func withNoise(_ perSecond: Double, _ draws: inout TrainingDraws) -> SceneEventStretch {
    let count = Int((perSecond * seconds * Double(region.size.width * region.size.height)).rounded())
    guard count > 0 else { return self }
    let last = Int(seconds * 1e6)
    var noise = (0..<count).map { _ in
      let place = draws.integer(below: 2 * region.size.width * region.size.height)
      let pixel = place / 2
      return Event(
        timeMicroseconds: Int64(draws.integer(below: last)), x: UInt16(pixel % region.size.width),
        y: UInt16(pixel / region.size.width), isOn: place % 2 == 0)
    }
    noise.sort(by: Self.isBefore)
    var merged = EventBatch(capacity: events.count + count)
    merged.refill { target in
      var added = 0
      for index in 0..<events.count {
        let event = events[index]
        while added < count, Self.isBefore(noise[added], event) {
          target.write(noise[added], at: index + added)
          added += 1
        }
        target.write(event, at: index + added)
      }
      for index in added..<count { target.write(noise[index], at: events.count + index) }
      return events.count + count
    }
    return SceneEventStretch(renderer: renderer, region: region, start: start, seconds: seconds, events: merged)
  }

  /// The order of time, then of place: whatever the order in which events were made.
  private static func isBefore(_ first: Event, _ second: Event) -> Bool {
    (first.timeMicroseconds, first.y, first.x, first.isOn ? 1 : 0)
      < (second.timeMicroseconds, second.y, second.x, second.isOn ? 1 : 0)
  }
}
