/// Latency and accuracy of a rule at every threshold that makes a difference.
///
/// A sample's exit step depends on the threshold only through the records of its confidence: the steps whose confidence
/// is greater than that of all steps before. As the threshold passes a record, the sample moves on to its next record, or
/// to the last step after the last one. Sorting these moves of all samples gives the whole curve in one pass.
public struct DynamicCurve: Sendable {
  /// The rule.
  public let rule: ConfidenceRule
  /// Every point, thresholds ascending. The first lies below all confidences: every sample stops at step 1.
  public let points: [OperatingPoint]
  /// Of each of ``points`` the samples that are right at the last step, but not where they stop.
  public let lost: [Int]
  /// The number of samples.
  public let samples: Int

  /// A sample that moves on as the threshold reaches a value.
  private struct Move {
    var threshold: Double
    var steps: Int32
    var right: Int32
    var lost: Int32
  }

  /// Computes the curve. Cost: a pass over the confidences, and a sort of at most as many moves.
  public init(_ confidences: StepConfidences, of outputs: ClassifierOutputs) {
    precondition(
      confidences.steps == outputs.steps && confidences.samples == outputs.samples, "Confidences are of these outputs.")
    rule = confidences.rule
    let (steps, samples) = (outputs.steps, outputs.samples)
    self.samples = samples
    func isLost(step: Int, sample: Int) -> Bool {
      outputs.isRight(step: steps - 1, sample: sample) && !outputs.isRight(step: step, sample: sample)
    }
    var moves: [Move] = []
    for sample in 0..<samples {
      var record = 0
      func move(to step: Int) {
        moves.append(
          Move(
            threshold: confidences.values[record * samples + sample], steps: Int32(step - record),
            right: (outputs.isRight(step: step, sample: sample) ? 1 : 0)
              - (outputs.isRight(step: record, sample: sample) ? 1 : 0),
            lost: (isLost(step: step, sample: sample) ? 1 : 0) - (isLost(step: record, sample: sample) ? 1 : 0)))
      }
      for step in 1..<max(steps, 1)
      where confidences.values[step * samples + sample] > confidences.values[record * samples + sample] {
        move(to: step)
        record = step
      }
      if record < steps - 1 { move(to: steps - 1) }
    }
    moves.sort { $0.threshold < $1.threshold }
    var latency = samples
    var right = (0..<samples).count { outputs.isRight(step: 0, sample: $0) }
    var missing = (0..<samples).count { isLost(step: 0, sample: $0) }
    func point(_ threshold: Double) -> OperatingPoint {
      OperatingPoint(
        threshold: threshold, latency: Double(latency) / Double(samples), accuracy: Double(right) / Double(samples))
    }
    let least = confidences.values.min() ?? 0
    var points = [point(rule.usesTemperature ? min(0, least.nextDown) : least - 1)]
    var lost = [missing]
    var index = 0
    while index < moves.count {
      let threshold = moves[index].threshold
      while index < moves.count && moves[index].threshold == threshold {
        latency += Int(moves[index].steps)
        right += Int(moves[index].right)
        missing += Int(moves[index].lost)
        index += 1
      }
      points.append(point(threshold))
      lost.append(missing)
    }
    (self.points, self.lost) = (points, lost)
  }

  /// The point at any threshold: that of the greatest threshold of the curve that is not above it. Cost: a binary search.
  public func point(at threshold: Double) -> OperatingPoint {
    var (low, high) = (0, points.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if points[middle].threshold <= threshold { low = middle } else { high = middle }
    }
    return OperatingPoint(threshold: threshold, latency: points[low].latency, accuracy: points[low].accuracy)
  }

  /// About `count` points, evenly spread over the latencies, with the first and the last.
  public func thinned(to count: Int) -> [OperatingPoint] {
    guard points.count > count, let first = points.first, let last = points.last, count > 1 else { return points }
    let stride = (last.latency - first.latency) / Double(count - 1)
    var chosen: [OperatingPoint] = []
    for point in points where point.latency >= first.latency + Double(chosen.count) * stride - 1e-12 {
      chosen.append(point)
    }
    if chosen.last != last { chosen.append(last) }
    return chosen
  }
}
