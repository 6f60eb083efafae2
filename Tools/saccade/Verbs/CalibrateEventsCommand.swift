import ArgumentParser
import Files
import Simulator
import Workflows

extension EventCalibrationRun.Model: ExpressibleByArgument {}

/// `saccade calibrate events`: an event camera's pixels.
struct CalibrateEventsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract: "Find background rates, hot pixels, thresholds and silence of an event camera.",
    discussion: """
      Needs a recording of a still scene, in the dark best. Its events are noise: rates \
      with Poisson (Garwood) intervals, shot noise as OFF events twice, the leak as what \
      ON has more, hot pixels where so many events are rarer than --false-alarms.

      Recordings of light that fades up and down, the same over the whole sensor, give \
      thresholds: the natural logarithm of the light rises in a straight line by \
      --contrast and falls by as much, both in a --period. Events of a pixel are then \
      C/s apart, s = 2 contrast/period; or R + C/s where a pixel starts anew after a \
      silence R, which two periods tell apart.

      The camera file names an .npz beside it with maps of every pixel, and \
      saccade simulate events --camera reads both.

      EXAMPLES
        saccade calibrate events still.raw -o camera.yml
        saccade calibrate events still.raw fade.raw -o c.yml --contrast 3 --period 2s
        saccade calibrate events s.h5 a.h5 b.h5 -o c.yml --contrast 3 --period 2s,200ms
      """)

  @Argument(help: ArgumentHelp("A recording of a still scene.", valueName: "still"), completion: .file())
  var still: String

  @Argument(
    help: ArgumentHelp("Recordings of light that fades up and down.", valueName: "fading"), completion: .file())
  var fading: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "By how much the natural logarithm of the light rises: for all recordings, or for each.", valueName: "log,…"))
  var contrast: NumbersArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How long the light takes to rise and fall, likewise.", valueName: "time,…"))
  var period: TimesArgument?

  @Option(help: "The model of the camera file: v2e with the noise, or ideal without.")
  var model = EventCalibrationRun.Model.v2e

  @OptionGroup var output: OutputOptions
  @OptionGroup var calibration: CalibrationOptions
  @OptionGroup var spikes: SpikeInputOptions
  @OptionGroup var events: EventInputOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    Console.configure(common)
    try OutputGuard.check(
      [output.output, SpikingCameraFile.mapsPath(beside: output.output), calibration.report], force: output.force,
      inputs: [still] + fading, isMachineReadable: common.json)
    func recording(_ path: String) -> EventRecording { events.recording(path, spikes, threads: common.threadCount) }
    let summary = try EventCalibrationRun(
      still: recording(still), fading: fading.map(recording), contrasts: contrast?.values, periods: period?.values,
      output: output.output, model: model, falseAlarms: calibration.falseAlarms,
      page: calibration.report.map(calibration.stamp.page), overwrite: output.force
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    try CalibrationText(
      rows: summary.rows, lines: [summary.silence, summary.badPixels], open: summary.open,
      outputs: [summary.output, summary.maps]
    ).show()
  }
}

/// Times with commas between them.
struct TimesArgument: ExpressibleByArgument, Sendable {
  /// In microseconds.
  let values: [Int64]

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    values = words.compactMap { TimeArgument(argument: $0)?.microseconds }
    if values.count != words.count { return nil }
  }
}
