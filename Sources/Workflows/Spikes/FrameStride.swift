/// From one frame of spikes to the next that is taken.
public enum FrameStride: Sendable, Hashable {
  /// So many frames, one at least.
  case frames(Int)
  /// A time, in microseconds.
  case time(microseconds: Int64)

  /// So many frames at a rate; one at least.
  func frames(rateHz: Double) -> Int {
    switch self {
    case .frames(let count): max(count, 1)
    case .time(let microseconds): Int(min(max((Double(microseconds) * rateHz / 1e6).rounded(), 1), 1e15))
    }
  }
}
