import ArgumentParser

/// How flow looks in pictures.
struct FlowPictureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The recording under the flow: events, or spikes, of which the reconstruction is shown.", valueName: "recording"),
    completion: .file())
  var over: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The flow that has full colour (default: the 99th percentile of all pictures).", valueName: "pixels"))
  var maxFlow: Float?

  @Option(parsing: .unconditional, help: ArgumentHelp("The distance of two arrows.", valueName: "pixels"))
  var spacing = 16

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The length of an arrow for a flow of one pixel (default: full colour reaches the next arrow).",
      valueName: "pixels"))
  var arrowScale: Float?

  private static let arrowScales: ClosedRange<Float> = 1e-6...1000

  func validate() throws {
    if let maxFlow { try FlowScale.check(maxFlow) }
    if let arrowScale, !Self.arrowScales.contains(arrowScale) {
      throw ValidationError("--arrow-scale needs a number from 0.000001 to 1000, not \(arrowScale)")
    }
    if !(2...4096).contains(spacing) { throw ValidationError("--spacing needs 2 to 4096 pixels, not \(spacing)") }
  }
}
