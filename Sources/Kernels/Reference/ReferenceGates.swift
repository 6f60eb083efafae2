import Foundation

extension Reference {
  /// See ``SmoothFunction``.
  package static func apply(_ function: SmoothFunction, to x: Double) -> Double {
    switch function {
    case .exponential: exp(x)
    case .sigmoid: x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))
    case .tanh: tanh(x)
    }
  }

  /// See ``GRUGates/reset(_:state:into:sums:workers:)``, for one value.
  package static func reset(_ r: Double, state h: Double) -> Double { apply(.sigmoid, to: r) * h }

  /// See ``GRUGates/blend(update:candidate:state:into:sums:workers:)``, for one value.
  package static func blend(update z: Double, candidate q: Double, state h: Double) -> Double {
    let gate = apply(.sigmoid, to: z)
    return (1 - gate) * h + gate * tanh(q)
  }

  /// The derivatives of ``reset(_:state:)`` with respect to its sum and to the state.
  package static func resetDerivatives(_ r: Double, state h: Double) -> (reset: Double, state: Double) {
    let gate = apply(.sigmoid, to: r)
    return (gate * (1 - gate) * h, gate)
  }

  /// The derivatives of ``blend(update:candidate:state:)`` with respect to both sums and to the state.
  package static func blendDerivatives(
    update z: Double, candidate q: Double, state h: Double
  ) -> (update: Double, candidate: Double, state: Double) {
    let (gate, value) = (apply(.sigmoid, to: z), tanh(q))
    return (gate * (1 - gate) * (value - h), gate * (1 - value * value), 1 - gate)
  }
}
