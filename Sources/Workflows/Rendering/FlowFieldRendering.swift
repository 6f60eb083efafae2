import Datasets
import Files
import OpticalFlow
import Recordings
import Reports
import Representations
import Tensors

/// Draws fields of flow, alone or over the recording that they were estimated from: a PNG of one, or a video of all with
/// one scale.
public struct FlowFieldRendering: Job {
  /// How flow is shown.
  public enum Style: Sendable, Hashable {
    /// By color.
    case color
    /// By arrows so many pixels apart, and so long for a flow of one pixel; nil so that full color reaches the next.
    case arrows(spacing: Int = 16, scale: Float? = nil)

    fileprivate var name: String { self == .color ? "flow" : "arrows" }
  }

  /// What lies under the flow.
  public enum Background: Sendable {
    /// The events of the time that a field spans.
    case events(EventRecording, rectification: Rectification? = nil, times: FlowTimes = FlowTimes())
    /// The reconstruction of spikes at the frame where a field starts.
    case spikes(SpikeRecording, any SpikeReconstruction, display: SpikeDisplayChoice = SpikeDisplayChoice())
  }

  /// What is read.
  public var input: FlowInput
  /// Where the pictures go: `.png`; `.mp4`, `.gif`, `.mkv` or `.avi`.
  public var output: String
  /// How flow is shown.
  public var style: Style
  /// What lies under it; nil for nothing.
  public var background: Background?
  /// The flow that has full color, in pixels; nil for the 99th percentile of all pictures.
  public var maximum: Float?
  /// Whether a legend stands beside each picture.
  public var showsLegend: Bool
  /// The frame at which the one field to show starts; nil for the first in a still picture, for all in a video.
  public var frame: Int?
  /// Pictures a second of a video.
  public var framesPerSecond: Double
  /// Whether a file that is there is replaced.
  public var overwrite: Bool

  /// Describes a rendering.
  public init(
    _ input: FlowInput, output: String, style: Style = .color, over background: Background? = nil,
    maximum: Float? = nil, showsLegend: Bool = true, frame: Int? = nil, framesPerSecond: Double = 25,
    overwrite: Bool = false
  ) {
    (self.input, self.output, self.style, self.background) = (input, output, style, background)
    (self.maximum, self.showsLegend, self.frame) = (maximum, showsLegend, frame)
    (self.framesPerSecond, self.overwrite) = (framesPerSecond, overwrite)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> RenderingSummary {
    let log = JobLog(observer)
    let output = try PictureOutput(path: output, overwrite: overwrite, framesPerSecond: framesPerSecond)
    let fields = try input.selected(frame: frame, isStill: output.isStill)
    let scale = try maximum ?? fullScale(of: fields)
    let picture = FlowPicture(colors: FlowColors(maximum: scale), showsLegend: showsLegend)
    var background = try background(of: fields, log)
    var size: [Int]?
    let progress = log.steps(total: fields.count, unit: "pictures")
    defer { progress.finish() }
    for field in fields {
      let flow = try FlowFiles.read(field.path, format: field.format)
      guard flow.shape == size ?? flow.shape else {
        throw FileError(
          .badContent, path: field.path, problem: "the field has the shape \(flow.shape), those before \(size ?? [])",
          remedy: "the fields of a video have one size")
      }
      size = flow.shape
      let under = try background?.picture(under: field, shape: Array(flow.shape.dropFirst()))
      let caption = background?.caption(of: field) ?? field.frameCaption
      try output.append(draw(flow, picture, over: under, caption: caption))
      try progress.advance()
    }
    progress.finish()
    try background?.finish()
    try output.finish()
    return RenderingSummary(
      output: self.output, style: style.name, pictures: output.count, maxFlow: scale, warnings: log.warnings)
  }

  private func draw(
    _ flow: Tensor<Float>, _ picture: FlowPicture, over background: Tensor<UInt8>?, caption: [String]
  ) -> Tensor<UInt8> {
    switch (style, background) {
    case (.arrows(let spacing, let scale), let background):
      picture.arrows(
        flow, over: background ?? Tensor(repeating: 255, shape: Array(flow.shape.dropFirst())), spacing: spacing,
        scale: scale, caption: caption)
    case (.color, let background?): picture.colored(flow, over: background, caption: caption)
    case (.color, nil): picture.colored(flow, caption: caption)
    }
  }

  private func fullScale(of fields: [FlowInput.Field]) throws -> Float {
    var magnitudes = FlowMagnitudes()
    for field in fields { magnitudes.add(try FlowFiles.read(field.path, format: field.format)) }
    return magnitudes.percentile(99) ?? 1
  }

  private func background(of fields: [FlowInput.Field], _ log: JobLog) throws -> (any FlowBackground)? {
    switch background {
    case nil: return nil
    case .spikes(let recording, let reconstruction, let display):
      return SpikesUnderFlow(
        path: recording.path, source: try recording.open(observer: log), reconstruction: reconstruction,
        display: display, frame: frame)
    case .events(let recording, let rectification, let times):
      return try EventsUnderFlow(
        recording, fields: fields, isComplete: fields.count == input.fields.count, times: times,
        rectification: try rectification?.map(for: recording.path), log: log)
    }
  }
}
