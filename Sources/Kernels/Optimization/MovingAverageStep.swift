import CKernels
import Tensors

/// One step of a moving average: `average ← (1 − rate) · average + rate · value`. Bound by memory.
public struct MovingAverageStep: Sendable, Hashable {
  /// The share of the new value.
  public var rate: Float

  /// Names the constant.
  public init(rate: Float) { self.rate = rate }

  /// Moves an average towards values of its shape.
  public func callAsFunction(_ average: inout Tensor<Float>, towards value: Tensor<Float>, workers: Workers) {
    precondition(average.shape == value.shape, "An average of \(average.shape) takes no values of \(value.shape).")
    let pieces = RowBands(rows: average.count, perBand: OptimizerPieces.count)
    let factors = SaccadeCombination(g: 1 - rate, x: rate, constant: 0)
    average.withUnsafeMutableBufferPointer { average in
      value.withUnsafeBufferPointer { value in
        guard let average = average.baseAddress, let value = value.baseAddress else { return }
        // The pointers are shared by items that write different pieces.
        nonisolated(unsafe) let (target, source) = (average, value)
        workers.forEach(pieces.count) { piece in
          let start = pieces[piece].lowerBound
          workers.kernels.training.combine_rows(
            target + start, source + start, pieces[piece].count, factors, 0, target + start)
        }
      }
    }
  }
}
