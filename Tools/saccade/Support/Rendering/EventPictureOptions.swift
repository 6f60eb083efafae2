import ArgumentParser
import Reports
import Workflows

extension EventCloudPicture.Coloring: ExpressibleByArgument {}

/// How events look in pictures.
struct EventPictureOptions: ParsableArguments {
  /// Colours by the name of their background.
  enum Colors: String, ExpressibleByArgument, CaseIterable {
    case dark, light

    var colors: EventColors { self == .dark ? .dark : .light }
  }

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How fast a video of events runs: 1 in real time, 0.1 ten times slower (default: 1, slower where the recording "
        + "is short).", valueName: "factor"))
  var speed: Double?

  @Option(help: "Colours of events: dark for screens, light for paper.")
  var colors = Colors.dark

  @Option(help: "What the colours of --style xyt tell.")
  var colorBy = EventCloudPicture.Coloring.polarity

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The time in which --style time-surface fades to 37 % (default: 33ms).", valueName: "time"))
  var decay: TimeArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Draw each pixel of events as a square of so many pixels (default: as fits a screen).", valueName: "n"))
  var zoom: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most events of a page; of a longer recording every second, fourth … is kept.",
      valueName: "n"))
  var maxEvents = EventPlayer.usualLimit

  private static let speeds = 1e-6...1e6
  private static let limits = 1...50_000_000
  private static let zooms = 1...64

  func validate() throws {
    if let speed, !Self.speeds.contains(speed) {
      throw ValidationError("--speed needs a number from 0.000001 to 1000000, not \(speed)")
    }
    if let decay, decay.microseconds < 1 {
      throw ValidationError("--decay needs at least a microsecond, not \(decay.microseconds)")
    }
    if !Self.limits.contains(maxEvents) {
      throw ValidationError("--max-events needs 1 to \(Self.limits.upperBound), not \(maxEvents)")
    }
    if let zoom, !Self.zooms.contains(zoom) { throw ValidationError("--zoom needs 1 to 64, not \(zoom)") }
  }

  /// How pictures of events and of tensors look.
  func look(showsLegend: Bool) -> PictureLook {
    PictureLook(colors: colors.colors, zoom: zoom, showsLegend: showsLegend)
  }
}
