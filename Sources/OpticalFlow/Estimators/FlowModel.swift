import NeuralNetworks

/// A way to estimate flow, with everything that is told of it: what a user types, what it sees, and how it is made.
public struct FlowModel: Sendable {
  /// What a model estimates flow from.
  public enum Input: String, Sendable, CaseIterable {
    /// Windows of a spiking camera's frames.
    case spikes
    /// Windows of an event camera's events.
    case events
  }

  /// How a network is made of its parameters.
  public enum Maker: Sendable {
    /// One that sees spikes.
    case spikes(@Sendable (ParameterTree) throws -> any SpikeFlowNetwork)
    /// One that sees events.
    case events(@Sendable (ParameterTree) throws -> any EventFlowNetwork)
  }

  /// The name that is typed.
  public let name: String
  /// What it sees, in a few words.
  public let inputSummary: String
  /// The paper that it follows: authors, place, year, arXiv's number.
  public let paper: String
  /// The options that it understands.
  public let options: Set<FlowEstimatorOption>
  /// Where users get weights, and under which licence; nil where none are known.
  public let weightsSource: String?
  /// The sets of weights that the program carries, or will as soon as they are trained; see ``carriedWeights(interval:)``.
  public let carried: [CarriedFlowWeights]
  /// Whether it has parameters, which a checkpoint holds.
  public let needsWeights: Bool
  /// How it is made. What is made throws `ParameterError` at a parameter that is missing or has another shape.
  public let maker: Maker
  private let parameterList: @Sendable () -> ParameterList

  /// Describes a model.
  ///
  /// - Parameter parameters: The names and shapes of the parameters in its published checkpoint, those that the forward
  ///   pass does not read included; nil for a model without any.
  public init(
    name: String, inputSummary: String, paper: String, options: Set<FlowEstimatorOption> = [],
    weightsSource: String? = nil, carried: [CarriedFlowWeights] = [], parameters: (@Sendable () -> ParameterList)?,
    maker: Maker
  ) {
    (self.name, self.inputSummary, self.paper, self.options) = (name, inputSummary, paper, options)
    (parameterList, self.maker, needsWeights) = (parameters ?? { ParameterList() }, maker, parameters != nil)
    (self.weightsSource, self.carried) = (weightsSource, carried)
  }

  /// What it estimates flow from.
  public var input: Input {
    switch maker {
    case .spikes: .spikes
    case .events: .events
    }
  }

  /// The names and shapes of the parameters in its published checkpoint.
  public var parameterShapes: [String: [Int]] { parameterList().shapes }

  /// Parameters drawn by name from a seed, for benchmarks and tests.
  public func initialParameters(_ initializer: ParameterInitializer) -> ParameterTree {
    ParameterTree(parameterList().values(from: initializer), source: "seeded parameters")
  }
}
