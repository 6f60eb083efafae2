import Recordings

/// Bisects rows whose times rise.
enum RowSearch {
  /// The row to begin at so that no event at `time` or later is missed, where rows are in order up to
  /// `EventReader.orderToleranceMicroseconds`.
  ///
  /// - Parameters:
  ///   - count: The rows.
  ///   - step: Only multiples of it come into question: the rows of a chunk.
  ///   - timeOfRow: Looks a time up. Cost: called some log₂(count / step) times.
  static func start(
    before time: Int64, count: Int, step: Int = 1, timeOfRow: (Int) throws -> Int64
  ) rethrows -> Int {
    let (wanted, isUnder) = time.subtractingReportingOverflow(EventReader.orderToleranceMicroseconds)
    if isUnder { return 0 }
    // Row low begins before the wanted time, or is the first; row high does not.
    var (low, high) = (0, (count + step - 1) / step)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if try timeOfRow(middle * step) < wanted { low = middle } else { high = middle }
    }
    return low * step
  }
}
