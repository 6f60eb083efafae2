import ArgumentParser

/// `saccade calibrate`: what a camera's pixels are.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Find what a camera's pixels are from recordings of known light.",
    discussion: """
      EXAMPLES
        saccade calibrate spikes dark.dat flat.dat --levels 128 -o camera.yml
        saccade calibrate events still.raw -o camera.yml
      """,
    subcommands: [CalibrateSpikesCommand.self, CalibrateEventsCommand.self])
}

/// What both cameras are calibrated with.
struct CalibrationOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many pixels may be called bad on average where none is.", valueName: "number"))
  var falseAlarms = 0.01

  @Option(help: ArgumentHelp("Write a page with histograms and maps.", valueName: "html"), completion: .file())
  var report: String?

  @OptionGroup var stamp: StampOptions

  func validate() throws {
    if !(falseAlarms > 0 && falseAlarms <= 100) {
      throw ValidationError("--false-alarms needs a number above 0, up to 100, not \(falseAlarms)")
    }
  }
}
