import Recordings
import Tensors

extension IdealSpikingCamera {
  /// The number of frames between the first and the last of `keyFrames` key frames at a constant rate:
  /// ⌊(keyFrames − 1) · rateHz / frameRate⌋.
  public static func frameCount(keyFrames: Int, frameRate: Rational, rateHz: Rational = 20_000) -> Int {
    if keyFrames < 2 { return 0 }
    let clock = ReadoutClock(rate: rateHz, origin: 0)
    return clock.position(of: time(ofFrame: keyFrames - 1, frameRate: frameRate)).whole
  }

  /// The time in seconds of a key frame at a constant rate.
  public static func time(ofFrame frame: Int, frameRate: Rational) -> Rational {
    Rational(Int64(frame) * frameRate.denominator, frameRate.numerator)
  }

  /// Records a whole video at once: `[frames, height, width]` of linear gray levels at a constant rate.
  ///
  /// For short clips: the result lies in memory. Append key frames for others.
  public consuming func record(_ video: Tensor<Float>, frameRate: Rational) throws -> SpikeStream {
    precondition(video.rank == 3, "A video is [frames, height, width], not \(video.shape).")
    let frames = Self.frameCount(keyFrames: video.shape[0], frameRate: frameRate, rateHz: rateHz)
    let frameBytes = geometry.bytesPerFrame
    return try SpikeStream(geometry: geometry, frameCount: frames) { target in
      let keep: (SpikeStream) -> Void = { block in
        block.withUnsafeBytes { bytes in
          _ = target.extracting((block.firstFrame * frameBytes)...).update(fromContentsOf: bytes)
        }
      }
      for frame in 0..<video.shape[0] {
        try append(video.slice(at: frame), at: Self.time(ofFrame: frame, frameRate: frameRate), emit: keep)
      }
      try finish(emit: keep)
    }
  }
}
