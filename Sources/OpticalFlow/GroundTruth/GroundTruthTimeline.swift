import Tensors

/// Displacement maps in time: the ground truth of a sequence, read when it is asked for.
///
/// Map k holds the displacement of every pixel from `timestamps[k]` to `timestamps[k + 1]`, as MVSEC's `flow_dist` does;
/// what the last map holds leads past the end and is never used. Of the maps the two that were read last are kept, so
/// that a sequence of any length is evaluated in constant memory.
public final class GroundTruthTimeline {
  /// The times of the maps in seconds, ascending.
  public let timestamps: [Double]
  private let read: (Int) throws -> Tensor<Double>
  private var kept: [(index: Int, map: Tensor<Double>)] = []
  private static let keptMaps = 2

  /// Describes a sequence.
  ///
  /// - Parameters:
  ///   - timestamps: The times of the maps in seconds.
  ///   - read: Gives map k, `[2, height, width]` in pixels, u to the right before v downwards; 0 where nothing is known.
  ///     It is called again for a map that was dropped.
  /// - Throws: ``GroundTruthError/outOfOrder(index:earlier:later:)`` where a time does not follow the one before it, and
  ///   ``GroundTruthError/tooFewMaps(_:)`` where there is no interval.
  public init(timestamps: [Double], read: @escaping (Int) throws -> Tensor<Double>) throws {
    guard timestamps.count > 1 else { throw GroundTruthError.tooFewMaps(timestamps.count) }
    for index in 1..<timestamps.count where !(timestamps[index] > timestamps[index - 1]) {
      throw GroundTruthError.outOfOrder(index: index, earlier: timestamps[index - 1], later: timestamps[index])
    }
    self.timestamps = timestamps
    self.read = read
  }

  /// The times that the maps cover, in seconds.
  public var span: ClosedRange<Double> { timestamps[0]...timestamps[timestamps.count - 1] }

  /// The interval that holds a time: the last map that starts at or before it. Cost: a binary search.
  ///
  /// - Returns: Nil where no interval holds the time.
  public func interval(holding time: Double) -> Int? {
    guard span.contains(time), time < span.upperBound else { return nil }
    var (low, high) = (0, timestamps.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if timestamps[middle] <= time { low = middle } else { high = middle }
    }
    return low
  }

  /// Map `index`, `[2, height, width]`.
  ///
  /// - Throws: What reading it throws, and ``GroundTruthError/badShape(index:shape:)``.
  func map(_ index: Int) throws -> Tensor<Double> {
    if let found = kept.first(where: { $0.index == index }) { return found.map }
    let map = try read(index)
    guard map.rank == 3, map.shape[0] == 2, map.shape == kept.last?.map.shape ?? map.shape else {
      throw GroundTruthError.badShape(index: index, shape: map.shape)
    }
    if kept.count == Self.keptMaps { kept.removeFirst() }
    kept.append((index, map))
    return map
  }
}

/// What is wrong with ground truth in time.
public enum GroundTruthError: Error, Sendable, Equatable {
  /// The time at `index` does not lie after the one before it.
  case outOfOrder(index: Int, earlier: Double, later: Double)
  /// There is no interval between two maps.
  case tooFewMaps(Int)
  /// The maps do not cover a window; times in seconds.
  case notCovered(start: Double, end: Double, first: Double, last: Double)
  /// A map is not `[2, height, width]`, or not of the size of the others.
  case badShape(index: Int, shape: [Int])
}

extension GroundTruthError: CustomStringConvertible {
  /// One clause in lower case, without the file that it is about.
  public var description: String {
    switch self {
    case .outOfOrder(let index, let earlier, let later):
      "timestamps are out of order: \(later) s, number \(index), does not follow \(earlier) s"
    case .tooFewMaps(let count):
      "\(count == 0 ? "no map" : "one map") of ground truth spans no interval"
    case .notCovered(let start, let end, let first, let last):
      "ground truth from \(first) s to \(last) s does not cover the window from \(start) s to \(end) s"
    case .badShape(let index, let shape):
      "map \(index) of the ground truth has the shape \(shape), not [2, height, width] as the others"
    }
  }
}
