import NeuralNetworks

/// A way to make pictures from events, with everything that is told of it: what a user types, what it sees, how it is made.
public struct ReconstructionModel: Sendable {
  /// The name that is typed.
  public let name: String
  /// What it sees, in a few words.
  public let inputSummary: String
  /// The paper that it follows: authors, place, year, arXiv's number.
  public let paper: String
  /// Where users get weights and under which licence, a sentence each.
  public let weightSources: [String]
  /// The set of weights that the program carries, or will as soon as it is trained.
  public let carried: CarriedWeights
  private let parameterList: @Sendable () -> ParameterList
  private let make: @Sendable (ParameterTree) throws -> any EventReconstructionNetwork

  /// Describes a model.
  ///
  /// - Parameters:
  ///   - parameters: The names and shapes of the parameters in its published checkpoint.
  ///   - make: Makes the network; it throws `ParameterError` at a parameter that is missing or has another shape.
  public init(
    name: String, inputSummary: String, paper: String, weightSources: [String], carried: CarriedWeights,
    parameters: @escaping @Sendable () -> ParameterList,
    make: @escaping @Sendable (ParameterTree) throws -> any EventReconstructionNetwork
  ) {
    (self.name, self.inputSummary, self.paper, self.weightSources) = (name, inputSummary, paper, weightSources)
    (self.carried, parameterList, self.make) = (carried, parameters, make)
  }

  /// The network of these parameters.
  ///
  /// - Throws: `ParameterError` where they are not its.
  public func network(_ parameters: ParameterTree) throws -> any EventReconstructionNetwork { try make(parameters) }

  /// The names and shapes of the parameters in its published checkpoint.
  public var parameterShapes: [String: [Int]] { parameterList().shapes }

  /// Parameters drawn by name from a seed, for benchmarks and tests.
  public func initialParameters(_ initializer: ParameterInitializer) -> ParameterTree {
    ParameterTree(parameterList().values(from: initializer), source: "seeded parameters")
  }
}
