/// How far the confidence of one step can be believed: samples by their confidence, and how many of them are right.
///
/// Guo et al., ICML 2017: bins of equal width over the largest probability, and the expected calibration error, the mean
/// distance of a bin's accuracy from its confidence weighted by its samples.
public struct Reliability: Sendable {
  /// Samples whose confidence lies in one interval.
  public struct Bin: Sendable, Hashable {
    /// How many.
    public var samples = 0
    /// The sum of their confidences.
    public var confidenceSum = 0.0
    /// How many of them are right.
    public var right = 0

    /// Their mean confidence; nil where there are none.
    public var confidence: Double? { samples > 0 ? confidenceSum / Double(samples) : nil }
    /// The share that is right; nil where there are none.
    public var accuracy: Double? { samples > 0 ? Double(right) / Double(samples) : nil }
  }

  /// The number of bins between 0 and 1 where nothing else is said.
  public static let binCount = 15
  /// Bin k holds confidences above k/n and up to (k+1)/n, n the number of bins.
  public let bins: [Bin]

  /// Sorts the samples of one step, counted from 0, into bins. The confidences are those of ``ConfidenceRule/softmax``.
  public init(_ confidences: StepConfidences, of outputs: ClassifierOutputs, step: Int, bins count: Int = binCount) {
    precondition(confidences.rule == .softmax, "Reliability is of probabilities.")
    var bins = [Bin](repeating: Bin(), count: count)
    for sample in 0..<outputs.samples {
      let confidence = confidences.values[step * outputs.samples + sample]
      let index = min(max(Int((confidence * Double(count)).rounded(.up)) - 1, 0), count - 1)
      bins[index].samples += 1
      bins[index].confidenceSum += confidence
      bins[index].right += outputs.isRight(step: step, sample: sample) ? 1 : 0
    }
    self.bins = bins
  }

  /// The expected calibration error, from 0 to 1.
  public var expectedCalibrationError: Double {
    let total = bins.reduce(0) { $0 + $1.samples }
    return bins.reduce(0) { $0 + abs(Double($1.right) - $1.confidenceSum) } / Double(max(total, 1))
  }
}
