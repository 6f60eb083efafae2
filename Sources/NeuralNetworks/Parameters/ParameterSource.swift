import Tensors

/// What a layer says of one of its parameters: enough to load it, to draw it or to list it.
public struct DeclaredParameter: Sendable, Hashable {
  /// What a parameter is to its layer.
  public enum Role: Sendable, Hashable {
    /// A weight, `fanIn` values of which are summed for one output.
    case weight(fanIn: Int)
    /// A bias or another vector.
    case vector
    /// What starts as one number everywhere: the scale or the shift of a normalisation, a threshold.
    case constant(Float)
  }

  /// The name in the checkpoint, from the network's root on.
  public var name: String
  /// The shape in the checkpoint.
  public var shape: [Int]
  /// What it is to its layer.
  public var role: Role

  /// Describes a parameter.
  public init(name: String, shape: [Int], role: Role) {
    self.name = name
    self.shape = shape
    self.role = role
  }
}

/// Where a network's parameters come from.
///
/// A layer asks for each of its parameters by name and shape, once and in one place, whoever answers: a checkpoint
/// (``ParameterTree``) loads it, ``ParameterInitializer`` draws it, ``ParameterList`` takes note of it. A network
/// whose source has no values can be listed and trained, but not run in planned maps.
public protocol ParameterSource<Failure> {
  /// What goes wrong: `Never` for sources that cannot fail.
  associatedtype Failure: Error

  /// The values of a parameter, or nil where there are none to give.
  ///
  /// - Throws: Where the source should have the parameter and has not, or in another shape.
  func tensor(of parameter: DeclaredParameter) throws(Failure) -> Tensor<Float>?
}

/// A part of a network, by the names of its parameters: `scope["encoder"][0]` declares those that start with
/// `encoder.0.`.
public struct ParameterScope<Source: ParameterSource> {
  private let source: Source
  private let prefix: String

  /// The root of a network.
  public init(_ source: Source) { self.init(source, prefix: "") }

  private init(_ source: Source, prefix: String) {
    self.source = source
    self.prefix = prefix
  }

  /// The part below `name`.
  public subscript(name: String) -> ParameterScope { ParameterScope(source, prefix: "\(prefix)\(name).") }

  /// The part below an index, as PyTorch names the members of a list.
  public subscript(index: Int) -> ParameterScope { self["\(index)"] }

  /// The whole name of a parameter.
  public func name(_ last: String) -> String { prefix + last }

  /// Declares a weight, `fanIn` values of which are summed for one output.
  public func weight(
    _ name: String = "weight", shape: [Int], fanIn: Int
  ) throws(Source.Failure) -> Tensor<Float>? {
    try source.tensor(of: DeclaredParameter(name: prefix + name, shape: shape, role: .weight(fanIn: fanIn)))
  }

  /// Declares a bias or another vector.
  public func vector(_ name: String = "bias", count: Int) throws(Source.Failure) -> Tensor<Float>? {
    try source.tensor(of: DeclaredParameter(name: prefix + name, shape: [count], role: .vector))
  }

  /// Declares what starts as one number everywhere: a part of a normalisation.
  public func constant(_ name: String, count: Int, _ number: Float) throws(Source.Failure) -> Tensor<Float>? {
    try source.tensor(of: DeclaredParameter(name: prefix + name, shape: [count], role: .constant(number)))
  }
}

/// The names of a layer's weight and bias.
struct LayerNames: Sendable, Hashable {
  let weight: String
  let bias: String

  init<Source>(_ scope: ParameterScope<Source>) {
    weight = scope.name("weight")
    bias = scope.name("bias")
  }

  /// What the layer prepared of its values, which it has where its source had them.
  func kernel<Kernel>(_ kernel: Kernel?) -> Kernel {
    guard let kernel else {
      preconditionFailure("The layer of \(weight) was made of names alone; it has no values to run with.")
    }
    return kernel
  }
}

extension ParameterTree: ParameterSource {
  /// Loads a parameter.
  ///
  /// - Throws: ``ParameterError`` as ``tensor(_:shape:)``.
  public func tensor(of parameter: DeclaredParameter) throws -> Tensor<Float>? {
    try tensor(parameter.name, shape: parameter.shape)
  }
}

extension ParameterInitializer: ParameterSource {
  /// Draws a parameter: ``weight(_:shape:fanIn:)`` or ``vector(_:shape:)``; a constant is its number.
  public func tensor(of parameter: DeclaredParameter) -> Tensor<Float>? {
    switch parameter.role {
    case .weight(let fanIn): weight(parameter.name, shape: parameter.shape, fanIn: fanIn)
    case .vector: vector(parameter.name, shape: parameter.shape)
    case .constant(let number): Tensor(repeating: number, shape: parameter.shape)
    }
  }
}
