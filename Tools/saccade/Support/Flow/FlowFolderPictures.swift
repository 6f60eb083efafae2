import ArgumentParser
import Media
import OpticalFlow
import Reports
import Tensors

/// How the pictures of one run look.
struct FlowRunStyle {
  enum Rendering: String, ExpressibleByArgument, CaseIterable { case png, mp4 }

  var rendering: Rendering
  /// The flow that has full colour, in pixels.
  var maximum: Float
  var legend: Bool
  var framesPerSecond: Double

  var picture: FlowPicture { FlowPicture(colors: FlowColors(maximum: maximum), showsLegend: legend) }
}

extension FlowFolderWriter {
  /// Draws the fields of the run, all with one scale, into its folder.
  ///
  /// - Parameters:
  ///   - background: What lies under a field, by its place in the run: gray `[height, width]`; nil for nothing.
  ///   - caption: What the legend says of a field.
  func render(
    _ style: FlowRunStyle, over background: (Int) throws -> Tensor<UInt8>?,
    caption: (FlowIndex.Field) -> [String]
  ) throws {
    var video: VideoWriter?
    let progress = Progress(total: fields.count, unit: "pictures")
    defer { progress.finish() }
    for (place, field) in fields.enumerated() {
      let flow = try FlowFiles.read(folder.file(field.file), format: format)
      let lines = caption(field)
      let picture =
        try background(place).map { style.picture.colored(flow, over: $0, caption: lines) }
        ?? style.picture.colored(flow, caption: lines)
      switch style.rendering {
      case .png:
        try StillPicture.uint8(picture).writePNG(path: folder.add(pictureName(of: field.file)))
      case .mp4:
        let writer =
          try video
          ?? VideoWriter(
            path: folder.add("flow.mp4"), width: picture.shape[1], height: picture.shape[0],
            framesPerSecond: style.framesPerSecond)
        video = writer
        try writer.append(picture)
      }
      progress.advance()
    }
    try video?.finish()
  }

  /// A picture beside a field that is a PNG itself takes another name.
  private func pictureName(of file: String) -> String {
    format.fileEnding == "png" ? file.replacingSuffix(with: "color.png") : file.replacingSuffix(with: "png")
  }
}
