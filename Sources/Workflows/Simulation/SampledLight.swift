import Files
import Recordings
import Simulator

/// Light from a file, sampled as a simulation wants it, its frames counted.
final class SampledLight: LightFile {
  private let file: CountedLight
  private let sampled: any IntensitySource
  /// The file.
  let path: String
  /// Whether it goes on until the observer of the job cancels it, which is then its end.
  var isLive: Bool { file.source.isLive }
  /// Whether the light broke off: what its reading threw, or a frame that does not follow the one before.
  private(set) var isBroken = false

  /// Opens a video or an array.
  ///
  /// - Parameters:
  ///   - namedSize: The size of the sensor where `light` says none.
  ///   - contrast: What no automatic step may exceed; nil where the camera integrates the light.
  init(
    _ path: String, light: VideoLight, sampling: LightSampling, namedSize: SpikeGeometry?, contrast: Double?,
    threads: Int, observer: any JobObserver
  ) throws {
    self.path = path
    file = CountedLight(try light.open(path, namedSize: namedSize, threads: threads, observer: observer))
    observer.detail("\(path): \(file.source.summary)")
    sampled = try Self.sampled(file, path, as: sampling, contrast: contrast, threads: threads, observer: observer)
    if sampling.interpolation != .linear { observer.note("note: between frames \(sampling.summary)") }
  }

  private static func sampled(
    _ source: any IntensitySource, _ path: String, as sampling: LightSampling, contrast: Double?, threads: Int,
    observer: any JobObserver
  ) throws -> any IntensitySource {
    let upsampling = sampling.upsampling(contrast: contrast)
    switch sampling.interpolation {
    case .linear:
      let watched = MotionWatch(source, threads: threads) { pixels, frame in
        try observer.warn(
          kind: "motion", path: path,
          "from frame \(frame - 1) to \(frame) parts of the picture move by \(Int(pixels)) px, and gray levels go in a "
            + "line, which shows them fading out here and in there; \(Setting.interpolation, to: "flow") follows the motion"
        )
      }
      return upsampling == .times(1) ? watched : UpsampledLight(watched, by: upsampling)
    case .flow:
      let motion = try sampling.motion(geometry: source.geometry, threads: threads, observer: observer)
      return UpsampledLight(
        source, by: upsampling, interpolation: FlowLightInterpolation(motion: motion, threads: threads))
    case .minterpolate:
      guard case .times(let steps) = upsampling else {
        throw JobError(
          wrongOptions:
            "\(Setting.interpolation, to: sampling.interpolation.rawValue) makes the same steps everywhere; "
            + "\(Setting.upsampling) takes a number")
      }
      return steps == 1 ? source : try FilteredLight(source, steps: steps)
    }
  }

  /// The frames of the file that have been read.
  var fileFrames: Int { file.count }

  var geometry: SpikeGeometry { file.geometry }
  var estimatedCount: Int? { sampled.estimatedCount }
  /// How many frames the file has, as far as it tells.
  var estimatedFileFrames: Int? { file.estimatedCount }
  var estimatedSeconds: Double? { file.source.estimatedSeconds }
  var summary: String { file.source.summary }
  var missedEnd: Int? { file.source.missedEnd }

  func next() throws -> IntensityFrame? {
    do {
      return try sampled.next()
    } catch let error as FileError {
      isBroken = true
      throw error
    }
  }

  /// The next frame, with what was read of the file for it.
  func nextSample() throws -> LightSample? {
    try next().map {
      LightSample(
        frame: $0, isOfFile: $0.time == file.lastTime, fileFrames: file.takeFrames(),
        expectedFileFrames: file.source.extrapolatedCount)
    }
  }

  /// The error of a frame that cannot follow the one before.
  func misfit(_ problem: String) -> FileError {
    isBroken = true
    return FileError(.badContent, path: path, problem: problem)
  }

  /// The error of light that ended before it should, after the last frame; nil where it did not.
  var earlyEnd: FileError? {
    missedEnd.map { expected in
      FileError(
        .badContent, path: path,
        problem: "it breaks off after \(Text.count(fileFrames, "frame")) of about \(expected)")
    }
  }

  func passWarnings(to observer: any JobObserver) throws { try file.source.passWarnings(to: observer) }
}

extension FileError {
  /// The same, saying what was made before and is kept.
  func keeping(_ part: String, in output: String) -> FileError {
    var told = self
    let kept: Message = "\(part) up to there are in \(output)"
    told.remedy = remedy.map { $0 + "; " + kept } ?? kept
    return told
  }
}

/// Light whose frames are counted, and kept until they are asked for.
private final class CountedLight: IntensitySource {
  let source: any LightFile
  private(set) var count = 0
  private(set) var lastTime: Rational?
  private var frames: [IntensityFrame] = []

  init(_ source: any LightFile) { self.source = source }

  var geometry: SpikeGeometry { source.geometry }
  var estimatedCount: Int? { source.estimatedCount }

  func next() throws -> IntensityFrame? {
    let frame = try source.next()
    if let frame {
      count += 1
      lastTime = frame.time
      frames.append(frame)
    }
    return frame
  }

  /// The frames since it was asked before.
  func takeFrames() -> [IntensityFrame] {
    defer { frames.removeAll() }
    return frames
  }
}
