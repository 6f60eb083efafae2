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
  public func window(around centre: Int, frameCount: Int) -> Range<Int> {
    precondition(centre >= 0 && centre < frameCount, "There is no frame \(centre); there are \(frameCount).")
    let start = centre - window / 2
    return max(start, 0)..<min(start + window, frameCount)
  }

  /// The picture at `centre`. Cost: about three operations for 64 pixels and a frame.
  public func picture(at centre: Int, from frames: SpikeStream, frameCount: Int) -> Tensor<Float> {
    precondition(
      frames.firstFrame..<frames.firstFrame + frames.frameCount == window(around: centre, frameCount: frameCount),
      "The frames given are not the window at frame \(centre).")
    let scale = 1 / Float(frames.frameCount)
    return Tensor(unsafeUninitializedShape: [frames.geometry.height, frames.geometry.width]) { target in
      SpikeCounter.count(frames, to: target)
      for index in target.indices { target[index] *= scale }
    }
  }

  /// The same picture, pixel by pixel: what the fast one is tested against.
  public func referencePicture(at centre: Int, of recording: SpikeStream) -> Tensor<Float> {
    let range = window(around: centre, frameCount: recording.frameCount)
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

/// Counts the spikes of every pixel over frames.
enum SpikeCounter {
  /// Writes the number of spikes of each pixel, up to 2^24 frames.
  ///
  /// 64 pixels are counted at once: bit j of all their counts is one word, and a frame is added with carries running
  /// from word to word. Eight words hold 255 frames, after which they are added to the result.
  static func count(_ frames: SpikeStream, to target: UnsafeMutableBufferPointer<Float>) {
    let pixels = frames.geometry.pixelCount
    let size = frames.geometry.bytesPerFrame
    precondition(target.count >= pixels, "The buffer is too short for \(pixels) counts.")
    target.initialize(repeating: 0)
    frames.withUnsafeBytes { bytes in
      let raw = UnsafeRawBufferPointer(bytes)
      for start in stride(from: 0, to: frames.frameCount, by: 255) {
        let group = start..<min(start + 255, frames.frameCount)
        var byte = 0
        while byte + 8 <= size {
          var planes = Planes()
          for frame in group {
            planes.add(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: frame * size + byte, as: UInt64.self)))
          }
          planes.spill(to: target, from: byte * 8, count: min(64, pixels - byte * 8))
          byte += 8
        }
        if byte < size {
          var planes = Planes()
          for frame in group {
            var word: UInt64 = 0
            for rest in byte..<size { word |= UInt64(raw[frame * size + rest]) << UInt64((rest - byte) * 8) }
            planes.add(word)
          }
          planes.spill(to: target, from: byte * 8, count: pixels - byte * 8)
        }
      }
    }
  }

  /// The counts of 64 pixels: bit i of word j is bit j of pixel i's count.
  private struct Planes {
    var words = SIMD8<UInt64>()

    @inline(__always)
    mutating func add(_ word: UInt64) {
      var carry = word
      var plane = 0
      while carry != 0 {
        let sum = words[plane] ^ carry
        carry &= words[plane]
        words[plane] = sum
        plane += 1
      }
    }

    @inline(__always)
    func spill(to target: UnsafeMutableBufferPointer<Float>, from first: Int, count: Int) {
      for group in 0..<(count + 7) / 8 {
        var counts: UInt64 = 0
        for plane in 0..<8 where words[plane] != 0 {
          counts |= Self.spread(words[plane] >> UInt64(group * 8) & 0xff) << UInt64(plane)
        }
        let eight = unsafeBitCast(counts.littleEndian, to: SIMD8<UInt8>.self)
        for pixel in 0..<min(8, count - group * 8) { target[first + group * 8 + pixel] += Float(eight[pixel]) }
      }
    }

    /// Bit j of a byte as byte j of the result, 0 or 1.
    @inline(__always)
    private static func spread(_ byte: UInt64) -> UInt64 {
      let picked = byte &* 0x0101_0101_0101_0101 & 0x8040_2010_0804_0201
      return (picked &+ 0x7f7f_7f7f_7f7f_7f7f) >> 7 & 0x0101_0101_0101_0101
    }
  }
}
