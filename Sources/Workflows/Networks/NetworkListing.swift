import Files
import NeuralNetworks
import OpticalFlow
import Reconstruction
import SpikingNetworks
import Tensors

/// The networks that the package knows, and the weights that it carries.
public struct NetworkListing: Encodable, Sendable {
  /// A network.
  public struct Network: Encodable, Sendable {
    /// Its name.
    public var name: String
    /// What it is for.
    public var task: String
    /// What it takes.
    public var input: String
    /// The numbers of all parameters that are trained.
    public var parameters: Int
    /// Where it was published.
    public var paper: String
    /// The weights that are carried, with their source and licence.
    public var weights: [String]
    /// Where users get weights that are not carried, and under which licence.
    public var sources: [String] = []
  }

  /// All of them, networks of flow first.
  public var networks: [Network]

  /// Lists them.
  ///
  /// - Parameter name: What the reader calls a work that uses what is listed.
  /// - Throws: `FileError` where the weights that are carried are damaged.
  public init(naming name: (Remedy) -> String = { $0.description }) throws {
    networks =
      FlowCatalog.models.map(Self.flow) + ReconstructionCatalog.models.map(Self.reconstruction)
      + ClassifierCatalog.entries.map(Self.classifier) + [try Self.digits(name)]
  }

  private static func flow(_ model: FlowModel) -> Network {
    Network(
      name: model.name, task: "optical flow", input: model.inputSummary, parameters: count(model.parameterShapes),
      paper: model.paper, weights: model.carried.map(\.weights).compactMap(Self.carried),
      sources: model.weightsSource.map { [$0] } ?? [])
  }

  private static func reconstruction(_ model: ReconstructionModel) -> Network {
    Network(
      name: model.name, task: "pictures", input: model.inputSummary, parameters: count(model.parameterShapes),
      paper: model.paper, weights: [model.carried].compactMap(Self.carried), sources: model.weightSources)
  }

  private static func classifier(_ entry: ClassifierCatalog.Entry) -> Network {
    let trained = entry.standard.parameters.filter { ![.runningMean, .runningVariance].contains($0.role) }
    return Network(
      name: entry.name, task: "classification", input: entry.summary,
      parameters: trained.reduce(0) { $0 + Shape.count($1.shape) }, paper: entry.source, weights: [])
  }

  /// What is told of a set; nil where it is not carried.
  private static func carried(_ weights: CarriedWeights) -> String? {
    guard weights.isCarried else { return nil }
    return "\(weights.name), carried; trained by Saccade on scenes of its own; Apache-2.0; card: "
      + "Weights/\(weights.name)/README.md"
  }

  private static func digits(_ name: (Remedy) -> String) throws -> Network {
    let checkpoint = try DrawnDigits.classifier()
    let weights: Message =
      "carried, for \(Work.demonstrate); trained by Saccade on its own pictures; Apache-2.0"
    return Network(
      name: "drawn-digits", task: "classification", input: "pictures of 24x24 that the program draws",
      parameters: checkpoint.tensors.values.reduce(0) { $0 + $1.count },
      paper: "QCFS: Bu et al., ICLR 2022, arXiv 2303.04347",
      weights: [weights.text(name)])
  }

  private static func count(_ shapes: [String: [Int]]) -> Int {
    // Running statistics are no parameters that are trained.
    shapes.filter { !$0.key.hasSuffix(".running_mean") && !$0.key.hasSuffix(".running_var") }
      .values.reduce(0) { $0 + Shape.count($1) }
  }
}
