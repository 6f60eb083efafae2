import Datasets
import Media
import OpticalFlow
import Reports
import Tensors

/// Pictures of the fields of a run, all with one scale.
public struct FlowRendering: Sendable, Hashable {
  /// What is written.
  public enum Kind: String, Sendable, CaseIterable {
    /// A picture a field.
    case png
    /// One video of all.
    case mp4
  }

  /// What is written.
  public var kind: Kind
  /// The flow that has full colour, in pixels; nil for the 99th percentile of the run.
  public var maximum: Float?
  /// Whether a legend stands beside each picture.
  public var showsLegend: Bool
  /// The pictures a second of a video; nil for 10 of spikes, and for as windows of events follow each other.
  public var framesPerSecond: Double?

  /// Describes pictures.
  public init(_ kind: Kind, maximum: Float? = nil, showsLegend: Bool = true, framesPerSecond: Double? = nil) {
    (self.kind, self.maximum, self.showsLegend) = (kind, maximum, showsLegend)
    self.framesPerSecond = framesPerSecond
  }
}

extension FlowFolderWriter {
  /// Draws the fields of the run, all with one scale, into its folder.
  ///
  /// - Parameters:
  ///   - usualRate: The pictures a second of a video where the caller does not say.
  ///   - background: What lies under a field, by its place in the run: gray `[height, width]`; nil for nothing.
  ///   - caption: What the legend says of a field.
  func render(
    _ rendering: FlowRendering, usualRate: Double, over background: (Int) throws -> Tensor<UInt8>?,
    caption: (FlowIndex.Field) -> [String]
  ) throws {
    let style = FlowPicture(
      colors: FlowColors(maximum: rendering.maximum ?? percentile99), showsLegend: rendering.showsLegend)
    var video: VideoWriter?
    let progress = observer.steps(total: fields.count, unit: "pictures")
    defer { progress.finish() }
    for (place, field) in fields.enumerated() {
      let flow = try FlowFiles.read(folder.file(field.file), format: format)
      let lines = caption(field)
      let picture =
        try background(place).map { style.colored(flow, over: $0, caption: lines) }
        ?? style.colored(flow, caption: lines)
      switch rendering.kind {
      case .png:
        try StillPicture.uint8(picture).writePNG(path: folder.add(pictureName(of: field.file)))
      case .mp4:
        let writer =
          try video
          ?? VideoWriter(
            path: folder.add("flow.mp4"), width: picture.shape[1], height: picture.shape[0],
            framesPerSecond: rendering.framesPerSecond ?? usualRate)
        video = writer
        try writer.append(picture)
      }
      try progress.advance()
    }
    try video?.finish()
  }

  /// A picture beside a field that is a PNG itself takes another name.
  private func pictureName(of file: String) -> String {
    format.fileEnding == "png" ? file.replacingSuffix(with: "color.png") : file.replacingSuffix(with: "png")
  }
}
