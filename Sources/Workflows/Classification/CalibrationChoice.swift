import SpikingNetworks

/// Which samples calibrate: a number or a part of those that are there, or others at a path.
public enum CalibrationChoice: Hashable, Sendable {
  /// None: nothing is chosen.
  case none
  /// The first half of the samples that are there.
  case firstHalf
  /// The last half.
  case secondHalf
  /// The first so many.
  case first(Int)
  /// So many, drawn by the seed; nil for half of them.
  case random(Int?)
  /// Those of a file or a folder.
  case path(String)

  /// How the samples that are there are divided; nil where others calibrate.
  func split(seed: UInt64) -> SampleSplit? {
    switch self {
    case .none: SampleSplit.none
    case .firstHalf: .firstHalf
    case .secondHalf: .secondHalf
    case .first(let count): .first(count)
    case .random(let count): .random(count, seed: seed)
    case .path: nil
    }
  }

  /// What it is called in a report.
  public var name: String {
    switch self {
    case .none: "none"
    case .firstHalf: "first half"
    case .secondHalf: "second half"
    case .first(let count): "first \(count)"
    case .random(let count): "\(count.map { "\($0)" } ?? "half") drawn at random"
    case .path(let path): path
    }
  }
}
