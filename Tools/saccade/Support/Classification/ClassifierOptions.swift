import ArgumentParser
import Files
import SpikingNetworks
import Workflows

/// How a checkpoint of a classifier is read.
struct ClassifierOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What the checkpoint is, where its names do not tell; see saccade models.", valueName: "name"))
  var architecture: String?

  @Option(
    help: ArgumentHelp(
      "Levels of quantised activations (default: as stored, else 4).", valueName: "n"))
  var levels: Int?

  @Option(
    help: ArgumentHelp(
      "Mean of each channel of the pictures, in 0...1 (default: as stored, else as published).", valueName: "m,m,m"))
  var mean: NumberList?

  @Option(
    help: ArgumentHelp(
      "Standard deviation of each channel (default: as stored, else as published).", valueName: "s,s,s"))
  var deviation: NumberList?

  func validate() throws {
    if let architecture, ClassifierCatalog.entry(named: architecture) == nil {
      let known = Likeness.remedy(for: architecture, among: ClassifierCatalog.entries.map(\.name))
      throw ValidationError("--architecture knows no \(architecture); \(known)")
    }
    if let levels, !(1...65536).contains(levels) {
      throw ValidationError("--levels needs a number from 1 to 65536, not \(levels)")
    }
    if (mean == nil) != (deviation == nil) {
      throw ValidationError("--mean and --deviation belong together")
    }
    if let mean, let deviation, mean.values.count != deviation.values.count {
      throw ValidationError("--mean and --deviation need a number for each channel, as many in both")
    }
    if let deviation, !deviation.values.allSatisfy({ $0 > 0 }) {
      throw ValidationError("--deviation needs numbers above 0")
    }
  }

  /// A classifier as a job takes it.
  func model(_ path: String) -> ClassifierModel {
    var normalization: (mean: [Float], deviation: [Float])?
    if let mean, let deviation { normalization = (mean.values, deviation.values) }
    return ClassifierModel(path: path, architecture: architecture, levels: levels, normalization: normalization)
  }
}

extension PictureCodingChoice: ExpressibleByArgument {}

/// Numbers with commas between them.
struct NumberList: ExpressibleByArgument, Sendable {
  var values: [Float]

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Float($0) }
    values = numbers.compactMap { $0 }
    if values.isEmpty || values.count != numbers.count || !values.allSatisfy(\.isFinite) { return nil }
  }
}
