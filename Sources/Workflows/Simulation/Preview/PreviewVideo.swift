import Files
import Media

/// The video of a preview. It appears when it is finished.
final class PreviewVideo {
  private let path: String
  private let overwrite: Bool
  private var writer: VideoWriter?

  /// Checks the place before any work.
  ///
  /// - Throws: ``JobError`` where the ending names no video, `FileError` where the file is there and may not be replaced.
  init(path: String, overwrite: Bool) throws {
    (self.path, self.overwrite) = (path, overwrite)
    guard PictureOutput.isVideo(path) else {
      throw JobError(
        wrongOptions:
          "a preview is a video; let its name end in .\(PictureOutput.videoEndings.joined(separator: ", ."))",
        path: path)
    }
    try OutputFile.checkPlace(path, overwrite: overwrite)
  }

  func append(_ picture: PreviewPicture) throws {
    let writer =
      try writer
      ?? VideoWriter(
        path: path, width: picture.pixels.shape[1], height: picture.pixels.shape[0],
        framesPerSecond: picture.framesPerSecond, overwrite: overwrite)
    self.writer = writer
    try writer.append(picture.pixels, tick: picture.tick)
  }

  /// Completes the video; there is none of a simulation without two frames.
  func finish() throws { try writer?.finish() }
}
