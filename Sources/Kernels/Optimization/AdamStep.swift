import CKernels
import Foundation
import Tensors

/// One step of Adam (Kingma and Ba, ICLR 2015); with decoupled decay of AdamW (Loshchilov and Hutter, ICLR 2019).
///
/// With the gradient g plus `penalty · w`: `m ← β₁ m + (1 − β₁) g`, `s ← β₂ s + (1 − β₂) g²`,
/// `w ← (1 − rate · decay) w − rate · m̂ / (√ŝ + ε)`, where m̂ and ŝ are divided by `1 − β^step`. Bound by memory.
public struct AdamStep: Sendable, Hashable {
  /// The step's length.
  public var rate: Float
  /// What is kept of the running mean of gradients.
  public var firstDecay: Float
  /// What is kept of the running mean of their squares.
  public var secondDecay: Float
  /// Added to the root of the squares' mean.
  public var epsilon: Float
  /// The share of the weight that is added to its gradient.
  public var penalty: Float
  /// The share of the weight that a step of rate 1 takes away.
  public var decay: Float
  /// The number of this step, from 1.
  public var step: Int

  /// Names the constants.
  public init(
    rate: Float, firstDecay: Float = 0.9, secondDecay: Float = 0.999, epsilon: Float = 1e-8, penalty: Float = 0,
    decay: Float = 0, step: Int
  ) {
    precondition(step > 0, "Steps are counted from 1, not from \(step).")
    self.rate = rate
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.epsilon = epsilon
    self.penalty = penalty
    self.decay = decay
    self.step = step
  }

  /// Moves weights along their gradient, and both running means with it.
  ///
  /// - Parameter gradient: A whole map of as many values as there are weights.
  public func callAsFunction(
    _ weight: inout Tensor<Float>, gradient: FeatureMap, mean: inout Tensor<Float>, squares: inout Tensor<Float>,
    workers: Workers
  ) {
    precondition(
      gradient.isWhole && Shape.count(gradient.shape) == weight.count && mean.count == weight.count
        && squares.count == weight.count, "A step needs a gradient and two means for each of \(weight.count) weights.")
    let constants = SaccadeAdam(
      rate: rate, beta1: firstDecay, beta2: secondDecay, epsilon: epsilon,
      correction1: Float(1 - pow(Double(firstDecay), Double(step))),
      correction2: Float(1 - pow(Double(secondDecay), Double(step))), penalty: penalty, decay: decay)
    let pieces = RowBands(rows: weight.count, perBand: OptimizerPieces.count)
    weight.withUnsafeMutableBufferPointer { weight in
      mean.withUnsafeMutableBufferPointer { mean in
        squares.withUnsafeMutableBufferPointer { squares in
          guard let weight = weight.baseAddress, let mean = mean.baseAddress, let squares = squares.baseAddress else {
            return
          }
          workers.forEach(pieces.count) { piece in
            let start = pieces[piece].lowerBound
            workers.kernels.training.adam_row(
              weight + start, gradient.plane(sample: 0) + start, mean + start, squares + start, pieces[piece].count,
              constants)
          }
        }
      }
    }
  }
}
