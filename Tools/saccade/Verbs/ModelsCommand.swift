import ArgumentParser
import OpticalFlow

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
    let parameters = SCFlow.parameterShapes.values.reduce(0) { $0 + $1.reduce(1, *) }
    let listing = Listing(networks: [
      Listing.Network(
        name: "scflow", task: "optical flow", input: "two windows of \(SCFlow.windowLength) spike frames",
        parameters: parameters, paper: "Hu et al., CVPR 2022, arXiv 2110.03916", weights: [])
    ])
    if common.json { return try JSON.printObject(listing) }
    for network in listing.networks {
      try Console.say("\(network.name)  \(network.task) from \(network.input); \(network.parameters) parameters")
      try Console.say("  paper:   \(network.paper)")
      try Console.say("  weights: none are carried yet; give a checkpoint with --weights FILE")
    }
  }
}
