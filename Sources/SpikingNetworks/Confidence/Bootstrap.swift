import Kernels
import Runtime

/// The interval that holds 95 % of a number's replicates.
public struct Interval: Sendable, Hashable, Codable {
  /// The 2.5th percentile.
  public var lower: Double
  /// The 97.5th percentile.
  public var upper: Double

  /// The interval of replicates; percentiles between two of them are interpolated.
  init(_ replicates: [Double]) {
    let sorted = replicates.sorted()
    func value(_ part: Double) -> Double {
      let place = part * Double(sorted.count - 1)
      let index = min(Int(place), sorted.count - 2)
      return sorted[index] + (sorted[index + 1] - sorted[index]) * (place - Double(index))
    }
    (lower, upper) = (value(0.025), value(0.975))
  }
}

/// How far the numbers of a point would scatter with other samples of the same kind: samples drawn with replacement, the
/// threshold kept (percentile bootstrap; Efron, 1979).
public struct Bootstrap: Sendable {
  /// The mean exit step.
  public let latency: Interval
  /// The share that is right where it stops.
  public let accuracy: Interval
  /// The share that is right at the last step.
  public let lastAccuracy: Interval
  /// The accuracy at the last step less that where samples stop, of the same replicates.
  public let loss: Interval

  /// The number of replicates where nothing else is said.
  public static let replicateCount = 1000

  /// Draws replicates. Cost: samples × replicates numbers, shared out among the threads.
  public init(
    _ exits: EarlyExits, of outputs: ClassifierOutputs, seed: UInt64, replicates: Int = replicateCount,
    workers: Workers
  ) {
    precondition(replicates > 1, "An interval needs two replicates at least, not \(replicates).")
    let random = CounterRandom(seed: seed)
    let samples = outputs.samples
    let atEnd = (0..<samples).map { outputs.isRight(step: outputs.steps - 1, sample: $0) ? 1 : 0 }
    var sums = [SIMD3<Int>](repeating: .zero, count: replicates)
    sums.withUnsafeMutableBufferPointer { sums in
      nonisolated(unsafe) let sums = sums
      workers.forEach(replicates) { replicate in
        var sum = SIMD3<Int>.zero
        for place in 0..<samples {
          let drawn = Int(
            random.integer(below: UInt64(samples), for: .bootstrap, frame: replicate, pixel: place))
          sum &+= SIMD3(exits.steps[drawn], exits.isRight[drawn] ? 1 : 0, atEnd[drawn])
        }
        sums[replicate] = sum
      }
    }
    let count = Double(samples)
    latency = Interval(sums.map { Double($0[0]) / count })
    accuracy = Interval(sums.map { Double($0[1]) / count })
    lastAccuracy = Interval(sums.map { Double($0[2]) / count })
    loss = Interval(sums.map { Double($0[2] - $0[1]) / count })
  }
}
