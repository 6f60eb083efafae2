import Files
import Media
import Recordings
import Tensors

/// How a video or an array of pictures becomes light on a sensor.
public struct VideoLight: Sendable {
  /// What becomes of a video of another aspect.
  public enum Fit: String, Sendable, CaseIterable {
    /// It is stretched to the sensor.
    case stretch
    /// It is cropped in the centre.
    case crop
  }

  /// What values mean.
  public enum Gamma: String, Sendable, CaseIterable {
    /// They become linear light.
    case srgb
    /// They are taken as they are.
    case none
  }

  /// The sensor's size; nil for that of the video.
  public var size: SpikeGeometry?
  /// What becomes of a video of another aspect.
  public var fit: Fit
  /// What values mean; nil for sRGB in videos and linear light in arrays.
  public var gamma: Gamma?
  /// Frames a second: an array needs it; nil for a video's own times.
  public var frameRate: Rational?
  /// The value of white in an array; nil for 255 where that can be told.
  public var white: Double?
  /// A file with the time of every frame, a line each: seconds with a fraction or whole microseconds, and what may stand
  /// behind them; nil for the input's own. The first is taken for 0.
  public var timestamps: String?

  /// Where the light begins and ends, in microseconds after its first frame; nil for all of it.
  public var start: Int64?
  /// Where it ends; a frame at that time does not belong to it.
  public var end: Int64?

  /// Describes light.
  public init(
    size: SpikeGeometry? = nil, fit: Fit = .stretch, gamma: Gamma? = nil, frameRate: Rational? = nil,
    white: Double? = nil, timestamps: String? = nil, start: Int64? = nil, end: Int64? = nil
  ) {
    (self.size, self.fit, self.gamma, self.frameRate, self.white) = (size, fit, gamma, frameRate, white)
    (self.timestamps, self.start, self.end) = (timestamps, start, end)
  }

  /// What the values of an input are taken to mean.
  func meaning(of path: String) -> Gamma {
    let name = path.lowercased()
    return gamma ?? (name.hasSuffix(".npy") || name.hasSuffix(".npz") ? .none : .srgb)
  }

  /// Opens a video, an array, a scene, or a source that gives pictures until it is closed.
  ///
  /// - Parameters:
  ///   - namedSize: The size of the sensor where the caller gave none.
  ///   - threads: How many threads render a scene.
  ///   - observer: Who may end the waiting for a camera.
  func open(
    _ path: String, namedSize: SpikeGeometry?, threads: Int, observer: any JobObserver
  ) throws -> any LightFile {
    let whole = try openWhole(path, namedSize: namedSize, threads: threads, observer: observer)
    if start == nil && end == nil { return whole }
    if whole.isLive {
      throw JobError(
        wrongOptions: "\(start != nil ? Setting.start : .end) is not for what comes as it goes", path: path)
    }
    return LightPart(whole, path: path, start: start ?? 0, end: end)
  }

  private func openWhole(
    _ path: String, namedSize: SpikeGeometry?, threads: Int, observer: any JobObserver
  ) throws -> any LightFile {
    let size = size ?? namedSize
    if timestamps != nil && frameRate != nil {
      throw JobError(
        wrongOptions: "\(Setting.frameRate) and \(Setting.timestamps) both say when frames are", path: path)
    }
    if let source = CaptureSource(name: path) {
      if white != nil || timestamps != nil {
        throw JobError(
          wrongOptions: "\(white != nil ? Setting.whiteLevel : .timestamps) is not for what comes as it goes",
          path: path)
      }
      // The first signal ends the looking, and what came before is completed.
      observer.canBeResumed()
      return try CaptureKeyFrames(
        source, name: path, size: size, light: self, whileWaiting: observer.checkCancellation)
    }
    if SceneFile.isNamed(path) { return try SceneKeyFrames(path: path, size: size, light: self, threads: threads) }
    let stamps =
      try timestamps.map { try KeyFrameTimes(file: $0) }
      ?? (frameRate == nil ? try KeyFrameTimes(ofFolder: path) : nil)
    let name = path.lowercased()
    if name.hasSuffix(".npz") { return try openArchive(path, size: size, stamps: stamps) }
    if name.hasSuffix(".npy") {
      guard let times = stamps ?? frameRate.map(KeyFrameTimes.rate) else {
        throw JobError(
          wrongOptions: "an array of pictures has no times; say its \(Setting.frameRate) or its \(Setting.timestamps)",
          path: path)
      }
      return try ArrayKeyFrames(path: path, times: times, size: size, light: self) { try NumpyStream(path: path) }
    }
    if white != nil {
      throw JobError(wrongOptions: "\(Setting.whiteLevel) is for arrays; white is 255 in a video", path: path)
    }
    return try VideoKeyFrames(path: path, size: size, light: self, stamps: stamps)
  }

  /// Names of arrays of frames in archives, the one that is taken first.
  private static let frameNames = ["frames", "data", "images", "video", "intensity"]
  private static let timeNames = ["timestamps", "times", "t", "t_s", "t_us"]

  /// The frames of an `.npz`, and their times where it holds them.
  private func openArchive(_ path: String, size: SpikeGeometry?, stamps: KeyFrameTimes?) throws -> any LightFile {
    let archive = try NumpyArchive(path: path)
    let stacks = try archive.names.filter { try archive.header($0).shape.count == 3 }
    guard let name = Self.frameNames.first(where: stacks.contains) ?? (stacks.count == 1 ? stacks.first : nil) else {
      throw FileError(
        .badContent, path: path,
        problem: stacks.isEmpty
          ? "it holds no array [frames, height, width]"
          : "it holds several stacks of pictures: \(stacks.joined(separator: ", "))",
        remedy: "name the frames \(Self.frameNames[0])")
    }
    let own = try Self.timeNames.first(where: archive.names.contains).map { name in
      try KeyFrameTimes(archive.tensor(name), path: path, entry: name)
    }
    let rate = try archive.names.contains("fps") ? KeyFrameTimes(rate: archive.tensor("fps"), path: path) : nil
    guard let times = stamps ?? frameRate.map(KeyFrameTimes.rate) ?? own ?? rate else {
      throw JobError(
        wrongOptions: "it holds no times of its frames; say its \(Setting.frameRate) or its \(Setting.timestamps)",
        path: path)
    }
    return try ArrayKeyFrames(path: path, times: times, size: size, light: self) {
      try NumpyArchive(path: path).stream(name)
    }
  }
}
