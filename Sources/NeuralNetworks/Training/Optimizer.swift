import Kernels
import Tensors

/// How parameters follow their gradients.
public enum OptimizationMethod: Sendable, Hashable, Codable {
  /// Gradient descent with momentum (0 for none), Nesterov's where asked for.
  case descent(momentum: Float, isNesterov: Bool)
  /// Adam (Kingma and Ba, ICLR 2015). A decay of weights is part of the gradient.
  case adam(firstDecay: Float = 0.9, secondDecay: Float = 0.999, epsilon: Float = 1e-8)
  /// AdamW (Loshchilov and Hutter, ICLR 2019). A decay of weights is a step of its own.
  case adamW(firstDecay: Float = 0.9, secondDecay: Float = 0.999, epsilon: Float = 1e-8)

  /// The names of what it remembers of every parameter.
  public var memories: [String] {
    switch self {
    case .descent: ["velocity"]
    case .adam, .adamW: ["mean", "squares"]
    }
  }
}

/// Moves the parameters of a network along their gradients, and remembers what its method needs.
///
/// Weights of two and more axes decay, vectors do not. Parameters without a gradient stay. Belongs to one thread.
public final class Optimizer {
  /// The method.
  public let method: OptimizationMethod
  /// The decay of weights.
  public let weightDecay: Float
  /// The steps made.
  public private(set) var steps = 0
  private let parameters: TrainableParameters
  private var memories: [[String: Tensor<Float>]]

  /// Makes an optimiser that remembers nothing yet.
  public init(_ parameters: TrainableParameters, method: OptimizationMethod, weightDecay: Float = 0) {
    self.parameters = parameters
    self.method = method
    self.weightDecay = weightDecay
    let learnt = parameters.all.filter(\.isLearnt)
    memories = method.memories.map { _ in
      Dictionary(uniqueKeysWithValues: learnt.map { ($0.name, Tensor(zeros: $0.value.shape)) })
    }
  }

  /// Makes a step of the length `rate`.
  public func step(rate: Float, workers: Workers) {
    steps += 1
    for parameter in parameters.all {
      guard let gradient = parameter.gradient else { continue }
      let decay = parameter.value.rank > 1 ? weightDecay : 0
      switch method {
      case .descent(let momentum, let isNesterov):
        DescentStep(rate: rate, momentum: momentum, isNesterov: isNesterov, penalty: decay)(
          &parameter.value, gradient: gradient, velocity: &memories[0][parameter.name, default: Self.none],
          workers: workers)
      case .adam(let first, let second, let epsilon):
        adam(
          AdamStep(
            rate: rate, firstDecay: first, secondDecay: second, epsilon: epsilon, penalty: decay, step: steps),
          parameter, gradient, workers)
      case .adamW(let first, let second, let epsilon):
        adam(
          AdamStep(rate: rate, firstDecay: first, secondDecay: second, epsilon: epsilon, decay: decay, step: steps),
          parameter, gradient, workers)
      }
    }
    parameters.markChanged()
  }

  private static let none = Tensor<Float>(zeros: [0])

  private func adam(
    _ step: AdamStep, _ parameter: TrainableParameter, _ gradient: FeatureMap, _ workers: Workers
  ) {
    var mean = memories[0].updateValue(Self.none, forKey: parameter.name) ?? Self.none
    var squares = memories[1].updateValue(Self.none, forKey: parameter.name) ?? Self.none
    step(&parameter.value, gradient: gradient, mean: &mean, squares: &squares, workers: workers)
    memories[0][parameter.name] = mean
    memories[1][parameter.name] = squares
  }

  /// What it remembers: `MEMORY.NAME` for every memory of the method and every parameter.
  public var state: [String: Tensor<Float>] {
    var state: [String: Tensor<Float>] = [:]
    for (name, memory) in zip(method.memories, memories) {
      for (parameter, tensor) in memory { state["\(name).\(parameter)"] = tensor }
    }
    return state
  }

  /// Goes on from a ``state`` after so many steps.
  ///
  /// - Throws: ``ParameterError`` where a tensor is missing or has another shape.
  public func restore(_ state: ParameterTree, steps: Int) throws {
    for (index, name) in method.memories.enumerated() {
      for (parameter, tensor) in memories[index] {
        memories[index][parameter] = try state[name].tensor(parameter, shape: tensor.shape)
      }
    }
    self.steps = steps
  }
}

extension TrainableParameters {
  /// Scales all gradients down so that their common norm is at most `largest` (Pascanu et al. 2013), and gives the norm
  /// before.
  @discardableResult
  public func clipGradients(to largest: Double, workers: Workers) -> Double {
    let gradients = all.compactMap(\.gradient)
    let norm = gradients.reduce(0) { $0 + workers.squareSum($1) }.squareRoot()
    if norm > largest {
      let factor = Float(largest / norm)
      for gradient in gradients { workers.scale(gradient, by: factor, into: gradient) }
    }
    return norm
  }
}
