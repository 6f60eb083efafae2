import Files
import Recordings
import Reports
import Representations
import Workflows

extension RenderCommand {
  /// Pictures of tensors that `saccade represent` wrote.
  func renderRepresentation(_ file: RepresentationInput) throws {
    guard style == nil, kind == nil else {
      throw Failure.Usage("\(input): this holds \(file.facts.kind); --style and --kind are for recordings")
    }
    let output = try pictureOutput(framesPerSecond: pictures.fps ?? PictureSelection.rateOfEvents)
    let count = file.intervals.count
    guard count > 0 else { throw FileError(.badContent, path: input, problem: "there is no window in it") }
    if let frame = pictures.frame, !(0..<count).contains(frame) {
      throw Failure.Usage("--frame \(frame) does not exist: there are windows 0…\(count - 1)")
    }
    let chosen = pictures.frame ?? (output.isStill ? count / 2 : nil)
    let windows = chosen.map { $0..<$0 + 1 } ?? 0..<count
    var drawer = try RepresentationDrawer(
      kind: file.facts.kind, axes: file.facts.axes, shape: file.facts.shape, options: eventPictures)
    let progress = Progress(total: windows.count, unit: "pictures")
    try file.forEach(windows) {
      try output.append(drawer.picture(of: $0))
      progress.advance()
    }
    progress.finish()
    try output.finish()
    try tell(
      Summary(
        output: self.output.output, style: "frame", kind: file.facts.kind, pictures: output.count,
        warnings: Console.warnings), detail: " of \(file.facts.kind)")
  }

  /// The representation that events are shown as.
  func eventKind(_ kind: String) throws -> EventRepresentation {
    guard style == nil else { throw Failure.Usage("--style and --kind exclude each other") }
    return try EventRepresentation(kind: kind, of: input)
  }

  /// Pictures of spikes as tensors.
  func drawSpikes(_ source: any SpikeSource, at frames: [Int], as kind: String, to output: PictureOutput) throws {
    let representation = try SpikeRepresentation(kind: kind)
    guard style == nil else { throw Failure.Usage("--style and --kind exclude each other") }
    var drawer = try RepresentationDrawer(
      kind: kind, axes: representation.axes, shape: representation.shape(for: source.geometry),
      options: eventPictures)
    let progress = Progress(total: frames.count, unit: "pictures")
    for frame in frames {
      try output.append(drawer.picture(of: representation.tensor(at: frame, of: source)))
      progress.advance()
    }
    progress.finish()
  }
}
