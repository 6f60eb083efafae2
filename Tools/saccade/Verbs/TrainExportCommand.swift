import ArgumentParser
import Workflows

/// `saccade train export`: a training's best weights in half precision, with a card.
struct TrainExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a training's best weights in half precision, with a card beside them.",
    discussion: """
      The folder of a training of flow or reconstruction becomes DIR/NAME.safetensors, \
      NAME being the last part of DIR, and DIR/README.md: network, data, seed, command, \
      time, figures, licence, and the whole configuration. What stands below a line \
      "## Measured" of a card that is there is kept.

      EXAMPLES
        saccade train export firenet -o Weights/firenet
        saccade train export scflow -o Weights/scflow --force
      """)

  @Argument(help: ArgumentHelp("The folder of a training.", valueName: "folder"), completion: .directory)
  var folder: String

  @OptionGroup var output: OutputOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    Console.configure(common)
    let summary = try TrainingExport(
      folder: folder, output: output.output, overwrite: output.force, version: Version.current
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    Console.note(
      "\(summary.parameters) parameters in \(summary.bytes) bytes, written to \(summary.weights), their card to "
        + summary.card)
  }
}
