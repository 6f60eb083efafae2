import NeuralNetworks

/// Weights of a model of flow that the program may carry.
public struct CarriedFlowWeights: Sendable, Hashable {
  /// The set.
  public let weights: CarriedWeights
  /// The frames between two windows that it was trained for, of a model of spikes; empty where none are counted.
  public let intervals: [Int]

  /// Describes a set.
  public init(_ name: String, intervals: [Int] = []) {
    (weights, self.intervals) = (CarriedWeights(name), intervals)
  }

  /// How far an interval is from those that it was trained for.
  func distance(from interval: Int?) -> Int {
    guard let interval else { return 0 }
    return intervals.map { abs($0 - interval) }.min() ?? 0
  }

  /// Whether it was trained for an interval.
  public func isTrained(for interval: Int?) -> Bool { distance(from: interval) == 0 }
}

extension FlowModel {
  /// The set that is carried for an interval: of those that were trained nearest to it the one that was trained for the
  /// fewest others; nil where none is carried.
  ///
  /// - Parameter interval: The frames between two windows of spikes; nil for events.
  public func carriedWeights(interval: Int? = nil) -> CarriedFlowWeights? {
    Self.nearest(carried.filter(\.weights.isCarried), to: interval)
  }

  static func nearest(_ sets: [CarriedFlowWeights], to interval: Int?) -> CarriedFlowWeights? {
    sets.min {
      ($0.distance(from: interval), $0.intervals.count) < ($1.distance(from: interval), $1.intervals.count)
    }
  }
}
