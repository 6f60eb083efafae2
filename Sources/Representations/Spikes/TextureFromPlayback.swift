import Recordings
import Tensors

/// TFP, texture from playback: how often a pixel fires in a window of frames.
///
/// The picture at frame k is n / m, where n is the number of a pixel's spikes in the `window` frames from
/// k − ⌊window / 2⌋ on, and m the number of these frames that the recording has: at its ends the window is clipped, not
/// moved. 1 is a pixel that fires in every frame. Long windows give fine shades of still scenes and smear moving ones.
///
/// Zhu, Dong, Wang, Huang, Tian: A retina-inspired sampling method for visual texture reconstruction, ICME 2019.
public struct TextureFromPlayback: SpikeReconstruction, Hashable {
  /// The window where the user names none, in frames.
  public static let defaultWindow = 32

  /// The length of the window in frames.
  public let window: Int

  /// Describes a reconstruction over `window` frames, one or more.
  public init(window: Int = Self.defaultWindow) {
    precondition(window > 0, "A window needs at least one frame, not \(window).")
    self.window = window
  }

  /// The frames that are counted at `centre`.
  public func window(around center: Int, frameCount: Int) -> Range<Int> {
    precondition(center >= 0 && center < frameCount, "There is no frame \(center); there are \(frameCount).")
    let start = center - window / 2
    return max(start, 0)..<min(start + window, frameCount)
  }

  /// The picture at `centre`. Cost: about a dozen operations for 128 pixels and a frame, and a few for each pixel.
  public func picture(at center: Int, from frames: SpikeStream, frameCount: Int) -> Tensor<Float> {
    precondition(
      frames.firstFrame..<frames.firstFrame + frames.frameCount == window(around: center, frameCount: frameCount),
      "The frames given are not the window at frame \(center).")
    let scale = 1 / Float(frames.frameCount)
    return Tensor(unsafeUninitializedShape: [frames.geometry.height, frames.geometry.width]) { target in
      SpikeCounter.count(frames, to: target)
      for index in target.indices { target[index] *= scale }
    }
  }

  /// The same picture, pixel by pixel: what the fast one is tested against.
  public func referencePicture(at center: Int, of recording: SpikeStream) -> Tensor<Float> {
    let range = window(around: center, frameCount: recording.frameCount)
    let (width, height) = (recording.geometry.width, recording.geometry.height)
    var picture = Tensor<Float>(zeros: [height, width])
    for y in 0..<height {
      for x in 0..<width {
        let count = range.count { recording.isSpike(frame: $0, x: x, y: y) }
        picture[y, x] = Float(count) * (1 / Float(range.count))
      }
    }
    return picture
  }
}
