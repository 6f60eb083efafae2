/// How many samples stop at each step, for many thresholds at once.
public enum ExitHistograms {
  /// The histograms at thresholds that ascend: `[thresholds][steps]`.
  ///
  /// A sample goes through the records of its confidence as the threshold rises, so each record covers one run of
  /// thresholds. Cost: a binary search for each record, not for each threshold.
  public static func histograms(_ confidences: StepConfidences, at thresholds: [Double]) -> [[Int]] {
    precondition(zip(thresholds, thresholds.dropFirst()).allSatisfy { $0 <= $1 }, "Thresholds ascend.")
    let (steps, samples) = (confidences.steps, confidences.samples)
    // What a histogram has more than the one before it.
    var changes = [[Int]](repeating: [Int](repeating: 0, count: steps), count: thresholds.count + 1)
    for sample in 0..<samples {
      var record = -Double.infinity
      var begin = 0
      for step in 0..<steps {
        let confidence = confidences.values[step * samples + sample]
        if confidence <= record && step < steps - 1 { continue }
        // Thresholds below this confidence, and not below an earlier one, stop here; at the last step all that are left.
        let end = step == steps - 1 ? thresholds.count : firstIndex(in: thresholds, notBelow: confidence)
        if end > begin {
          changes[begin][step] += 1
          changes[end][step] -= 1
          begin = end
        }
        record = max(record, confidence)
        if begin == thresholds.count { break }
      }
    }
    var running = [Int](repeating: 0, count: steps)
    return changes.dropLast().map { change in
      for step in 0..<steps { running[step] += change[step] }
      return running
    }
  }

  private static func firstIndex(in thresholds: [Double], notBelow value: Double) -> Int {
    var (low, high) = (0, thresholds.count)
    while low < high {
      let middle = (low + high) / 2
      if thresholds[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
