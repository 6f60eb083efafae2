import CMachineLimits
import Foundation
import Kernels

/// The machine's limits, measured in the same run as what is compared with them.
struct MachineLimits {
  /// Fused multiply-adds on all threads, in operations per second.
  var operationsPerSecond: Double
  /// Reading one large array and writing another on all threads, in bytes per second, both counted.
  var bytesPerSecond: Double

  init(workers: Workers) {
    operationsPerSecond = Self.operations(workers: workers)
    bytesPerSecond = Self.bandwidth(workers: workers)
  }

  private static func operations(workers: Workers) -> Double {
    let steps = 2_000_000
    return (0..<5).map { _ in
      let start = ContinuousClock.now
      workers.forEach(workers.threads) { _ in _ = machine_limits_multiply_add(steps) }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      return machine_limits_multiply_add(1) * Double(steps) * Double(workers.threads) / seconds
    }.max() ?? 0
  }

  private static func bandwidth(workers: Workers) -> Double {
    let floats = 64 << 20
    let from = FeatureMap(channels: workers.threads, height: 1, width: floats / workers.threads)
    let to = FeatureMap(channels: workers.threads, height: 1, width: floats / workers.threads)
    let bytes = Double(2 * MemoryLayout<Float>.stride * from.planeCount * workers.threads)
    return (0..<5).map { _ in
      let start = ContinuousClock.now
      workers.forEach(workers.threads) { part in
        to.plane(sample: 0, channel: part).update(
          from: from.plane(sample: 0, channel: part), count: from.planeCount)
      }
      return bytes / ((ContinuousClock.now - start) / .seconds(1))
    }.max() ?? 0
  }
}
