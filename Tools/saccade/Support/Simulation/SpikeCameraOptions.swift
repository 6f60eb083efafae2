import ArgumentParser
import Datasets
import Simulator
import Workflows

extension SpikeSimulation.InitialCharge: ExpressibleByArgument {}
extension SpikeReset: ExpressibleByArgument {}

/// The models of a spiking camera on the command line.
enum SpikeModelName: String, ExpressibleByArgument, CaseIterable { case ideal, scsim, spikingsim }

/// The constants of a simulated spiking camera. Which model it is, and the option that says it, is the verb's.
struct SpikeCameraOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: ArgumentHelp("Readouts a second, up to 2147483647.", valueName: "hz"))
  var rate: RateArgument = RateArgument(20_000)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Gray levels that a spike takes, for ideal (default: 400).", valueName: "levels"))
  var threshold: Double?

  @Option(
    help:
      "What a spike leaves of the charge: soft, the rest above the threshold, or hard, nothing (default: the model's).")
  var reset: SpikeReset?

  @Option(
    help: """
      What pixels hold at first: uniform in 0…threshold (scsim: 0…1, as published; spikingsim: 0…1.99 V), drawn by the seed; zero; or steady, \
      as after looking at the first frame for long.
      """)
  var `init` = SpikeSimulation.InitialCharge.uniform

  @Option(help: "How frames of a size that 8 does not divide are written: bit by bit, or each from a byte on.")
  var framePadding = FramePadding.byte

  /// Throws where an option is none of the model that `option` says.
  func check(_ model: SpikeModelName, option: String) throws {
    guard let threshold else { return }
    if model != .ideal {
      throw ValidationError("--threshold is for \(option) ideal; that of \(model) is its pixels' own")
    }
    guard threshold >= 1.0 / 256, threshold <= 131_072 else {
      throw ValidationError("--threshold needs gray levels from 1/256 to 131072, not \(threshold)")
    }
  }

  /// The camera of a model.
  func camera(_ model: SpikeModelName) -> SpikeSimulation.Model {
    switch model {
    case .ideal: .ideal(threshold: threshold ?? IdealSpikingCamera.defaultThreshold)
    case .scsim: .scsim
    case .spikingsim: .spikingsim
    }
  }
}
