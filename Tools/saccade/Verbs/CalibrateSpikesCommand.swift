import ArgumentParser
import Files
import Simulator
import Workflows

/// `saccade calibrate spikes`: a spiking camera's pixels.
struct CalibrateSpikesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spikes",
    abstract: "Find dark current, gain, offset and noise of every pixel of a spiking camera.",
    discussion: """
      Needs a recording in the dark and one or more of a still, even field, whose gray \
      levels --levels says; 255 is white. A pixel of charge A and threshold T gains \
      D + K g a readout, fires at A >= T + N(0, S), and keeps the rest (soft reset). \
      Each pixel's likelihood is followed from spike to spike, which gives its rate \
      (D + K g)/T and the noise S/T with intervals of 95 %; a line through the rates \
      over g gives D/T and K/T.

      D, K, T and S times one factor make the same spikes: a pixel's own data say no \
      more. Over all pixels the part that D/T and K/T have in common is the thresholds', \
      and a pixel's gain and offset follow with wide intervals. Units are those of \
      scsim: mean gain 1, mean offset -0.0076 V, capacitance 4.348.

      The camera file names an .npz beside it with maps of every pixel, and \
      saccade simulate spikes --camera reads both.

      EXAMPLES
        saccade calibrate spikes dark.dat flat.dat -o cam.yml --levels 128 --size vidar
        saccade calibrate spikes d.npz a.npz b.npz -o cam.yml --levels 60,180
        saccade calibrate spikes d.npz a.npz -o cam.yml --levels 99 --report cam.html
      """)

  @Argument(help: ArgumentHelp("A recording in the dark.", valueName: "dark"), completion: .file())
  var dark: String

  @Argument(help: ArgumentHelp("Recordings of still, even fields.", valueName: "flat"), completion: .file())
  var flats: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The gray level of each field, linear, 255 being white.", valueName: "g1,g2,…"))
  var levels: NumbersArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Photons of a readout at white, for shot noise; 0 for none.", valueName: "number"))
  var photons = 50_000.0

  @OptionGroup var output: OutputOptions
  @OptionGroup var calibration: CalibrationOptions
  @OptionGroup var spikes: SpikeInputOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if !(photons >= 0 && photons <= 1e12) {
      throw ValidationError("--photons needs a number from 0 to 1e12, not \(photons)")
    }
  }

  func run() throws {
    Console.configure(common)
    try OutputGuard.check(
      [output.output, SpikingCameraFile.mapsPath(beside: output.output), calibration.report], force: output.force,
      inputs: [dark] + flats, isMachineReadable: common.json)
    let summary = try SpikeCalibration(
      dark: spikes.recording(dark), flats: flats.map { try spikes.recording($0) }, levels: levels?.values,
      output: output.output, falseAlarms: calibration.falseAlarms, photonsAtWhite: photons > 0 ? photons : nil,
      page: calibration.report.map(calibration.stamp.page), overwrite: output.force, threads: common.threadCount
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    try CalibrationText(
      rows: summary.rows, lines: [summary.badPixels], open: summary.open, outputs: [summary.output, summary.maps]
    ).show()
  }
}

/// Numbers with commas between them.
struct NumbersArgument: ExpressibleByArgument, Sendable {
  let values: [Double]

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false)
    values = words.compactMap { Double($0) }.filter(\.isFinite)
    if values.count != words.count { return nil }
  }
}
