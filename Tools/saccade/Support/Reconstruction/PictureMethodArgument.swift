import ArgumentParser
import Reconstruction
import Representations
import Workflows

extension PictureDisplay.Rule: ExpressibleByArgument {}

/// What makes pictures from a recording, by its name: `tfp:32`, `tfi:64`, `tfstp` from spikes, `firenet` from events.
enum PictureMethodArgument: ExpressibleByArgument, Sendable {
  case spikes(ReconstructionArgument)
  case events(ReconstructionModel)

  init?(argument: String) {
    if let model = ReconstructionCatalog.model(named: argument) {
      self = .events(model)
    } else if let reconstruction = ReconstructionArgument(argument: argument) {
      self = .spikes(reconstruction)
    } else {
      return nil
    }
  }

  /// The name as it is typed.
  var text: String {
    switch self {
    case .spikes(let reconstruction): reconstruction.text
    case .events(let model): model.name
    }
  }
}

/// What makes pictures, and the weights that it needs.
struct PictureMethodOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Of spikes tfp:W, spikes in W frames (default: tfp:32); tfi:W, the interval of two spikes, searched in W frames on "
        + "either side; or tfstp, a mean over the last intervals by short-term plasticity. Of events firenet.",
      valueName: "tfp:W|tfi:W|tfstp|firenet"))
  var method: PictureMethodArgument?

  @Option(
    help: ArgumentHelp(
      "firenet: a checkpoint of either of its releases, which the names in it tell: .pth, .safetensors or .npz "
        + "(default: the weights that are carried, where saccade models lists some).",
      valueName: "file"), completion: .file())
  var weights: String?

  private static let usual = ReconstructionArgument("tfp:32", TextureFromPlayback(window: 32))

  /// What makes pictures of a recording of spikes.
  func spikes(_ input: String) throws -> ReconstructionArgument {
    if weights != nil { throw Failure.Usage("--weights is for events; \(input) holds spikes") }
    switch method {
    case .spikes(let reconstruction): return reconstruction
    case nil: return Self.usual
    case .events(let model):
      throw Failure.Usage("--method \(model.name) is for events; \(input) holds spikes: choose tfp:W, tfi:W or tfstp")
    }
  }

  /// What makes pictures of a recording of events, with its checkpoint; nil for the weights that are
  /// carried.
  func events(_ input: String) throws -> (model: ReconstructionModel, weights: String?) {
    let model: ReconstructionModel
    switch method {
    case .events(let chosen): model = chosen
    case nil: model = ReconstructionCatalog.models[0]
    case .spikes(let reconstruction):
      throw Failure.Usage(
        "--method \(reconstruction.text) is for spikes; \(input) holds events: choose "
          + ReconstructionCatalog.models.map(\.name).joined(separator: ", "))
    }
    return (model, weights)
  }
}
