import Simulator

/// How many events of each cause there are.
struct FilterTally {
  private var counts = [Int](repeating: 0, count: EventCause.allCases.count)

  /// The events of a cause.
  subscript(cause: EventCause) -> Int { counts[Int(cause.rawValue)] }

  /// The events that the light caused.
  var signal: Int { self[.signal] }
  /// All others.
  var noise: Int { counts.reduce(0, +) - signal }

  /// Adds the events that stay.
  mutating func add(_ labels: [UInt8], isKept: UnsafeMutableBufferPointer<UInt8>) {
    precondition(labels.count == isKept.count, "Every event has a label.")
    for index in 0..<labels.count { counts[Int(labels[index])] += Int(isKept[index]) }
  }

  /// Adds all events.
  mutating func add(_ labels: [UInt8]) {
    for label in labels { counts[Int(label)] += 1 }
  }

  /// A share of events; no number where there are none.
  static func share(_ count: Int, of all: Int) -> Double { all == 0 ? .nan : Double(count) / Double(all) }
}

/// A filter at one value of its parameter: the shares of signal and noise.
struct FilterShares {
  /// The kept events that are signal.
  var precision: Double
  /// The signal that is kept.
  var retention: Double
  /// The noise that is dropped.
  var removal: Double

  init(kept: FilterTally, all: FilterTally) {
    precision = FilterTally.share(kept.signal, of: kept.signal + kept.noise)
    retention = FilterTally.share(kept.signal, of: all.signal)
    removal = FilterTally.share(all.noise - kept.noise, of: all.noise)
  }
}

/// The area under a receiver operating characteristic: retention of signal over the share of noise that stays, points
/// joined by straight lines, from (0, 0), where nothing stays, to (1, 1), where everything does.
enum OperatingCharacteristic {
  /// The area; no number where there is no signal or no noise.
  static func area(_ shares: [FilterShares]) -> Double {
    let points = closed(shares)
    return zip(points, points.dropFirst()).reduce(0) { $0 + ($1.1.x - $1.0.x) * ($1.0.y + $1.1.y) / 2 }
  }

  /// The points, in the order of the noise that stays, with both ends.
  static func closed(_ shares: [FilterShares]) -> [(x: Double, y: Double)] {
    let points = shares.map { (x: 1 - $0.removal, y: $0.retention) }
    return ([(0, 0)] + points + [(1, 1)]).sorted { ($0.x, $0.y) < ($1.x, $1.y) }
  }
}
