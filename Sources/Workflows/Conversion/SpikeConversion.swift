import Datasets
import Files
import Recordings

/// Writes a recording of spikes in another format, all of it or a part. Memory holds some frames.
public struct SpikeConversion: Job {
  /// What came in and went out.
  public struct Summary: Encodable, Sendable {
    /// What was read.
    public var input: String
    /// What was written.
    public var output: String
    /// The format that was read.
    public var from: String
    /// The format that was written.
    public var to: String
    /// The columns, in pixels.
    public var width: Int
    /// The rows, in pixels.
    public var height: Int
    /// The frames of the recording.
    public var framesIn: Int
    /// The frames that were written.
    public var framesOut: Int
    /// Doubts, a line each, at most five of a kind.
    public var warnings: [String]
  }

  /// What is read.
  public var recording: SpikeRecording
  /// Where it goes.
  public var output: String
  /// The format that is written.
  public var format: SpikeFormat
  /// The wanted time; the clock starts at 0.
  public var selection: TimeSelection
  /// The part of the sensor that is kept; nil for all of it.
  public var region: PixelRegion?
  /// How frames of a size that 8 does not divide are written.
  public var padding: FramePadding
  /// Whether a file that is there is replaced.
  public var overwrite: Bool

  /// Describes a conversion.
  public init(
    recording: SpikeRecording, output: String, format: SpikeFormat, selection: TimeSelection = TimeSelection(),
    region: PixelRegion? = nil, padding: FramePadding = .byte, overwrite: Bool = false
  ) {
    (self.recording, self.output, self.format, self.selection) = (recording, output, format, selection)
    (self.region, self.padding, self.overwrite) = (region, padding, overwrite)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    let source = try recording.open(observer: log)
    let range = try selection.frames(of: source)
    let region = try region(of: source.geometry)
    let geometry = SpikeGeometry(width: region.size.width, height: region.size.height)
    let writer = try format.create(
      output, geometry: geometry, padding: padding, overwrite: overwrite, observer: log)
    let progress = log.steps(total: range.count, unit: "frames")
    defer { progress.finish() }
    try source.forEachBlock(of: range) {
      try writer.append($0.cropped(to: region))
      try progress.advance($0.frameCount)
    }
    progress.finish()
    try writer.finish(observer: log)
    return Summary(
      input: recording.path, output: output, from: try recording.foundFormat()?.rawValue ?? "unknown",
      to: format.rawValue, width: geometry.width, height: geometry.height,
      framesIn: source.frameCount, framesOut: range.count, warnings: log.warnings)
  }

  private func region(of sensor: SpikeGeometry) throws -> PixelRegion {
    guard let region else { return PixelRegion(x: 0, y: 0, size: sensor.size) }
    guard region.fits(sensor.size), SpikeGeometry(checkedWidth: region.size.width, height: region.size.height) != nil
    else {
      throw JobError(
        wrongOptions: "\(Setting.region) \(region) lies outside the sensor, which has \(sensor.text) pixels")
    }
    return region
  }
}
