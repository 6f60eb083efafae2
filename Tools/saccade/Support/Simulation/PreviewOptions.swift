import ArgumentParser

/// A look at what a simulation does.
struct PreviewOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      A video of the light and of what the cameras make of it, side by side: a picture a frame, in real time up to 30 \
      frames a second and in slow motion above.
      """, valueName: "file.mp4"), completion: .file())
  var preview: String?
}
