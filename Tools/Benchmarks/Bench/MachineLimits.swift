import CMachineLimits
import Foundation
import Kernels

/// The machine's limits, measured in the same run as what is compared with them.
struct MachineLimits {
  /// Fused multiply-adds on all threads, in operations per second; one multiply-add is two.
  var operationsPerSecond: Double
  /// The limit of what reads some memory and writes other, in bytes per second: the best of the passes that do.
  ///
  /// Counted is what a kernel's row counts, each byte read and each byte written once. What the processor reads before
  /// an ordinary store to a line that it does not hold is not counted, so the C library's copy, which goes around the
  /// caches, may be the best. A kernel whose data stays in the caches may do better.
  var bytesPerSecond: Double
  /// The limit of what overwrites what it reads, counted likewise. No line is read for nothing, so it is higher.
  var bytesPerSecondInPlace: Double
  /// Every pass, counted likewise.
  var traffic: [(key: String, bytesPerSecond: Double)]

  /// Reading alone, in bytes per second.
  var readBytesPerSecond: Double { traffic.first { $0.key == Self.readKey }?.bytesPerSecond ?? 0 }

  private static let rounds = 7
  private static let readKey = "read_gb_per_s"
  private static let updateKey = "update_gb_per_s"
  private static let movingKeys = ["copy_gb_per_s", "streaming_copy_gb_per_s", "triad_gb_per_s"]

  init(workers: Workers) {
    let traffic = Self.traffic(workers: workers)
    func best(_ keys: [String]) -> Double {
      traffic.filter { keys.contains($0.key) }.map(\.bytesPerSecond).max() ?? 0
    }
    operationsPerSecond = Self.operations(workers: workers)
    bytesPerSecond = best(Self.movingKeys)
    bytesPerSecondInPlace = best([Self.updateKey])
    self.traffic = traffic
  }

  private static func operations(workers: Workers) -> Double {
    let steps = 4_000_000
    return (0..<rounds).map { _ in
      let start = ContinuousClock.now
      workers.forEach(workers.threads) { _ in _ = machine_limits_multiply_add(steps) }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      return machine_limits_multiply_add(1) * Double(steps) * Double(workers.threads) / seconds
    }.max() ?? 0
  }

  /// Passes over arrays far larger than the caches, written before so that every page is there, in huge pages where
  /// the system gives them.
  private static func traffic(workers: Workers) -> [(key: String, bytesPerSecond: Double)] {
    let block = 128
    let floats = max(1, (32 << 20) / workers.threads / block) * block
    let arrays = (0..<3).map { _ in FeatureMap(channels: workers.threads, height: 1, width: floats) }
    func rate(_ floatsMoved: Int, _ pass: (_ a: Pointer, _ b: Pointer, _ c: Pointer) -> Void) -> Double {
      let bytes = Double(floatsMoved * MemoryLayout<Float>.stride * floats * workers.threads)
      return (0..<rounds).map { _ in
        let start = ContinuousClock.now
        workers.forEach(workers.threads) { part in
          pass(
            arrays[0].plane(sample: 0, channel: part), arrays[1].plane(sample: 0, channel: part),
            arrays[2].plane(sample: 0, channel: part))
        }
        return bytes / ((ContinuousClock.now - start) / .seconds(1))
      }.max() ?? 0
    }
    return [
      (readKey, rate(1) { machine_limits_move(MACHINE_READ, $0, $1, $2, floats) }),
      (updateKey, rate(2) { machine_limits_move(MACHINE_UPDATE, $0, $1, $2, floats) }),
      ("copy_gb_per_s", rate(2) { machine_limits_move(MACHINE_COPY, $0, $1, $2, floats) }),
      ("streaming_copy_gb_per_s", rate(2) { a, b, _ in a.update(from: b, count: floats) }),
      ("triad_gb_per_s", rate(3) { machine_limits_move(MACHINE_TRIAD, $0, $1, $2, floats) }),
    ]
  }

  private typealias Pointer = UnsafeMutablePointer<Float>
}
