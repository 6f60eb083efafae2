import Kernels
import Tensors

/// Brings the cells of a grid that are not zero to mean 0 and standard deviation 1.
enum NonZeroNormalization {
  // The cut decides the order of the sums, so that they do not depend on the number of threads.
  private static let pieceCount = 1 << 15

  private struct Sums {
    var count = 0
    var sum = 0.0
  }

  /// Subtracts the mean of the cells that are not zero and divides by their standard deviation, with n − 1 in its
  /// denominator, where that is above zero.
  static func apply(to grid: inout Tensor<Float>, workers: Workers) {
    grid.withUnsafeMutableBufferPointer { cells in
      nonisolated(unsafe) let cells = cells
      let first = sums(of: cells.count, workers: workers) { range in
        var sums = Sums()
        for index in range where cells[index] != 0 {
          sums.count += 1
          sums.sum += Double(cells[index])
        }
        return sums
      }
      if first.count == 0 { return }
      let mean = first.sum / Double(first.count)
      let second = sums(of: cells.count, workers: workers) { range in
        var sums = Sums()
        for index in range where cells[index] != 0 {
          let off = Double(cells[index]) - mean
          sums.sum += off * off
        }
        return sums
      }
      let deviation = first.count > 1 ? (second.sum / Double(first.count - 1)).squareRoot() : 0
      let (offset, factor) = (Float(mean), deviation > 0 ? Float(1 / deviation) : 1)
      forEachPiece(of: cells.count, workers: workers) { _, range in
        for index in range where cells[index] != 0 { cells[index] = (cells[index] - offset) * factor }
      }
    }
  }

  private static func forEachPiece(of count: Int, workers: Workers, _ body: (Int, Range<Int>) -> Void) {
    workers.forEach((count + pieceCount - 1) / pieceCount) { piece in
      body(piece, piece * pieceCount..<min((piece + 1) * pieceCount, count))
    }
  }

  /// The sums of pieces, added in the order of the pieces.
  private static func sums(of count: Int, workers: Workers, _ body: (Range<Int>) -> Sums) -> Sums {
    var parts = [Sums](repeating: Sums(), count: (count + pieceCount - 1) / pieceCount)
    parts.withUnsafeMutableBufferPointer { parts in
      nonisolated(unsafe) let parts = parts
      forEachPiece(of: count, workers: workers) { piece, range in parts[piece] = body(range) }
    }
    return parts.reduce(into: Sums()) {
      $0.count += $1.count
      $0.sum += $1.sum
    }
  }
}
