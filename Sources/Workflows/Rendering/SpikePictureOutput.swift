import Files
import Reports
import Tensors

/// Where pictures of spikes go: a still, a video, or a page that plays them.
final class SpikePictureOutput {
  private enum Target {
    case pictures(PictureOutput)
    case page(OutputFile)
  }

  private let rendering: SpikeRendering
  private let target: Target
  /// Begun with the first picture, whose size it has.
  private var player: PicturePlayer?
  private(set) var count = 0

  /// The ending of a page's name.
  static let pageEnding = ".html"

  /// Checks the ending before any work.
  init(_ rendering: SpikeRendering) throws {
    self.rendering = rendering
    let (path, overwrite) = (rendering.output, rendering.overwrite)
    target =
      path.lowercased().hasSuffix(Self.pageEnding)
      ? .page(try OutputFile(path: path, overwrite: overwrite))
      : .pictures(
        try PictureOutput(path: path, overwrite: overwrite, framesPerSecond: rendering.framesPerSecond))
  }

  var isStill: Bool {
    if case .pictures(let output) = target { output.isStill } else { false }
  }

  /// Whether it is a page, which says size and time itself.
  var isPage: Bool {
    if case .page = target { true } else { false }
  }

  /// Takes a gray `[height, width]` or colour `[height, width, 3]` picture.
  func append(_ picture: Tensor<UInt8>, time: Int64) throws {
    count += 1
    switch target {
    case .pictures(let output): try output.append(picture)
    case .page:
      guard count <= PicturePlayer.mostPictures else {
        throw JobError(
          wrongOptions: "a page holds up to \(PicturePlayer.mostPictures) pictures; choose a longer "
            + "\(Setting.windowStride), a part of the recording, or a video", path: rendering.output)
      }
      let player =
        player
        ?? PicturePlayer(
          name: PageOutput.name(of: rendering.recording.path), width: picture.shape[1], height: picture.shape[0],
          framesPerSecond: rendering.framesPerSecond)
      self.player = player
      try player.append(picture, timeMicroseconds: time)
    }
  }

  /// Completes the file.
  func finish() throws {
    switch target {
    case .pictures(let output): try output.finish()
    case .page(let file):
      try file.write(player?.page ?? "")
      try file.commit()
    }
  }
}
