import Kernels
import Recordings
import Runtime

/// The charge of the pixels before the first readout.
public enum InitialCharge: Sendable, Hashable {
  /// None: a constant gray level fires everywhere at once.
  case zero
  /// Drawn evenly from 0 up to the threshold, for each pixel by the seed: as in a camera that runs for a while.
  ///
  /// A ``SensorSpikingCamera`` draws it from 0 up to ``SpikingSensor/uniformCharge`` instead.
  case uniform(seed: UInt64)
  /// What pixels hold that have looked at the first key frame for long, drawn for each by the seed: with a soft reset
  /// anything from 0 up to the threshold, with a hard one a whole number of what a readout adds.
  case steady(seed: UInt64)
  /// Given for each pixel, row by row: gray levels for an ``IdealSpikingCamera``, the units of a ``SpikingSensor`` for a
  /// ``SensorSpikingCamera``.
  case given([Double])

  /// The charge of a pixel in units, below `threshold`, where a readout adds `increment`.
  func units(pixel: Int, threshold: Int64, increment: Int64, reset: SpikeReset) -> Int64 {
    func drawn(_ seed: UInt64, below bound: Int64) -> Int64 {
      Int64(CounterRandom(seed: seed).integer(below: UInt64(bound), for: .initialCharge, pixel: pixel))
    }
    switch self {
    case .zero: return 0
    case .given(let charges): return SpikeCharge.units(charges[pixel])
    case .uniform(let seed): return drawn(seed, below: threshold)
    case .steady(let seed):
      if reset == .soft || increment == 0 { return drawn(seed, below: threshold) }
      return drawn(seed, below: (threshold + increment - 1) / increment) * increment
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
