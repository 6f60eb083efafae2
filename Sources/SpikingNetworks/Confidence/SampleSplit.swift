import Files
import Kernels
import Runtime

/// How samples are divided into those that temperature and threshold are chosen on, and those that are reported.
public enum SampleSplit: Sendable, Hashable {
  /// All are reported; nothing can be chosen.
  case none
  /// The first so many calibrate, the rest is reported.
  case first(Int)
  /// The first half calibrates.
  case firstHalf
  /// The last half calibrates.
  case secondHalf
  /// So many, drawn by a seed, calibrate; nil for half of them.
  case random(Int?, seed: UInt64)

  /// Divides samples; both parts ascend and have no sample in common.
  ///
  /// - Throws: `FileError` where a part would be empty.
  public func divide(_ samples: Int, path: String) throws(FileError) -> (calibration: [Int], report: [Int]) {
    let count: Int
    var order = Array(0..<samples)
    switch self {
    case .none: return ([], order)
    case .first(let wanted): count = wanted
    case .firstHalf: count = samples / 2
    case .secondHalf:
      count = samples / 2
      order = Array(order[(samples - count)...] + order[..<(samples - count)])
    case .random(let wanted, let seed):
      count = wanted ?? samples / 2
      let random = CounterRandom(seed: seed)
      let keys = order.map { random.integer(below: .max, for: .calibrationSplit, pixel: $0) }
      order.sort { (keys[$0], $0) < (keys[$1], $1) }
    }
    guard count > 0 && count < samples else {
      throw FileError(
        .badContent, path: path,
        problem: "\(count) of \(samples) samples cannot calibrate: both they and the reported rest must be some",
        remedy: "give fewer, or outputs of their own, with \(Setting.calibration)")
    }
    return (order[..<count].sorted(), order[count...].sorted())
  }
}
