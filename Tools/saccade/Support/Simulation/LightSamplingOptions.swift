import ArgumentParser
import OpticalFlow
import Simulator
import Workflows

extension LightSampling.Interpolation: ExpressibleByArgument {}

/// What a simulated camera sees between the frames of its light.
struct LightSamplingOptions: ParsableArguments {
  @Option(
    help: """
      How gray levels go from frame to frame: in a line; along the motion of the picture; or as libavfilter's minterpolate \
      makes them, on 8 bits of sRGB.
      """)
  var interpolate = LightSampling.Interpolation.linear

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Steps between two frames; auto takes as many as it needs for no pixel to cross more than one threshold a step, and \
      along the flow for nothing to move by more than a pixel (default: 1; flow auto, minterpolate \
      \(LightSampling.usualFilterSteps)).
      """, valueName: "n|auto"))
  var upsample: UpsampleArgument?

  @Option(
    help: ArgumentHelp(
      """
      What estimates the flow of --interpolate flow: a model of saccade flow that is shown the light of both frames \
      (default: patches of the frames are compared; scflow with --weights).
      """, valueName: "model"))
  var flowModel: FlowModel?

  @Option(help: ArgumentHelp("The checkpoint of the flow model.", valueName: "file"), completion: .file())
  var weights: String?

  func validate() throws {
    if interpolate != .flow {
      if weights != nil { throw ValidationError("--weights is for --interpolate flow") }
      if flowModel != nil { throw ValidationError("--flow-model is for --interpolate flow") }
    }
    if interpolate == .minterpolate && upsample == .automatic {
      throw ValidationError("--interpolate minterpolate makes the same steps everywhere: --upsample takes a number")
    }
  }

  /// The same for a job.
  var sampling: LightSampling {
    LightSampling(
      interpolation: interpolate, steps: upsample?.steps, flowModel: flowModel ?? weights.map { _ in .scflow },
      weights: weights)
  }
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
