import Kernels
import Tensors

/// A parameter in training, with its gradient.
public final class TrainableParameter {
  /// The name, as in the checkpoint.
  public let name: String
  /// Who moves a parameter.
  public enum Role: Sendable, Hashable {
    /// An optimiser, along its gradient.
    case learnt
    /// Its layer: running statistics.
    case statistic
    /// Nobody.
    case frozen
  }

  /// Who moves it.
  public let role: Role
  /// The values. Whoever writes them outside an optimiser calls ``TrainableParameters/markChanged()``.
  public var value: Tensor<Float>
  /// Whether this step led a gradient to it.
  public private(set) var hasGradient = false
  private let map: FeatureMap?

  fileprivate init(name: String, value: Tensor<Float>, role: Role) {
    self.name = name
    self.value = value
    self.role = role
    let shape = value.shape
    switch shape.count {
    case _ where role != .learnt: map = nil
    case 4: map = FeatureMap(batch: shape[0], channels: shape[1], height: shape[2], width: shape[3])
    case 2: map = FeatureMap(batch: shape[0], channels: shape[1], height: 1, width: 1)
    default: map = FeatureMap(channels: 1, height: 1, width: value.count)
    }
  }

  /// Whether an optimiser moves it.
  public var isLearnt: Bool { role == .learnt }

  /// The gradient, or nil where none led to it: of the parameter's shape where that has four axes, `[outputs, inputs, 1, 1]`
  /// where it has two, else `[1, 1, 1, count]`.
  public var gradient: FeatureMap? { hasGradient ? map : nil }

  /// Lets `body` write the gradient, or add to it where there is one already. Does nothing where it is not learnt.
  public func accumulate(_ body: (_ gradient: FeatureMap, _ isAdded: Bool) -> Void) {
    guard let map else { return }
    body(map, hasGradient)
    hasGradient = true
  }

  fileprivate func clearGradient() { hasGradient = false }
}

/// The parameters of a network in training, by their names in its checkpoint.
public final class TrainableParameters {
  /// All of them, in the order of their names.
  public let all: [TrainableParameter]
  /// Grows when values change, so that layers know when to prepare them anew.
  public private(set) var version = 0
  private let indices: [String: Int]

  /// Takes values.
  ///
  /// - Parameters:
  ///   - statistics: The last parts of the names of those that their layer moves.
  ///   - isFrozen: Whether nobody moves the parameter of a name.
  public init(
    _ values: [String: Tensor<Float>], statistics: Set<String> = ["running_mean", "running_var"],
    isFrozen: (_ name: String) -> Bool = { _ in false }
  ) {
    all = values.keys.sorted().compactMap { name in
      values[name].map {
        let last = name.split(separator: ".").last.map(String.init) ?? name
        let role: TrainableParameter.Role = statistics.contains(last) ? .statistic : isFrozen(name) ? .frozen : .learnt
        return TrainableParameter(name: name, value: $0, role: role)
      }
    }
    indices = Dictionary(all.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The parameter of a name that the network has.
  public subscript(name: String) -> TrainableParameter {
    guard let index = indices[name] else { preconditionFailure("The network has no parameter \(name).") }
    return all[index]
  }

  /// Whether there is such a parameter.
  public func contains(_ name: String) -> Bool { indices[name] != nil }

  /// The values by name. Cost: references.
  public var values: [String: Tensor<Float>] { Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.value) }) }

  /// The gradients by name, of their parameters' shapes. Cost: copies.
  public var gradients: [String: Tensor<Float>] {
    Dictionary(
      uniqueKeysWithValues: all.compactMap { parameter in
        parameter.gradient.map { (parameter.name, $0.tensor.reshaped(to: parameter.value.shape)) }
      })
  }

  /// Takes gradients by name, of their parameters' shapes, in place of those that there are. Cost: copies.
  public func setGradients(_ gradients: [String: Tensor<Float>]) {
    clearGradients()
    for (name, gradient) in gradients {
      let parameter = self[name]
      precondition(
        gradient.shape == parameter.value.shape,
        "A gradient of shape \(gradient.shape) is none of \(name), \(parameter.value.shape).")
      parameter.accumulate { map, _ in map.copy(from: gradient.reshaped(to: map.shape)) }
    }
  }

  /// Takes values by name. Cost: references.
  public func setValues(_ values: [String: Tensor<Float>]) {
    for (name, value) in values {
      let parameter = self[name]
      precondition(value.shape == parameter.value.shape, "\(name) has the shape \(parameter.value.shape).")
      parameter.value = value
    }
    markChanged()
  }

  /// Says that values changed.
  public func markChanged() { version += 1 }

  /// Forgets all gradients.
  public func clearGradients() { all.forEach { $0.clearGradient() } }
}
