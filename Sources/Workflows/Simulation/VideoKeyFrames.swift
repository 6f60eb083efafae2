import Files
import Media
import Recordings
import Simulator

/// The frames of a video.
final class VideoKeyFrames: LightFile {
  private let reader: VideoReader
  private let fit: SensorFit
  private let isLinear: Bool
  private let stamps: KeyFrameTimes?
  private var index = 0

  /// Opens a video, with other times than its own where `stamps` says them.
  init(path: String, size: SpikeGeometry?, light: VideoLight, stamps: KeyFrameTimes?) throws {
    reader = try VideoReader(path: path)
    fit = SensorFit(width: reader.width, height: reader.height, size: size, fit: light.fit)
    isLinear = light.gamma == VideoLight.Gamma.none
    self.stamps = stamps ?? light.frameRate.map(KeyFrameTimes.rate)
  }

  var geometry: SpikeGeometry { fit.geometry }
  var estimatedCount: Int? { reader.estimatedFrameCount }
  var extrapolatedCount: Int? { estimatedCount ?? reader.extrapolatedFrameCount }

  var estimatedSeconds: Double? {
    guard let count = estimatedCount, count > 0 else { return nil }
    guard let stamps else { return Double(count - 1) / reader.nominalFrameRate }
    return stamps.time(of: min(count, stamps.count ?? count) - 1).doubleValue
  }

  func next() throws -> IntensityFrame? {
    guard let frame = try reader.next() else { return nil }
    defer { index += 1 }
    let gray = try isLinear ? frame.grayLuma() : frame.linearGray()
    if let count = stamps?.count, index >= count {
      throw FileError(
        .badContent, path: reader.path, problem: "it has more frames than the \(count) times that were given",
        place: "frame \(index)")
    }
    let time = stamps?.time(of: index) ?? frame.time(tick: reader.tickDuration)
    return IntensityFrame(gray: fit.fitted(gray), time: time)
  }

  var summary: String {
    let rate = " at \(Text.number(reader.nominalFrameRate)) frames a second"
    return "\(reader.codecName) video, \(reader.width)x\(reader.height)\(stamps?.summary ?? rate)"
  }

  var missedEnd: Int? {
    guard reader.damagedFrames > 0, let expected = reader.estimatedFrameCount else { return nil }
    // A damaged frame that was left out is no end.
    return index + reader.damagedFrames < expected ? expected : nil
  }

  func passWarnings(to observer: any JobObserver) throws {
    if let count = stamps?.count, count > index {
      try observer.warn(
        kind: "timestamps", path: reader.path, "it has \(Text.count(index, "frame")) and \(count) times were given")
    }
    if reader.damagedFrames > 0 {
      try observer.warn(
        kind: "damaged", path: reader.path,
        "\(Text.count(reader.damagedFrames, "damaged frame")), left out or shown as far as it could be decoded")
    }
  }
}
