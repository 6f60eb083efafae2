import Files
import Kernels
import OpticalFlow
import Recordings

/// Samples for STE-FlowNet from recordings of events, of which no flow is known.
final class RecordedEventSamples: FlowSampleSource {
  /// How samples are drawn.
  struct Drawing {
    var seed: UInt64
    /// The microseconds of a window.
    var window: ClosedRange<Int64>
    var splits: Int
    /// The part of the sensor that a sample shows; nil for all of it.
    var crop: SensorSize?
    /// How many are shown in a mirror, left to right, and as many upside down.
    var flips: Double
    /// How many have on and off exchanged.
    var polarityShare: Double
    /// How many are played backwards.
    var reverseShare: Double
    /// The passes over a window.
    var passes = 1
    /// Whether each sample is judged after some of them, drawn evenly, and not after all.
    var drawsPasses = true
  }

  let summary: String
  private let stretches: [RecordedEventStretches.Stretch]
  private let sizes: [SensorSize]
  private let lengthMicroseconds: Int64
  private let drawing: Drawing
  private let workers: Workers

  /// How often a place is drawn in search of one with enough events.
  private static let mostTries = 8
  /// One event on so many pixels is enough.
  private static let pixelsPerEvent = 32

  /// Takes stretches.
  ///
  /// - Parameters:
  ///   - choice: Which of them.
  ///   - path: What messages name.
  /// - Throws: `FileError` where there are none, or their sensors are smaller than what a sample shows.
  init(
    _ recorded: RecordedEventStretches, choice: [RecordedEventStretches.Stretch], drawing: Drawing, path: String,
    workers: Workers
  ) throws {
    guard !choice.isEmpty else {
      throw FileError(
        .badContent, path: path, problem: "it has one stretch with enough events, of which none can be set aside",
        remedy: "name others with validation.path, or set data.window-ms to less")
    }
    let divisor = STEFlowNet.sizeDivisor
    for (name, size) in recorded.recordings {
      if let crop = drawing.crop, crop.width <= size.width, crop.height <= size.height { continue }
      let isWhole = size.width % divisor == 0 && size.height % divisor == 0 && recorded.sizes.count == 1
      if drawing.crop == nil, isWhole { continue }
      throw FileError(
        .badContent, path: path,
        problem: "\(name) has a sensor of \(size), of which "
          + (drawing.crop.map { "\($0) is no part" } ?? "a batch of multiples of \(divisor) cannot be made"),
        remedy: "set data.crop to less, in multiples of \(divisor)")
    }
    (stretches, sizes, lengthMicroseconds) = (choice, recorded.recordings.map(\.size), recorded.lengthMicroseconds)
    (self.drawing, self.workers) = (drawing, workers)
    let names = recorded.recordings.map(\.name)
    summary =
      "\(choice.count == 1 ? "1 stretch" : "\(choice.count) stretches") of "
      + (names.count > 3 ? Text.count(names.count, "recording") : names.joined(separator: ", "))
      + ", windows of \(Text.number(Double(drawing.window.lowerBound) / 1000)) to "
      + "\(Text.number(Double(drawing.window.upperBound) / 1000)) ms"
  }

  func sample(_ number: Int) throws -> EventFlowSample {
    var draws = TrainingDraws(seed: drawing.seed, number: number)
    var best = window(&draws)
    for _ in 1..<Self.mostTries where best.events.count * Self.pixelsPerEvent < best.size.width * best.size.height {
      let other = window(&draws)
      if other.events.count > best.events.count { best = other }
    }
    let encoding = EventFlowEncoding(splits: drawing.splits)
    var sample = EventFlowSample(
      splits: encoding.splits(
        of: best.events, size: best.size, from: best.start, to: best.end, workers: workers),
      events: EventFlowEncoding.events(of: best.events, from: best.start, to: best.end))
    sample = sample.flipped(
      horizontally: draws.happens(drawing.flips), vertically: draws.happens(drawing.flips))
    if draws.happens(drawing.polarityShare) { sample = sample.negated }
    if draws.happens(drawing.reverseShare) { sample = sample.reversed }
    if drawing.passes > 1 {
      sample.passes = drawing.drawsPasses ? 1 + draws.integer(below: drawing.passes) : drawing.passes
    }
    return sample
  }

  /// A part of the sensor for some time.
  private struct Window {
    var events: EventBatch
    var size: SensorSize
    var start: Int64
    var end: Int64
  }

  /// A window of a stretch with the pixels around one of its events.
  private func window(_ draws: inout TrainingDraws) -> Window {
    let stretch = draws.one(of: stretches)
    let shortest = drawing.window.lowerBound
    let length = shortest + Int64(draws.integer(below: Int(drawing.window.upperBound - shortest) + 1))
    let start = stretch.startMicroseconds + Int64(draws.integer(below: Int(lengthMicroseconds - length) + 1))
    let end = start + length
    var events = stretch.events
    var span = TimeSpan(from: start, to: end).filter
    span.apply(to: &events)
    let sensor = sizes[stretch.recording]
    guard let size = drawing.crop else { return Window(events: events, size: sensor, start: start, end: end) }
    func corner(_ centre: Int, _ side: Int, of all: Int, _ draws: inout TrainingDraws) -> Int {
      max(0, min(all - side, centre - draws.integer(below: side)))
    }
    // Nothing moves where no event is.
    let centre = events.isEmpty ? nil : events[draws.integer(below: events.count)]
    let x = corner(centre.map { Int($0.x) } ?? sensor.width / 2, size.width, of: sensor.width, &draws)
    let y = corner(centre.map { Int($0.y) } ?? sensor.height / 2, size.height, of: sensor.height, &draws)
    var region = RegionFilter(x: x, y: y, width: size.width, height: size.height)
    region.apply(to: &events)
    return Window(events: events, size: size, start: start, end: end)
  }
}
