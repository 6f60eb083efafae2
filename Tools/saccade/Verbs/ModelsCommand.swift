import ArgumentParser
import Workflows

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

  @OptionGroup var common: CommonOptions

  func run() throws {
    Console.configure(common)
    let listing = try NetworkListing(naming: \.optionText)
    if common.json { return try JSON.printObject(listing) }
    for network in listing.networks {
      try Console.say("\(network.name)  \(network.task) from \(network.input); \(network.parameters) parameters")
      try Console.say("  paper:   \(network.paper)")
      let none = network.parameters == 0 ? "it needs none" : "none are carried yet; give a checkpoint"
      let weights = network.weights.isEmpty ? [none] : network.weights
      for (index, line) in (weights + network.sources).enumerated() {
        try Console.say((index == 0 ? "  weights: " : "           ") + line)
      }
    }
  }
}
