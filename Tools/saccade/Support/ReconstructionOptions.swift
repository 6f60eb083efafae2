import ArgumentParser
import Representations
import Workflows

/// A reconstruction by its name: `tfp:32`, `tfi:64`, `tfstp`.
struct ReconstructionArgument: ExpressibleByArgument, Sendable {
  var text: String
  var reconstruction: any SpikeReconstruction

  init(_ text: String, _ reconstruction: any SpikeReconstruction) {
    self.text = text
    self.reconstruction = reconstruction
  }

  init?(argument: String) {
    guard let reconstruction = SpikeReconstructionName.reconstruction(argument) else { return nil }
    self.init(argument, reconstruction)
  }

  var defaultValueDescription: String { text }
}

/// The brightness of a reconstruction: `auto` or a factor.
struct GainArgument: ExpressibleByArgument, Sendable {
  var gain: SpikeDisplayChoice.Gain

  static let automatic = GainArgument(gain: .automatic)

  init(gain: SpikeDisplayChoice.Gain) { self.gain = gain }

  init?(argument: String) {
    if argument == "auto" {
      gain = .automatic
    } else if let value = Float(argument), value > 0, value.isFinite {
      gain = .factor(value)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String {
    switch gain {
    case .automatic: "auto"
    case .factor(let value): "\(value)"
    }
  }
}

extension SpikeDisplay.Transfer: ExpressibleByArgument {}

/// How spikes become pictures for people.
struct ReconstructionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "tfp:W, spikes in W frames; tfi:W, the interval of two spikes, searched in W frames on either side; or tfstp, a "
        + "mean over the last intervals by short-term plasticity.",
      valueName: "tfp:W|tfi:W|tfstp"))
  var method = ReconstructionArgument("tfp:32", TextureFromPlayback(window: 32))

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "auto shows the brightest 0.5 % of the first picture as white; a number multiplies firing rates.",
      valueName: "auto|factor"))
  var gain = GainArgument.automatic

  @Option(help: "How light becomes a gray value: linear, or srgb for screens.")
  var transfer = SpikeDisplay.Transfer.linear

  /// How firing rates become gray values.
  var display: SpikeDisplayChoice { SpikeDisplayChoice(gain: gain.gain, transfer: transfer) }
}
