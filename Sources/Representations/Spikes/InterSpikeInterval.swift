import Recordings
import Tensors

/// The interval between the spikes around every readout: the next spike minus the one before (DSFT).
///
/// A pixel that spikes at a and next at b has the value b − a, in frames, at the readouts a + 1 … b: the readout that
/// fires still belongs to the interval that it ends. (TFI, which asks for the light after a moment, gives a … b − 1.)
/// Values are bytes: 255 is an interval of 255 frames or more, or one that the recording does not hold whole. They need no
/// more than the 254 frames before a readout and the 254 from it on.
///
/// The differential of spike firing time as in Zhao, Xiong, Zhao, Zhang, Fan, Yu, Huang: Boosting spike camera image
/// reconstruction from a perspective of dealing with spike fluctuations (BSF), CVPR 2024.
public struct InterSpikeInterval: Sendable, Hashable {
  /// What stands for every interval of so many frames or more, and for those that are not whole.
  public static let longest = 255

  /// Describes the transform.
  public init() {}

  /// The frames that the intervals of the readouts `range` depend on, clipped to the recording.
  public func window(of range: Range<Int>, frameCount: Int) -> Range<Int> {
    max(range.lowerBound - (Self.longest - 1), 0)..<min(range.upperBound + (Self.longest - 2), frameCount)
  }

  /// The intervals of consecutive readouts.
  ///
  /// - Parameters:
  ///   - range: The readouts, in frames of the recording.
  ///   - frames: The frames of ``window(of:frameCount:)``, which know their place in the recording.
  /// - Returns: `[readouts, height, width]` in frames, 1…255.
  /// Cost: one step a spike of the window, and one write a pixel and readout.
  public func intervals(of range: Range<Int>, from frames: SpikeStream) -> Tensor<UInt8> {
    precondition(!range.isEmpty, "Intervals belong to readouts, of which there are none in \(range).")
    let size = frames.geometry
    return Tensor(unsafeUninitializedShape: [range.count, size.height, size.width]) { target in
      target.initialize(repeating: UInt8(Self.longest))
      frames.withUnsafeBytes { bytes in
        let words = SpikeWords(bytes: UnsafeRawBufferPointer(bytes), frameBytes: size.bytesPerFrame)
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 64) { last in
          for first in stride(from: 0, to: size.pixelCount, by: 64) {
            let present = SpikeWords.mask(min(64, size.pixelCount - first))
            write(words, byte: first / 8, present, range: range, frames: frames, last: last) { pixel, readout, value in
              target[readout * size.pixelCount + first + pixel] = value
            }
          }
        }
      }
    }
  }

  /// Reports the intervals of 64 pixels that are whole and shorter than ``longest``.
  @inline(__always)
  private func write(
    _ words: SpikeWords, byte: Int, _ present: UInt64, range: Range<Int>, frames: SpikeStream,
    last: UnsafeMutableBufferPointer<Int32>, _ body: (_ pixel: Int, _ readout: Int, _ value: UInt8) -> Void
  ) {
    last.initialize(repeating: 0)
    var fired: UInt64 = 0
    // Pixels whose last interval of the range has not ended yet.
    var waiting = present
    for index in 0..<frames.frameCount {
      let frame = frames.firstFrame + index
      let spikes = words.word(frame: index, byte: byte) & waiting
      SpikeWords.forEachBit(spikes & fired) { pixel in
        let start = Int(last[pixel])
        let interval = frame - start
        guard interval < Self.longest else { return }
        let first = max(start + 1, range.lowerBound)
        for readout in first..<max(min(frame + 1, range.upperBound), first) {
          body(pixel, readout - range.lowerBound, UInt8(interval))
        }
      }
      SpikeWords.forEachBit(spikes) { last[$0] = Int32(frame) }
      fired |= spikes
      if frame >= range.upperBound - 1 {
        waiting &= ~spikes
        if waiting == 0 { break }
      }
    }
  }
}
