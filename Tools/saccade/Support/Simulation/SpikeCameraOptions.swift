import ArgumentParser
import Datasets
import Recordings
import Simulator
import Workflows

extension SpikeSimulation.InitialCharge: ExpressibleByArgument {}
extension SpikeReset: ExpressibleByArgument {}

/// The models of a spiking camera on the command line.
enum SpikeModelName: String, ExpressibleByArgument, CaseIterable { case ideal, scsim, spikingsim, custom }

/// What a verb calls the options that say which camera it is.
struct CameraOptionNames {
  /// The option of the model.
  var model: String
  /// The option of the camera file.
  var file: String

  /// Where there is one camera.
  static let single = CameraOptionNames(model: "--model", file: "--camera")
}

/// The constants of a simulated spiking camera. Which model it is, from which file, and the options that say it are the verb's.
struct SpikeCameraOptions: ParsableArguments {
  @OptionGroup var own: SpikingSensorOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Readouts a second, up to 2147483647 (default: the camera file's, else 20000).", valueName: "hz"))
  var rate: RateArgument?

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

  /// The model that is meant where none is named.
  private func chosen(_ model: SpikeModelName?, file: String?) -> SpikeModelName {
    model ?? (own.given != nil || file != nil ? .custom : .ideal)
  }

  /// Throws where an option is none of the model.
  func check(_ model: SpikeModelName?, file: String?, names: CameraOptionNames = .single) throws {
    let chosen = chosen(model, file: file)
    if chosen != .custom, let name = file != nil ? names.file : own.given {
      throw ValidationError("\(name) is for \(names.model) custom")
    }
    if file != nil && own.base != nil {
      throw ValidationError("\(names.file) and --base both say where the terms begin")
    }
    guard let threshold else { return }
    if chosen != .ideal {
      throw ValidationError("--threshold is for \(names.model) ideal; that of \(chosen) is its pixels' own")
    }
    guard threshold >= 1.0 / 256, threshold <= 131_072 else {
      throw ValidationError("--threshold needs gray levels from 1/256 to 131072, not \(threshold)")
    }
  }

  /// The camera and its rate.
  ///
  /// - Parameters:
  ///   - file: The path of a camera file.
  ///   - light: Becomes that of a sensor of the file's size.
  func camera(
    _ model: SpikeModelName?, file path: String?, light: inout VideoLight, output: String
  ) throws -> (model: SpikeSimulation.Model, rate: Rational) {
    let file = try path.map { try SpikingCameraFile(path: $0) }
    try file?.fit(&light, namedSize: SpikeFileName.geometry(in: output))
    let rate = rate?.value ?? file?.rate ?? Self.usualRate
    if let own = file?.rate, own != rate { Console.note("note: --rate \(rate) goes before the camera file's \(own)") }
    let camera: SpikeSimulation.Model =
      switch chosen(model, file: path) {
      case .ideal: .ideal(threshold: threshold ?? IdealSpikingCamera.defaultThreshold)
      case .scsim: .scsim
      case .spikingsim: .spikingsim
      case .custom: try own.model(file)
      }
    return (camera, rate)
  }

  private static let usualRate: Rational = 20_000
}
