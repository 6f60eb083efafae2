import ArgumentParser
import Workflows

extension VideoLight.Gamma: ExpressibleByArgument {}
extension VideoLight.Fit: ExpressibleByArgument {}

/// How a video becomes light on a sensor.
struct VideoInputOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The sensor's size (default: _WxH in the output's name, else that of the video).", valueName: "WIDTHxHEIGHT"))
  var size: SizeArgument?

  @Option(help: "A video of another aspect is stretched to the sensor, or cropped in the centre.")
  var fit = VideoLight.Fit.stretch

  @Option(
    help: """
      srgb turns the values into linear light, none takes them as they are (default: srgb; none for .npy). Colour becomes \
      gray after srgb as 0.2126 R + 0.7152 G + 0.0722 B of linear light (BT.709), with none as the luma that the \
      video stores, 0.299 R + 0.587 G + 0.114 B of RGB (BT.601).
      """)
  var gamma: VideoLight.Gamma?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Frames a second: of a .npy, which needs it or --timestamps; of a folder of pictures (default: 25); of a video instead of its \
      own times.
      """, valueName: "rate"))
  var fps: RateArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      The value of white in a .npy (default: 255; floats none of which is above 1, truth values, and wide integers \
      above 255 need it). Greater values fire more.
      """, valueName: "value"))
  var white: Double?

  @Option(
    help: ArgumentHelp(
      """
      The times of the frames, a line each: seconds with a fraction or whole microseconds; what follows on a line \
      is passed over. The first is taken for 0 (default: images.txt or timestamps.txt of a folder of pictures, or the video's \
      own).
      """, valueName: "file"), completion: .file())
  var timestamps: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Leave out frames before, counted from the first; the output's clock starts at 0.", valueName: "time"))
  var start: TimeArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Leave out frames from there on, counted from the first.", valueName: "time"))
  var end: TimeArgument?

  private static let mostPixels = 1 << 26
  private static let leastWhite = 1e-6
  private static let mostWhite = 1e20

  func validate() throws {
    if let white, !(white.isFinite && white >= Self.leastWhite && white <= Self.mostWhite) {
      throw ValidationError("--white needs a value from \(Self.leastWhite) to \(Self.mostWhite), not \(white)")
    }
    if let end, end.microseconds <= (start?.microseconds ?? 0) {
      throw ValidationError("--end must lie behind --start")
    }
    if let size, size.geometry.pixelCount > Self.mostPixels {
      throw ValidationError("--size \(size) has more than \(Self.mostPixels) pixels, the most of a simulated sensor")
    }
  }

  /// How a video becomes light.
  var light: VideoLight {
    VideoLight(
      size: size?.geometry, fit: fit, gamma: gamma, frameRate: fps?.value, white: white,
      timestamps: timestamps, start: start?.microseconds, end: end?.microseconds)
  }
}
