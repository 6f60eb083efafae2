/// The threshold that a calibration set allows for a tolerated loss, and how sure that is.
///
/// A sample is lost where its class is right at the last step but not where it stops. Their share is an upper bound of
/// what accuracy loses, and its Clopper–Pearson bound is what the choice is made by: from the greatest threshold
/// downwards, to the last before the bound exceeds the tolerated loss (fixed sequence testing; Angelopoulos et al.,
/// "Learn then test", arXiv 2110.01052). So the share that other samples of the kind lose stays below it with that
/// confidence. Where the samples are too few for any bound so small, the fastest threshold is chosen that loses none of
/// them, and ``isKept`` is false.
public struct ThresholdChoice: Sendable, Hashable {
  /// The point chosen on the calibration set.
  public let chosen: OperatingPoint
  /// The tolerated loss, as a share of all samples: 0.001 for 0.1 %.
  public let maximumLoss: Double
  /// The confidence of the bound.
  public let confidenceLevel: Double
  /// The calibration samples.
  public let samples: Int
  /// Those that the choice loses.
  public let lost: Int
  /// The share that other samples lose at most, with that confidence.
  public let lossBound: Double
  /// The least number of calibration samples that can tell so small a loss; nil where no number can.
  public let samplesNeeded: Int?

  /// Whether the bound is not above the tolerated loss.
  public var isKept: Bool { lossBound <= maximumLoss }

  /// Chooses a threshold. Cost: a pass over the curve.
  ///
  /// - Parameters:
  ///   - curve: The curve on the calibration set.
  ///   - maximumLoss: What of the last step's accuracy may be lost, as a share of all samples: 0.001 for 0.1 %.
  ///   - confidenceLevel: How sure that is, in (0, 1).
  public init(_ curve: DynamicCurve, maximumLoss: Double, confidenceLevel: Double = 0.95) {
    (self.maximumLoss, self.confidenceLevel, samples) = (maximumLoss, confidenceLevel, curve.samples)
    let most = ClopperPearson.largestCount(of: curve.samples, bound: maximumLoss, level: confidenceLevel) ?? 0
    var index = curve.points.count - 1
    while index > 0 && curve.lost[index - 1] <= most { index -= 1 }
    chosen = curve.points[index]
    lost = curve.lost[index]
    lossBound = ClopperPearson.upperBound(curve.lost[index], of: curve.samples, level: confidenceLevel)
    samplesNeeded = ClopperPearson.leastSamples(bound: maximumLoss, level: confidenceLevel)
  }
}
