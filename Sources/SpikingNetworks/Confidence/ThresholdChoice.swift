/// The threshold that the Pareto front of a calibration set offers for a tolerated loss.
public struct ThresholdChoice: Sendable {
  /// The front of latency and accuracy on the calibration set.
  public let front: [OperatingPoint]
  /// The point chosen: the fastest whose accuracy is not more than the tolerated loss below that of the last step.
  public let chosen: OperatingPoint

  /// Chooses a threshold.
  ///
  /// - Parameters:
  ///   - curve: The curve on the calibration set.
  ///   - maximumLoss: What of the last step's accuracy may be lost, as a share of all samples: 0.001 for 0.1 %.
  public init(_ curve: DynamicCurve, maximumLoss: Double) {
    front = ParetoFront.front(curve.points)
    let last = curve.points[curve.points.count - 1]
    chosen = front.first { $0.accuracy >= last.accuracy - maximumLoss - 1e-12 } ?? last
  }
}
