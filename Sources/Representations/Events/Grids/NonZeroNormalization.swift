import CKernels
import Kernels
import Tensors

/// Brings the cells of a grid that are not zero to mean 0 and standard deviation 1.
enum NonZeroNormalization {
  // The cut decides the order of the sums, so that they do not depend on the number of threads.
  private static let pieceCount = 1 << 15

  /// Subtracts the mean of the cells that are not zero and divides by their standard deviation where that is above zero.
  static func apply(
    to cells: UnsafeMutableBufferPointer<Float>, deviation: VoxelGrid.Deviation, workers: Workers
  ) {
    guard let start = cells.baseAddress else { return }
    nonisolated(unsafe) let first = start
    let loops = workers.eventLoops
    let pieces = (cells.count + pieceCount - 1) / pieceCount
    func range(_ piece: Int) -> Range<Int> { piece * pieceCount..<min((piece + 1) * pieceCount, cells.count) }
    /// The sums of the pieces, added in their order.
    func sums(around mean: Double) -> SaccadeTimeSums {
      var parts = [SaccadeTimeSums](repeating: SaccadeTimeSums(), count: pieces)
      parts.withUnsafeMutableBufferPointer { parts in
        nonisolated(unsafe) let parts = parts
        workers.forEach(pieces) { piece in
          var sums = SaccadeTimeSums()
          loops.occupied_sums(first + range(piece).lowerBound, range(piece).count, mean, &sums)
          parts[piece] = sums
        }
      }
      return parts.reduce(into: SaccadeTimeSums()) {
        $0.count += $1.count
        $0.sum += $1.sum
        $0.square += $1.square
      }
    }
    let plain = sums(around: 0)
    if plain.count == 0 { return }
    let mean = plain.sum / Double(plain.count)
    let squares = sums(around: mean).square
    let variance =
      switch deviation {
      case .sample: plain.count > 1 ? squares / Double(plain.count - 1) : 0
      case .population: squares / Double(plain.count)
      }
    if deviation == .population && variance == 0 { return }
    let factor = variance > 0 ? Float(1 / variance.squareRoot()) : 1
    workers.forEach(pieces) { piece in
      loops.occupied_scale(first + range(piece).lowerBound, range(piece).count, Float(mean), factor)
    }
  }
}
