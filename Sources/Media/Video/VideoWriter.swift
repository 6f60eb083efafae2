import CFFmpeg
import Files
import Tensors

/// Writes pictures as a video that appears under its name when it is complete.
///
/// The ending of the name decides: `.mp4` is H.264 in 4:2:0 at a quality without visible loss (MPEG-4 where libav has
/// no x264; odd sides are made even by repeating the last row or column), `.gif` has at most 255 colours a picture
/// (gray is exact), `.mkv` and `.avi` are lossless (FFV1). The same pictures give the same bytes on every machine with
/// the same libraries.
///
/// <!-- with pictures: [Tensor<UInt8>] -->
/// ```swift
/// let writer = try VideoWriter(path: "flow.mp4", width: 400, height: 250, framesPerSecond: 25)
/// for picture in pictures { try writer.append(picture) }
/// try writer.finish()
/// ```
public final class VideoWriter {
  /// The path as given.
  public let path: String
  /// The width of the pictures in pixels.
  public let width: Int
  /// The height of the pictures in pixels.
  public let height: Int
  /// The number of ticks in a second; a picture lasts one tick unless the caller says otherwise.
  public let framesPerSecond: Double

  private struct Output {
    var isGray: Bool
    var encoder: Encoder
    var muxer: Muxer
    var input: EncoderInput
  }

  private let container: VideoContainer
  private let timeBase: AVRational
  private var file: OutputFile?
  private var output: Output?
  private var lastTick: Int64 = -1

  /// Opens a video for writing. A temporary file beside it holds the data until ``finish()``.
  ///
  /// - Parameters:
  ///   - path: Where the video shall appear: `.mp4`, `.gif`, `.mkv` or `.avi`.
  ///   - width: The pictures' width, 1...16384.
  ///   - height: The pictures' height, 1...16384.
  ///   - framesPerSecond: More than 0, at most 60000.
  ///   - overwrite: Whether a file that is there may be replaced.
  /// - Throws: ``FileError`` of kind `cannotCreate` where the ending is another, the file exists or its folder does
  ///   not.
  public init(path: String, width: Int, height: Int, framesPerSecond: Double, overwrite: Bool = false) throws {
    precondition(
      (1...16384).contains(width) && (1...16384).contains(height),
      "A video of \(width)x\(height) pixels cannot be written; sides are 1...16384.")
    precondition(
      framesPerSecond > 0 && framesPerSecond <= 60000,
      "A video of \(framesPerSecond) frames a second cannot be written; rates are above 0 and at most 60000.")
    self.path = path
    self.width = width
    self.height = height
    self.framesPerSecond = framesPerSecond
    container = try VideoContainer(path: path)
    // MPEG-4 takes no finer fraction of a second.
    try LibAV.load()
    let rate = av_d2q(framesPerSecond, 65535)
    timeBase = AVRational(num: rate.den, den: rate.num)
    file = try OutputFile(path: path, overwrite: overwrite)
  }

  /// Appends a picture that follows the one before by one tick.
  ///
  /// - Parameter picture: `[height, width]` gray or `[height, width, 3]` RGB, 0...255 as stored (not linear in light);
  ///   all pictures of a video are of one kind.
  /// - Throws: ``FileError``: `inputOutput` where the disk is full, `cannotCreate` or `missingPart` where libav cannot
  ///   write such a video, `cannotCreate` where a GIF is to show more than 50 pictures a second.
  public func append(_ picture: Tensor<UInt8>) throws { try append(picture, tick: lastTick + 1) }

  /// Appends a picture that is shown from `tick / framesPerSecond` seconds on, for videos with variable times.
  ///
  /// - Precondition: Ticks increase from zero or more.
  /// - Throws: As ``append(_:)``.
  public func append(_ picture: Tensor<UInt8>, tick: Int64) throws {
    let isGray = picture.rank == 2
    precondition(
      picture.shape == [height, width] + (isGray ? [] : [3]),
      "A picture of shape \(picture.shape) does not fit a video of \(width)x\(height).")
    precondition(tick > lastTick, "Pictures come in the order of their times: tick \(tick) follows \(lastTick).")
    try refuseHastyGIF(tick: tick)
    guard let file else { preconditionFailure("No picture can follow after the video is finished or has failed.") }
    do {
      let output = try output ?? open(isGray: isGray, file: file)
      precondition(output.isGray == isGray, "The pictures of a video are all gray or all RGB.")
      let frame = try output.input.frame(for: picture)
      frame.pointer.pointee.pts = tick
      try output.encoder.encode(frame) { try output.muxer.write($0) }
      self.output = output
      lastTick = tick
    } catch {
      discard()
      throw error
    }
  }

  /// Completes the video and gives it its name.
  ///
  /// - Throws: ``FileError``: `inputOutput` where the disk is full; `cannotCreate` where no picture was appended.
  ///   Nothing is left behind then.
  public func finish() throws {
    guard let file else { preconditionFailure("A video is finished once.") }
    defer { discard() }
    guard let output else {
      throw FileError(.cannotCreate, path: path, problem: "there is no picture to write")
    }
    try output.encoder.encode(nil) { try output.muxer.write($0) }
    try output.muxer.finish()
    try file.commit()
  }

  private func open(isGray: Bool, file: OutputFile) throws -> Output {
    let settings = try container.encoderSettings(width: width, height: height, isGray: isGray, timeBase: timeBase)
    let encoder = try Encoder(settings, path: path)
    let muxer = try Muxer(
      format: container.muxerName, temporaryPath: file.temporaryPath, path: path, encoder: encoder)
    return Output(
      isGray: isGray, encoder: encoder, muxer: muxer,
      input: try EncoderInput(settings: settings, isGray: isGray, path: path))
  }

  private func discard() {
    output = nil
    file?.discard()
    file = nil
  }

  /// GIF counts in hundredths of a second, and players show delays below two of them at a tenth of the speed.
  private func refuseHastyGIF(tick: Int64) throws {
    let ticks = lastTick < 0 ? 1 : tick - lastTick
    guard container == .gif, lastTick >= 0, Double(ticks) * 50 < framesPerSecond * 0.999 else { return }
    throw FileError(
      .cannotCreate, path: path, problem: "a GIF shows at most 50 pictures a second",
      remedy: "lower the frame rate or write .mp4")
  }
}
