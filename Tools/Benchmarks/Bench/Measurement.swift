import Foundation

/// The times of several runs of one thing.
struct Measurement {
  var seconds: [Double]

  /// Runs once for warmth, then `runs` times.
  init(runs: Int, _ body: () throws -> Void) rethrows {
    try body()
    seconds = try (0..<runs).map { _ in
      let start = ContinuousClock.now
      try body()
      return (ContinuousClock.now - start) / .seconds(1)
    }.sorted()
  }

  /// Takes times that were measured elsewhere, at least one.
  init(seconds: [Double]) { self.seconds = seconds.sorted() }

  var median: Double {
    let middle = seconds.count / 2
    return seconds.count % 2 == 1 ? seconds[middle] : (seconds[middle - 1] + seconds[middle]) / 2
  }
  var least: Double { seconds.first ?? 0 }
  var greatest: Double { seconds.last ?? 0 }
}
