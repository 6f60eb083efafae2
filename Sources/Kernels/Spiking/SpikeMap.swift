import Runtime
import Tensors

/// Binary spikes of a layer of neurons: a bit a channel of every pixel, frame by frame.
///
/// The channels of a pixel follow each other, `[frames, rows, columns, words]` with 64 channels a word from the lowest
/// bit on, so that a layer that reads spikes meets all channels of a pixel at once. A frame is one sample in one step.
/// A map has reference semantics, like ``FeatureMap``.
public final class SpikeMap: @unchecked Sendable {
  /// The number of frames.
  public let frames: Int
  /// The channels of a pixel.
  public let channels: Int
  /// The rows of a frame.
  public let height: Int
  /// The columns of a frame.
  public let width: Int
  /// The words of a pixel.
  public let wordsPerPixel: Int
  private let memory: AlignedMemory
  private let counts: AlignedMemory

  /// Makes a map without spikes.
  public init(frames: Int, channels: Int, height: Int, width: Int) {
    precondition(
      frames > 0 && channels > 0 && height > 0 && width > 0,
      "A map of spikes of shape [\(frames), \(channels), \(height), \(width)] is empty.")
    self.frames = frames
    self.channels = channels
    self.height = height
    self.width = width
    wordsPerPixel = (channels + 63) / 64
    let wordBytes = MemoryLayout<UInt64>.stride
    memory = AlignedMemory(zeroedByteCount: Shape.count([frames, height, width, wordsPerPixel, wordBytes]))
    counts = AlignedMemory(zeroedByteCount: Shape.count([frames, MemoryLayout<Int>.stride]))
  }

  /// The neurons of a frame.
  public var neurons: Int { channels * height * width }
  /// The bytes of the map.
  public var byteCount: Int { memory.byteCount + counts.byteCount }

  /// The spikes of a frame, as the layer that wrote it counted them.
  public func count(frame: Int) -> Int { countPointer(frame: frame).pointee }

  /// Whether the neuron at a place spiked in a frame.
  public subscript(frame: Int, channel: Int, row: Int, column: Int) -> Bool {
    let pixel = words(frame: frame, row: row) + column * wordsPerPixel
    return pixel[channel / 64] >> UInt64(channel % 64) & 1 == 1
  }

  /// Puts the spikes of a frame in place: those values of `[channels, rows, columns]` that are not zero.
  public func replaceFrame(_ frame: Int, by values: Tensor<Float>) {
    precondition(
      values.shape == [channels, height, width],
      "Values of shape \(values.shape) do not fit a map of [\(channels), \(height), \(width)].")
    let target = words(frame: frame)
    target.update(repeating: 0, count: height * width * wordsPerPixel)
    var count = 0
    values.withUnsafeBufferPointer { values in
      for channel in 0..<channels {
        for pixel in 0..<height * width where values[channel * height * width + pixel] != 0 {
          target[pixel * wordsPerPixel + channel / 64] |= 1 << UInt64(channel % 64)
          count += 1
        }
      }
    }
    countPointer(frame: frame).pointee = count
  }

  /// The first word of a row of a frame.
  @inline(__always)
  func words(frame: Int, row: Int = 0) -> UnsafeMutablePointer<UInt64> {
    memory.baseAddress.assumingMemoryBound(to: UInt64.self) + (frame * height + row) * width * wordsPerPixel
  }

  @inline(__always)
  func countPointer(frame: Int) -> UnsafeMutablePointer<Int> {
    counts.baseAddress.assumingMemoryBound(to: Int.self) + frame
  }
}
