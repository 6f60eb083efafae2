import Files
import OpticalFlow
import Recordings
import Simulator

/// Samples for SCFlow from scenes that are drawn and rendered as they are asked for, seen by a spiking camera.
///
/// Cost: some tens of milliseconds a sample of 128x128 pixels.
final class SceneSpikeSamples: FlowSampleSource {
  /// How samples are drawn.
  struct Drawing {
    var seed: UInt64
    /// The seeds of scenes.
    var scenes: ClosedRange<Int>
    var crop: SensorSize?
    var restShare: Double
    /// How many show a scene that stands still.
    var pauseShare: Double
    /// Samples of smaller numbers have a third of the interval, and no noise: with these a network leaves the flow 0 behind.
    var shortSamples = 0
  }

  private static let shortDivisor = 3

  let summary: String
  private let law: SceneLawFile
  private let size: SensorSize
  private let intervals: [Int]
  private let cameras: [TrainingCamera]
  private let drawing: Drawing

  /// Prepares to draw.
  ///
  /// - Parameters:
  ///   - name: What messages call the law.
  ///   - size: The sensor; nil for that of the law.
  /// - Throws: `FileError` where a sample does not fit.
  init(
    _ law: SceneLawFile, name: String, size: SensorSize?, intervals: [Int], cameras: [TrainingCamera], drawing: Drawing
  ) throws {
    self.law = law
    self.size = size ?? law.size
    (self.intervals, self.cameras, self.drawing) = (intervals, cameras, drawing)
    let shown = drawing.crop ?? self.size
    let divisor = SpikeWindow.sizeDivisor
    guard shown.width <= self.size.width, shown.height <= self.size.height, shown.width % divisor == 0,
      shown.height % divisor == 0
    else {
      throw FileError(
        .badContent, path: name,
        problem: "a sample of \(shown) is none of a sensor of \(self.size) in multiples of \(divisor)",
        remedy: "set data.crop")
    }
    if let long = intervals.first(where: { $0 + SCFlow.windowLength > law.frames }) {
      throw FileError(
        .badContent, path: name,
        problem: "its recordings of \(law.frames) frames have no two windows that are \(long) frames apart",
        remedy: "set data.dt to less")
    }
    summary =
      "scenes \(drawing.scenes.lowerBound) to \(drawing.scenes.upperBound) of \(name), \(self.size), dt="
      + intervals.map(String.init).joined(separator: ", ") + ", "
      + cameras.map(\.rawValue).joined(separator: " and ")
  }

  func sample(_ number: Int) throws -> SpikeFlowSample {
    var draws = TrainingDraws(seed: drawing.seed, number: number)
    let seed = UInt64(drawing.scenes.lowerBound + draws.integer(below: drawing.scenes.count))
    let renderer: SceneRenderer
    do {
      renderer = try SceneRenderer(
        law.law.scene(seed: seed, size: size, seconds: law.seconds), pictures: law.pictures.rendered, threads: 1)
    } catch let error as SceneError {
      throw FileError(.badContent, path: "scene \(seed)", problem: "\(error)")
    }
    let isShort = number < drawing.shortSamples
    let drawn = draws.one(of: intervals)
    let interval = isShort ? max(1, drawn / Self.shortDivisor) : drawn
    let half = SCFlow.windowLength / 2
    let first = half + draws.integer(below: law.frames - interval - SCFlow.windowLength + 1)
    let shown = drawing.crop ?? size
    let region = PixelRegion(
      x: draws.integer(below: size.width - shown.width + 1), y: draws.integer(below: size.height - shown.height + 1),
      size: shown)
    let light = SceneLight(
      renderer, rate: law.rate, count: interval + SCFlow.windowLength + 1, first: first - half, region: region)
    let stands = draws.happens(drawing.pauseShare)
    // Pixels differ from sample to sample, as from camera to camera.
    let camera = draws.one(of: cameras)
    let spikes = try (isShort ? .ideal : camera).record(
      stands ? StandingLight(light) : light, rate: law.rate, seed: drawing.seed &+ UInt64(number))
    // The middle of a readout, as truth is told of scenes.
    func time(_ frame: Int) -> Double { (Double(frame) + 0.5) / law.rate.doubleValue }
    let start = time(first)
    return SpikeFlowSample(
      first: spikes[0..<SCFlow.windowLength], second: spikes[interval..<interval + SCFlow.windowLength],
      interval: interval,
      truth: renderer.flow(from: start, to: stands ? start : time(first + interval), region: region),
      startsAtRest: draws.happens(drawing.restShare))
  }
}
