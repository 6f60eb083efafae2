import Files
import Media
import Tensors

/// Pictures to a file by its ending: one `.png`, or a video of all.
package final class PictureOutput {
  private enum Target {
    case still
    case video(VideoWriter?)
  }

  private let path: String
  private let overwrite: Bool
  private let framesPerSecond: Double
  private var target: Target
  package private(set) var count = 0

  package static let videoEndings = ["mp4", "gif", "mkv", "avi"]

  /// Whether the ending is one of a video.
  package static func isVideo(_ path: String) -> Bool {
    videoEndings.contains { path.lowercased().hasSuffix(".\($0)") }
  }

  /// Checks the ending before any work.
  package init(path: String, overwrite: Bool, framesPerSecond: Double) throws {
    self.path = path
    self.overwrite = overwrite
    self.framesPerSecond = framesPerSecond
    if path.lowercased().hasSuffix(".png") {
      target = .still
    } else if Self.isVideo(path) {
      target = .video(nil)
    } else {
      throw JobError(
        wrongOptions: "the ending says no kind of picture; choose .png, .mp4, .gif, .mkv or .avi", path: path)
    }
    if !overwrite { try OutputFile.refuseExisting(path) }
  }

  package var isStill: Bool {
    if case .still = target { return true }
    return false
  }

  /// Takes a gray `[height, width]` or colour `[height, width, 3]` picture.
  package func append(_ picture: Tensor<UInt8>) throws {
    count += 1
    switch target {
    case .still:
      precondition(count == 1, "A PNG holds one picture.")
      try StillPicture.uint8(picture).writePNG(path: path, overwrite: overwrite)
    case .video(let open):
      let writer = try open ?? start(width: picture.shape[1], height: picture.shape[0])
      target = .video(writer)
      try writer.append(picture)
    }
  }

  private func start(width: Int, height: Int) throws -> VideoWriter {
    let longestSide = 16384
    guard max(width, height) <= longestSide else {
      throw FileError(
        .cannotCreate, path: path, problem: "\(width)x\(height) pictures are too large for a video",
        remedy: "a side has at most \(longestSide) pixels; write .png instead")
    }
    return try VideoWriter(
      path: path, width: width, height: height, framesPerSecond: framesPerSecond, overwrite: overwrite)
  }

  /// Completes the file.
  package func finish() throws {
    if case .video(let writer) = target { try writer?.finish() }
  }
}
