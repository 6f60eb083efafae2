import Datasets
import Files
import Foundation
import Recordings
import Runtime
import Simulator
import Tensors

/// Finds what the pixels of a spiking camera are from a dark recording and recordings of even fields, and writes a
/// ``SpikingCameraFile`` with maps beside it.
///
/// Recordings are read twice: of some pixels to find how strong the threshold's noise is, then of all. Memory: some 600
/// bytes a pixel, whatever the length.
public struct SpikeCalibration: Job {
  /// What came out of it.
  public struct Summary: Encodable, Sendable {
    /// The camera file.
    public var output: String
    /// The archive of its maps.
    public var maps: String
    /// The page; nil for none.
    public var report: String?
    /// The columns, in pixels.
    public var width: Int
    /// The rows, in pixels.
    public var height: Int
    /// Readouts a second.
    public var rateHz: Double
    /// What was read.
    public var recordings: [Recording]
    /// Means and spreads over good pixels.
    public var populations: SpikingSensorEstimate.Populations
    /// Pixels that fire far too much in the dark.
    public var hot: [PixelPlace]
    /// Pixels that do not answer to light as others do.
    public var dead: [PixelPlace]
    /// How many pixels would be called bad on average where none is.
    public var falseAlarms: Double
    /// What the data could not determine.
    public var open: [String]
    /// Doubts, a line each, at most five of a kind.
    public var warnings: [String]
  }

  /// A recording that was read.
  public struct Recording: Encodable, Sendable {
    /// The file.
    public var path: String
    /// Its gray level.
    public var gray: Double
    /// How many frames it has.
    public var frames: Int
    /// The share of pixels and readouts that fired.
    public var firing: Double
  }

  /// The recording in the dark.
  public var dark: SpikeRecording
  /// Recordings of even fields.
  public var flats: [SpikeRecording]
  /// The gray level of each, of which 255 is white; nil where the caller did not say.
  public var levels: [Double]?
  /// Where the camera file goes; its maps go beside it.
  public var output: String
  /// How many pixels may be called bad on average where none is.
  public var falseAlarms: Double
  /// Photons of a readout at white, which shot noise is reckoned with; nil for light without it.
  public var photonsAtWhite: Double?
  /// The page; nil for none.
  public var page: PageOutput?
  /// Whether files that are there are replaced.
  public var overwrite: Bool
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes a calibration.
  public init(
    dark: SpikeRecording, flats: [SpikeRecording], levels: [Double]?, output: String, falseAlarms: Double = 0.01,
    photonsAtWhite: Double? = SpikingSensor.scsim.photonsAtWhite, page: PageOutput? = nil, overwrite: Bool = false,
    threads: Int = Threads.coreCount
  ) {
    (self.dark, self.flats, self.levels, self.output) = (dark, flats, levels, output)
    (self.falseAlarms, self.photonsAtWhite, self.page) = (falseAlarms, photonsAtWhite, page)
    (self.overwrite, self.threads) = (overwrite, threads)
  }

  /// Calibrates.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    let started = ContinuousClock.now
    let inputs = try open(log)
    let nominal = nominalSensor
    // Some pixels over a wide range, then all of them around what these say.
    let bytes = inputs[0].source.geometry.bytesPerFrame
    let sample = SpikingCalibration(
      recordings: try read(inputs, noise: Self.wideNoise, stride: max(1, bytes / Self.sampleBytes), log),
      nominal: nominal, falseAlarms: falseAlarms)
    let common = sample.commonNoise
    log.detail("the threshold's noise is about \(Text.number(common)) of it")
    let noise = (-3...3).map { common * pow(2, Double($0) / 2) }
    let recordings = try read(inputs, noise: noise, stride: 1, log)
    try refuseSaturation(inputs, recordings)
    let estimate = SpikingCalibration(recordings: recordings, nominal: nominal, falseAlarms: falseAlarms).solve()
    let size = inputs[0].source.geometry.size
    let maps = CameraMaps.path(beside: output)
    let summary = Summary(
      output: output, maps: maps, report: page?.path, width: size.width, height: size.height,
      rateHz: inputs[0].source.rateHz,
      recordings: zip(inputs, recordings).map { input, recording in
        let spikes = recording.rates.counts.reduce(0) { $0 + Int($1) }
        return Recording(
          path: input.path, gray: input.gray, frames: recording.rates.readouts,
          firing: Double(spikes) / Double(max(recording.rates.readouts, 1) * size.width * size.height))
      }, populations: estimate.populations, hot: estimate.hot.map { PixelPlace($0, size) },
      dead: estimate.dead.map { PixelPlace($0, size) }, falseAlarms: falseAlarms,
      open: estimate.remarks.map { observer.text($0.message) }, warnings: log.warnings)
    let shown = try page.map { page in
      var content = SpikeCalibrationPage(summary: summary, estimate: estimate, size: size)
      content.footer = page.footer(since: started)
      return try page.prepare(try content.page(), overwrite: overwrite)
    }
    try OutputFile.commit(shown) {
      try CameraMaps.write(
        SpikingMaps(estimate, size: size).arrays,
        text: SpikingCameraFile.text(
          estimate.sensor, size: size, rate: summary.rateHz, reset: .soft,
          maps: PageOutput.name(of: maps), remark: "A spiking camera, calibrated from \(inputs.count) recordings."),
        to: output, overwrite: overwrite)
    }
    return summary
  }

  /// Strengths in thresholds that cover any sensor.
  private static let wideNoise = (0..<9).map { 0.0005 * pow(2, Double($0)) }
  /// Bytes of a frame that are sampled, of eight pixels each.
  private static let sampleBytes = 64

  private var nominalSensor: SpikingSensor {
    var sensor = SpikingSensor.scsim
    sensor.photonsAtWhite = photonsAtWhite
    return sensor
  }

  private struct Input {
    var path: String
    var gray: Double
    var source: any SpikeSource
  }

  private func open(_ log: JobLog) throws -> [Input] {
    guard !flats.isEmpty else {
      throw JobError(wrongOptions: "a recording in the dark says nothing of gains; name flat fields behind it")
    }
    guard let levels else {
      throw JobError(
        wrongOptions: "recordings do not say how bright their fields were; pass \(Setting.grayLevels), one for each of "
          + "\(Text.count(flats.count, "flat field"))")
    }
    guard levels.count == flats.count else {
      throw JobError(
        wrongOptions: "\(Setting.grayLevels) names \(Text.count(levels.count, "level")) for "
          + "\(Text.count(flats.count, "flat field"))")
    }
    if let level = levels.first(where: { !($0 > 0 && $0 <= 1e6) }) {
      throw JobError(wrongOptions: "\(Setting.grayLevels) needs gray levels above 0, not \(Text.number(level))")
    }
    let inputs = try zip([dark] + flats, [0] + levels).map { recording, gray in
      Input(path: recording.path, gray: gray, source: try recording.open(observer: log))
    }
    for input in inputs {
      if input.source.geometry != inputs[0].source.geometry {
        throw JobError(
          .badContent, path: input.path,
          problem: "its frames are \(input.source.geometry.text), those of \(inputs[0].path) "
            + "\(inputs[0].source.geometry.text)")
      }
      if input.source.frameCount < Self.leastFrames {
        throw JobError(
          .badContent, path: input.path,
          problem: "\(Text.count(input.source.frameCount, "frame")) say too little of a pixel",
          remedy: "\(Self.leastFrames) are needed, some thousands are good")
      }
    }
    return inputs
  }

  private static let leastFrames = 32

  private func read(
    _ inputs: [Input], noise: [Double], stride: Int, _ log: JobLog
  ) throws -> [SpikingCalibration.Recording] {
    let progress = log.steps(total: inputs.reduce(0) { $0 + $1.source.frameCount }, unit: "frames")
    defer { progress.finish() }
    return try inputs.map { input in
      let photons = photonsAtWhite.map { $0 * input.gray / 255 } ?? 0
      var fit = SpikeRateFit(
        geometry: input.source.geometry, noise: noise, lightVariance: photons >= 1 ? 1 / photons : 0,
        threads: threads, stride: stride)
      try input.source.forEachBlock {
        fit.append($0)
        try progress.advance($0.frameCount)
      }
      return SpikingCalibration.Recording(gray: input.gray, rates: fit.finish())
    }
  }

  /// A field in which most pixels fire in every readout says nothing.
  private func refuseSaturation(_ inputs: [Input], _ recordings: [SpikingCalibration.Recording]) throws {
    for (input, recording) in zip(inputs, recordings) {
      let full = (0..<recording.rates.pixelCount).filter(recording.rates.isSaturated).count
      if 2 * full > recording.rates.pixelCount {
        throw JobError(
          .badContent, path: input.path,
          problem: "\(full) of \(recording.rates.pixelCount) pixels fire in nearly every readout, so that its light is "
            + "only known to be that bright or brighter",
          remedy: "record a field that is darker")
      }
    }
    guard recordings.contains(where: { $0.gray > 0 && $0.rates.isBounded.contains(false) }) else {
      throw JobError(
        .badContent, path: inputs[1].path, problem: "no pixel fired more than once", remedy: "record a brighter field")
    }
  }
}

/// A pixel.
public struct PixelPlace: Encodable, Sendable, Hashable {
  /// The column.
  public var x: Int
  /// The row.
  public var y: Int

  /// A pixel by its place, row by row.
  init(_ place: Int, _ size: SensorSize) { (x, y) = (place % size.width, place / size.width) }
}

extension SpikingCalibrationRemark {
  /// A sentence for a person.
  var message: Message {
    switch self {
    case .thresholdsAreOpen(let most):
      "thresholds and gains cannot be told apart: what pixels differ by stands in the gain, and thresholds differ by at "
        + "most \(Text.percent(most)) (95 %)"
    case .noiseIsOpen(let pixels):
      "the threshold's noise of \(Text.count(pixels, "pixel")) has no lower or no upper bound; they have that of all"
    case .darkIsShort(let pixels):
      "\(Text.count(pixels, "pixel")) fired less than twice in the dark: their dark current is only bounded; a longer dark "
        + "recording says more"
    case .saturated(let pixels):
      "\(Text.count(pixels, "pixel")) fired in nearly every readout of a recording, which is left out for them"
    case .isNotLinear(let ratio):
      "the recordings do not lie on a line by gray level: squared distances are \(Text.number(ratio)) times what noise "
        + "explains; check \(Setting.grayLevels), and whether the light was steady"
    }
  }
}
