import ArgumentParser
import Simulator
import Workflows

/// What a simulated camera sees between the frames of its light.
struct LightSamplingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Steps between two frames, gray levels going in a line; auto takes as many as it needs for no pixel to cross \
      more than one threshold a step (default: 1).
      """, valueName: "n|auto"))
  var upsample: UpsampleArgument?

  /// The same for a job.
  var sampling: LightSampling { LightSampling(steps: upsample?.steps) }
}

/// How many steps are made of the time between two frames.
enum UpsampleArgument: ExpressibleByArgument, Sendable, Equatable {
  case times(Int)
  case automatic

  init?(argument: String) {
    if argument == "auto" {
      self = .automatic
    } else if let steps = Int(argument), (1...LightUpsampling.mostSteps).contains(steps) {
      self = .times(steps)
    } else {
      return nil
    }
  }

  /// The same for a job.
  var steps: LightSampling.Steps {
    switch self {
    case .times(let steps): .times(steps)
    case .automatic: .automatic
    }
  }
}
