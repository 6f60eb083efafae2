import Tensors

/// Takes note of what a network's layers declare: the names and shapes of its parameters, without values.
///
/// ```swift
/// let list = ParameterList()
/// _ = SCFlow(parameters: list)
/// let parameters = TrainableParameters(list.values(from: ParameterInitializer(seed: 1)))
/// ```
public final class ParameterList: ParameterSource {
  /// What was declared, in the order of the layers.
  public private(set) var declared: [DeclaredParameter] = []

  /// Starts with nothing.
  public init() {}

  /// Takes note of a parameter.
  public func tensor(of parameter: DeclaredParameter) -> Tensor<Float>? {
    declared.append(parameter)
    return nil
  }

  /// The shapes by name.
  public var shapes: [String: [Int]] {
    Dictionary(declared.map { ($0.name, $0.shape) }, uniquingKeysWith: { first, _ in first })
  }

  /// The values of all parameters from another source, by name.
  ///
  /// - Throws: What the source throws at a parameter that it lacks.
  public func values<Source: ParameterSource>(from source: Source) throws(Source.Failure) -> [String: Tensor<Float>] {
    var values: [String: Tensor<Float>] = [:]
    for parameter in declared { values[parameter.name] = try source.tensor(of: parameter) }
    return values
  }
}
