import ArgumentParser
import OpticalFlow
import SpikingNetworks
import Tensors

/// `saccade models`: the networks and the weights that the program carries.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List the networks, and the weights that are carried with their source and licence.",
    discussion: """
      EXAMPLES
        saccade models
        saccade models --json
      """)

  struct Listing: Encodable {
    struct Network: Encodable {
      var name: String
      var task: String
      var input: String
      var parameters: Int
      var paper: String
      var weights: [String]
    }
    var networks: [Network]
  }

  @OptionGroup var common: CommonOptions

  func run() throws {
    Console.configure(common)
    let listing = Listing(
      networks: FlowCatalog.models.map(Self.flow) + ClassifierCatalog.entries.map(Self.classifier) + [
        try Self.carried()
      ])
    if common.json { return try JSON.printObject(listing) }
    for network in listing.networks {
      try Console.say("\(network.name)  \(network.task) from \(network.input); \(network.parameters) parameters")
      try Console.say("  paper:   \(network.paper)")
      try Console.say(
        "  weights: " + (network.weights.first ?? "none are carried yet; give a checkpoint"))
    }
  }

  private static func flow(_ model: FlowModel) -> Listing.Network {
    Listing.Network(
      name: model.name, task: "optical flow", input: model.inputSummary, parameters: count(model.parameterShapes),
      paper: model.paper, weights: [])
  }

  private static func classifier(_ entry: ClassifierCatalog.Entry) -> Listing.Network {
    let trained = entry.standard.parameters.filter { ![.runningMean, .runningVariance].contains($0.role) }
    return Listing.Network(
      name: entry.name, task: "classification", input: entry.summary,
      parameters: trained.reduce(0) { $0 + Shape.count($1.shape) }, paper: entry.source, weights: [])
  }

  private static func carried() throws -> Listing.Network {
    let checkpoint = try DrawnDigits.classifier()
    return Listing.Network(
      name: "drawn-digits", task: "classification", input: "pictures of 24x24 that the program draws",
      parameters: checkpoint.tensors.values.reduce(0) { $0 + $1.count },
      paper: "QCFS: Bu et al., ICLR 2022, arXiv 2303.04347",
      weights: ["carried, for saccade demo snn; trained by Saccade on its own pictures; Apache-2.0"])
  }

  private static func count(_ shapes: [String: [Int]]) -> Int { shapes.values.reduce(0) { $0 + Shape.count($1) } }
}
