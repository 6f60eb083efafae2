import CFFmpeg
import Files

/// Reads the frames of a video in presentation order.
///
/// Any container and codec that libav knows will do: MP4, MKV, AVI, GIF, a single picture; or numbered pictures, given
/// as their folder or as a pattern such as `frames/%04d.png`. Pictures come upright: the file's rotation and mirroring
/// are applied. Pixels are taken as square. Memory holds one decoded frame and what the codec needs of earlier ones,
/// whatever the video's length.
///
/// ```swift
/// let reader = try VideoReader(path: "clip.mp4")
/// while let frame = try reader.next() { print(frame.timeMicroseconds, try frame.linearGray().shape) }
/// ```
public final class VideoReader {
  /// The path as given.
  public let path: String
  /// The width of the upright pictures in pixels.
  public let width: Int
  /// The height of the upright pictures in pixels.
  public let height: Int
  /// Frames per second on average, as the file states them; where they vary, only the frames' own times are right.
  public let nominalFrameRate: Double
  /// The duration in seconds from the first frame to the end of the last, as far as the file tells.
  public let estimatedDuration: Double?
  /// The number of frames, as far as the file tells. Count the frames to know it.
  public let estimatedFrameCount: Int?
  /// The number of frames, where the file does not tell it: so many as there would be if all of it were like what has been
  /// read so far. Nil before the first frame, and where it has been read to its end.
  public var extrapolatedFrameCount: Int? {
    guard nextIndex > 0, case .stream(let stream) = source, let share = stream.demuxer.readShare,
      share > 0 && share < 1
    else {
      return nil
    }
    return max(nextIndex, Int((Double(nextIndex) / share).rounded()))
  }
  /// The codec's short name: "h264", "gif", "png".
  public let codecName: String
  /// The number of frames so far that were lost or needed concealment because the file is damaged or cut off.
  public var damagedFrames: Int {
    switch source {
    case .stream(let stream): stream.damageCount
    case .pictures: 0
    }
  }

  private enum Source {
    case stream(DecodedStream)
    case pictures(PictureSequence)

    func next() throws -> DecodedPicture? {
      switch self {
      case .stream(let stream):
        try stream.next().map { DecodedPicture($0, containerOrientation: stream.demuxer.orientation) }
      case .pictures(let pictures):
        try pictures.next()
      }
    }
  }

  private let source: Source
  private let converter: PixelConverter
  private var clock: FrameClock
  /// The seconds of one tick of the stream's clock, as a fraction.
  public var tickDuration: (numerator: Int64, denominator: Int64) { (clock.numerator, clock.denominator) }
  private var first: DecodedPicture?
  private var nextIndex = 0

  /// Opens a video and decodes its first frame.
  ///
  /// - Parameters:
  ///   - path: A video, a picture, a folder of pictures, or a pattern with one counter.
  ///   - picturesPerSecond: The frame rate of numbered pictures, which have none of their own.
  ///   - threads: How many threads may decode; 0 takes every core. With more than one, what conceals the damaged parts
  ///     of a video depends on their number; sound videos give the same pictures on any.
  /// - Throws: ``FileError``: `notFound`; `badContent` where the file is no video, holds no video stream or no frame
  ///   that can be decoded; `missingPart` where libav lacks the codec.
  public init(path: String, picturesPerSecond: Double = 25, threads: Int = 1) throws {
    precondition(picturesPerSecond > 0, "Pictures need a frame rate above zero, not \(picturesPerSecond).")
    self.path = path
    converter = PixelConverter(path: path)
    if PictureSequence.isNamed(by: path) {
      let pictures = try PictureSequence(path: path)
      source = .pictures(pictures)
      nominalFrameRate = picturesPerSecond
      estimatedFrameCount = pictures.paths.count
      estimatedDuration = Double(pictures.paths.count) / picturesPerSecond
      clock = FrameClock(numerator: 1, denominator: 1, nominalInterval: 1 / picturesPerSecond)
    } else {
      let stream = try DecodedStream(path: path, threads: threads)
      source = .stream(stream)
      let stated = stream.demuxer.frameRate
      let rate = stated > 0 ? stated : picturesPerSecond
      nominalFrameRate = rate
      estimatedDuration = stream.demuxer.duration
      estimatedFrameCount = stream.demuxer.frameCount ?? estimatedDuration.map { Int(($0 * rate).rounded()) }
      let base = stream.demuxer.stream.pointee.time_base
      clock = FrameClock(numerator: Int64(base.num), denominator: Int64(base.den), nominalInterval: 1 / rate)
    }
    guard let picture = try source.next() else {
      throw FileError(
        .badContent, path: path, problem: "no frame can be decoded", remedy: "the file is cut off or damaged")
    }
    first = picture
    (width, height) = picture.size
    codecName =
      switch source {
      case .stream(let stream): stream.decoder.codecName
      case .pictures(let pictures): pictures.codecName
      }
  }

  /// The next frame, or nil after the last.
  ///
  /// Damaged parts of a video are passed over and counted in ``damagedFrames``. A frame of another size than the first
  /// is scaled to it, as players do; a picture of another size among numbered ones is an error.
  ///
  /// - Throws: ``FileError``: `inputOutput` where reading fails, `badContent` where one of the numbered pictures is
  ///   damaged or of another size.
  public func next() throws -> VideoFrame? {
    guard let picture = try takeFirst() ?? source.next() else { return nil }
    if case .pictures(let pictures) = source, picture.size != (width, height) {
      let size = "\(picture.size.width)x\(picture.size.height)"
      throw FileError(
        .badContent, path: pictures.paths[nextIndex],
        problem: "the picture has \(size) pixels, the first one \(width)x\(height)",
        remedy: "give pictures of one size")
    }
    let frame = VideoFrame(
      picture, index: nextIndex, time: clock.advance(stamp: stamp(of: picture)), size: (width, height),
      converter: converter)
    nextIndex += 1
    return frame
  }

  private func takeFirst() -> DecodedPicture? {
    defer { first = nil }
    return first
  }

  private func stamp(of picture: DecodedPicture) -> Int64? {
    if case .pictures = source { return nil }
    return picture.frame.timestamp
  }
}
