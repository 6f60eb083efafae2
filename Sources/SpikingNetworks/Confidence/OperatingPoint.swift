/// What a threshold gives: how long samples take on average, and how often they are right.
public struct OperatingPoint: Sendable, Hashable, Codable {
  /// Samples stop at the first step whose confidence is greater.
  public var threshold: Double
  /// The mean exit step, counted from 1.
  public var latency: Double
  /// The share of samples that are right where they stop.
  public var accuracy: Double

  /// Describes a point.
  public init(threshold: Double, latency: Double, accuracy: Double) {
    (self.threshold, self.latency, self.accuracy) = (threshold, latency, accuracy)
  }
}

/// The points that no other point beats in both latency and accuracy.
public enum ParetoFront {
  /// The front, from the fastest to the most accurate: latency and accuracy both ascend strictly. Of equal points the
  /// first is kept. Cost: a sort.
  public static func front(_ points: [OperatingPoint]) -> [OperatingPoint] {
    var front: [OperatingPoint] = []
    let order = points.indices.sorted {
      (points[$0].latency, -points[$0].accuracy, $0) < (points[$1].latency, -points[$1].accuracy, $1)
    }
    for index in order where points[index].accuracy > front.last?.accuracy ?? -1 { front.append(points[index]) }
    return front
  }
}
