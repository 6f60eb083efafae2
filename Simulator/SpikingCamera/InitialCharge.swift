import Kernels
import Recordings
import Runtime

/// The charge of the pixels before the first readout.
public enum InitialCharge: Sendable, Hashable {
  /// None: a constant gray level fires everywhere at once.
  case zero
  /// Drawn evenly from 0 up to the threshold, for each pixel by the seed: as in a camera that runs for a while.
  case uniform(seed: UInt64)

  /// The charge of a pixel in units, below `threshold`.
  func units(pixel: Int, threshold: Int64) -> Int64 {
    switch self {
    case .zero: 0
    case .uniform(let seed):
      Int64(CounterRandom(seed: seed).integer(below: UInt64(threshold), for: .initialCharge, pixel: pixel))
    }
  }
}

/// Why a key frame cannot be used.
public enum KeyFrameError: Error, Sendable, Equatable {
  /// Its time lies before that of the key frame before it.
  case goesBackInTime(frame: Int)
  /// A gray level is not a number.
  case notANumber(frame: Int, x: Int, y: Int)
}

extension KeyFrameError: CustomStringConvertible {
  /// What is wrong: a clause in lower case without a full stop.
  public var description: String {
    switch self {
    case .goesBackInTime(let frame): "frame \(frame) lies before frame \(frame - 1) in time"
    case .notANumber(let frame, let x, let y): "the gray level of frame \(frame) at (\(x), \(y)) is not a number"
    }
  }
}
