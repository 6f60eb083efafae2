/// Where each sample stops under a threshold, and with what.
public struct EarlyExits: Sendable {
  /// The step at which each sample stops, counted from 1.
  public let steps: [Int]
  /// The class that it is given.
  public let predictions: [Int]
  /// Whether that is its class.
  public let isRight: [Bool]
  /// The largest number of steps.
  public let lastStep: Int

  /// Stops each sample at the first step whose confidence is greater than the threshold, else at the last.
  public init(_ confidences: StepConfidences, of outputs: ClassifierOutputs, threshold: Double) {
    let (count, samples) = (outputs.steps, outputs.samples)
    self.init(of: outputs) { sample in
      (0..<count).first { confidences.values[$0 * samples + sample] > threshold }
    }
  }

  /// The oracle: each sample stops at the first step that is right, else at the last. No rule can do better.
  public init(oracleOf outputs: ClassifierOutputs) {
    self.init(of: outputs) { sample in (0..<outputs.steps).first { outputs.isRight(step: $0, sample: sample) } }
  }

  private init(of outputs: ClassifierOutputs, stop: (Int) -> Int?) {
    lastStep = outputs.steps
    let stops = (0..<outputs.samples).map { stop($0) ?? outputs.steps - 1 }
    steps = stops.map { $0 + 1 }
    let predictions = stops.enumerated().map { Int(outputs.predictions[$1 * outputs.samples + $0]) }
    isRight = zip(predictions, outputs.labels).map { $0 == $1 }
    self.predictions = predictions
  }

  /// The mean exit step.
  public var latency: Double { Double(steps.reduce(0, +)) / Double(steps.count) }
  /// The share of samples that are right.
  public var accuracy: Double { Double(isRight.count { $0 }) / Double(isRight.count) }
  /// How many samples stop at each step, from step 1 to the last.
  public var histogram: [Int] {
    var counts = [Int](repeating: 0, count: lastStep)
    for step in steps { counts[step - 1] += 1 }
    return counts
  }

  /// The step within which at least `percent` of the samples have stopped.
  public func percentile(_ percent: Double) -> Int {
    let sorted = steps.sorted()
    let rank = Int((percent / 100 * Double(sorted.count)).rounded(.up))
    return sorted[min(max(rank, 1), sorted.count) - 1]
  }

  /// Latency and accuracy of the samples of each class; a class without samples is left out.
  public func byClass(_ labels: [Int]) -> [ClassExits] {
    var groups: [Int: [Int]] = [:]
    for (sample, label) in labels.enumerated() { groups[label, default: []].append(sample) }
    return groups.sorted { $0.key < $1.key }.map { label, samples in
      var histogram = [Int](repeating: 0, count: lastStep)
      for sample in samples { histogram[steps[sample] - 1] += 1 }
      return ClassExits(
        label: label, samples: samples.count,
        latency: Double(samples.reduce(0) { $0 + steps[$1] }) / Double(samples.count),
        accuracy: Double(samples.count { isRight[$0] }) / Double(samples.count), histogram: histogram)
    }
  }
}

/// How the samples of one class stop.
public struct ClassExits: Sendable, Hashable {
  /// The class.
  public var label: Int
  /// How many samples it has.
  public var samples: Int
  /// Their mean exit step.
  public var latency: Double
  /// The share of them that is right.
  public var accuracy: Double
  /// How many stop at each step, from step 1.
  public var histogram: [Int]
}
