import CKernels
import Tensors

/// One step of gradient descent with momentum (Polyak 1964), or with Nesterov's (Sutskever et al. 2013).
///
/// With the gradient g plus `penalty · w`: `u ← momentum · u + g`, then `w ← w − rate · u`, or
/// `w ← w − rate · (g + momentum · u)`. Bound by memory.
public struct DescentStep: Sendable, Hashable {
  /// The step's length.
  public var rate: Float
  /// What is kept of the velocity.
  public var momentum: Float
  /// Whether the gradient is taken as if the velocity's step had been made.
  public var isNesterov: Bool
  /// The share of the weight that is added to its gradient.
  public var penalty: Float

  /// Names the constants.
  public init(rate: Float, momentum: Float = 0, isNesterov: Bool = false, penalty: Float = 0) {
    self.rate = rate
    self.momentum = momentum
    self.isNesterov = isNesterov
    self.penalty = penalty
  }

  /// Moves weights along their gradient, and their velocity with it.
  ///
  /// - Parameter gradient: A whole map of as many values as there are weights.
  public func callAsFunction(
    _ weight: inout Tensor<Float>, gradient: FeatureMap, velocity: inout Tensor<Float>, workers: Workers
  ) {
    precondition(
      gradient.isWhole && Shape.count(gradient.shape) == weight.count && velocity.count == weight.count,
      "A step needs a gradient and a velocity for each of \(weight.count) weights.")
    let constants = SaccadeDescent(rate: rate, momentum: momentum, nesterov: isNesterov ? 1 : 0, penalty: penalty)
    let pieces = RowBands(rows: weight.count, perBand: OptimizerPieces.count)
    weight.withUnsafeMutableBufferPointer { weight in
      velocity.withUnsafeMutableBufferPointer { velocity in
        guard let weight = weight.baseAddress, let velocity = velocity.baseAddress else { return }
        workers.forEach(pieces.count) { piece in
          let start = pieces[piece].lowerBound
          workers.kernels.training.descent_row(
            weight + start, gradient.plane(sample: 0) + start, velocity + start, pieces[piece].count,
            constants)
        }
      }
    }
  }
}

/// How optimisers cut arrays for threads.
enum OptimizerPieces {
  /// The values of a piece.
  static let count = 1 << 14
}
