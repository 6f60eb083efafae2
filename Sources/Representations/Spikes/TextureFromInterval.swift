import Recordings
import Tensors

/// TFI, texture from interval: how far apart the two spikes around a moment are.
///
/// The picture at frame k is 1 / (b − a), where a is a pixel's last spike at or before k, searched in the `window` frames
/// k − window + 1 … k, and b its first after k, searched in k + 1 … k + window; 0 where one is missing. 1 is a pixel
/// that fires in every frame. It follows motion better than TFP and shows the steps of whole intervals.
///
/// At the ends: where the recording starts inside the window and has no a, the first two spikes after k in the window
/// stand in; where it ends inside the window and has no b, the last two at or before k do. Else its first and last pictures
/// would be black.
///
/// Zhu, Dong, Wang, Huang, Tian: A retina-inspired sampling method for visual texture reconstruction, ICME 2019.
public struct TextureFromInterval: SpikeReconstruction, Hashable {
  /// The window where the user names none, in frames: white to 1/40 of it with the simulator's default threshold.
  public static let defaultWindow = 64

  /// How many frames are searched on either side.
  public let window: Int

  /// Describes a reconstruction that searches `window` frames, one or more, on either side.
  public init(window: Int = Self.defaultWindow) {
    precondition(window > 0, "A window needs at least one frame, not \(window).")
    self.window = window
  }

  /// The frames that are searched at `centre`.
  public func window(around center: Int, frameCount: Int) -> Range<Int> {
    precondition(center >= 0 && center < frameCount, "There is no frame \(center); there are \(frameCount).")
    return max(center - window + 1, 0)..<min(center + window + 1, frameCount)
  }

  /// The picture at `centre`. Cost: one word operation for 64 pixels and a frame until the last of them is found, and
  /// two steps a pixel.
  public func picture(at center: Int, from frames: SpikeStream, frameCount: Int) -> Tensor<Float> {
    precondition(
      frames.firstFrame..<frames.firstFrame + frames.frameCount == window(around: center, frameCount: frameCount),
      "The frames given are not the window at frame \(center).")
    let search = IntervalSearch(
      frames: frames, center: center - frames.firstFrame, startsInside: center - window + 1 < 0,
      endsInside: center + window >= frameCount)
    return Tensor(unsafeUninitializedShape: [frames.geometry.height, frames.geometry.width]) { target in
      search.run { pixel, interval in
        target.initializeElement(at: pixel, to: interval == 0 ? 0 : 1 / Float(interval))
      }
    }
  }

  /// The same picture, pixel by pixel: what the fast one is tested against.
  public func referencePicture(at center: Int, of recording: SpikeStream) -> Tensor<Float> {
    let range = window(around: center, frameCount: recording.frameCount)
    let (width, height) = (recording.geometry.width, recording.geometry.height)
    var picture = Tensor<Float>(zeros: [height, width])
    for y in 0..<height {
      for x in 0..<width {
        let spikes = range.filter { recording.isSpike(frame: $0, x: x, y: y) }
        let before = spikes.filter { $0 <= center }
        let after = spikes.filter { $0 > center }
        var pair: (Int, Int)?
        if let a = before.last, let b = after.first {
          pair = (a, b)
        } else if before.isEmpty, center - window + 1 < 0, after.count >= 2 {
          pair = (after[0], after[1])
        } else if after.isEmpty, center + window >= recording.frameCount, before.count >= 2 {
          pair = (before[before.count - 2], before[before.count - 1])
        }
        if let (a, b) = pair { picture[y, x] = 1 / Float(b - a) }
      }
    }
    return picture
  }
}

/// Finds the interval of every pixel, 64 pixels at a time.
private struct IntervalSearch {
  let frames: SpikeStream
  /// The index of the centre in `frames`.
  let center: Int
  let startsInside: Bool
  let endsInside: Bool

  /// Calls `body` with every pixel and its interval in frames, 0 where there is none.
  func run(_ body: (_ pixel: Int, _ interval: Int32) -> Void) {
    let pixels = frames.geometry.pixelCount
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 64) { intervals in
      frames.withUnsafeBytes { bytes in
        let column = SpikeWords(bytes: UnsafeRawBufferPointer(bytes), frameBytes: frames.geometry.bytesPerFrame)
        for first in stride(from: 0, to: pixels, by: 64) {
          let count = min(64, pixels - first)
          intervals.initialize(repeating: 0)
          search(column, byte: first / 8, wanted: count == 64 ? .max : 1 << UInt64(count) - 1, intervals)
          for index in 0..<count { body(first + index, intervals[index]) }
        }
      }
    }
  }

  private func search(
    _ column: SpikeWords, byte: Int, wanted: UInt64, _ intervals: UnsafeMutableBufferPointer<Int32>
  ) {
    let before = stride(from: center, through: 0, by: -1)
    let after = stride(from: center + 1, to: frames.frameCount, by: 1)
    // The distances of a and of b add up to the interval; a pixel with one of them only is set back to zero.
    let missingBefore = distances(column, byte, before, wanted) { intervals[$0] = Int32(center - $1) }
    let missingAfter = distances(column, byte, after, wanted & ~missingBefore) { intervals[$0] += Int32($1 - center) }
    SpikeWords.forEachBit(missingAfter) { intervals[$0] = 0 }
    if startsInside { pairs(column, byte, after, missingBefore, intervals) }
    if endsInside { pairs(column, byte, before, missingAfter, intervals) }
  }

  /// Reports the first spike of each wanted pixel along `order`; returns the pixels that have none.
  @inline(__always)
  private func distances(
    _ column: SpikeWords, _ byte: Int, _ order: some Sequence<Int>, _ wanted: UInt64,
    found: (_ pixel: Int, _ frame: Int) -> Void
  ) -> UInt64 {
    var missing = wanted
    for frame in order {
      if missing == 0 { break }
      let new = column.word(frame: frame, byte: byte) & missing
      missing &= ~new
      SpikeWords.forEachBit(new) { found($0, frame) }
    }
    return missing
  }

  /// Sets the distance of the first two spikes of each wanted pixel along `order`.
  private func pairs(
    _ column: SpikeWords, _ byte: Int, _ order: some Sequence<Int>, _ wanted: UInt64,
    _ intervals: UnsafeMutableBufferPointer<Int32>
  ) {
    var waiting = wanted
    var seen: UInt64 = 0
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 64) { first in
      first.initialize(repeating: 0)
      for frame in order {
        if waiting == 0 { break }
        let word = column.word(frame: frame, byte: byte) & waiting
        SpikeWords.forEachBit(word & seen) { intervals[$0] = abs(Int32(frame) - first[$0]) }
        waiting &= ~(word & seen)
        SpikeWords.forEachBit(word & ~seen) { first[$0] = Int32(frame) }
        seen |= word
      }
    }
  }
}
