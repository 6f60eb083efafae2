import Files
import Foundation
import OpticalFlow
import Recordings
import Reports
import Representations
import Tensors
import Workflows

extension RenderCommand {
  /// Pictures of flow, alone or over the recording that it was estimated from.
  func renderFlow(_ input: FlowInput) throws {
    let style = style ?? .flow
    guard style == .flow || style == .arrows else {
      throw Failure.Usage("\(self.input): this is flow; --style \(style.rawValue) shows recordings")
    }
    let output = try pictureOutput(framesPerSecond: pictures.fps ?? PictureSelection.usualRate)
    let fields = try input.selected(frame: pictures.frame, isStill: output.isStill)
    let scale = try flowPictures.maxFlow ?? fullScale(of: fields)
    let picture = FlowPicture(colors: FlowColors(maximum: scale), showsLegend: flowPictures.legend)
    var background = try background(of: fields)
    var size: [Int]?
    let progress = Progress(total: fields.count, unit: "pictures")
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
      try output.append(draw(flow, picture, over: under, style: style, caption: caption))
      progress.advance()
    }
    progress.finish()
    try background?.finish()
    try output.finish()
    try tell(
      Summary(
        output: self.output.output, style: style.rawValue, pictures: output.count, maxFlow: scale,
        warnings: Console.warnings), detail: String(format: ", full colour at %.3g px", scale))
  }

  private func draw(
    _ flow: Tensor<Float>, _ picture: FlowPicture, over background: Tensor<UInt8>?, style: Style, caption: [String]
  ) -> Tensor<UInt8> {
    switch (style, background) {
    case (.arrows, let background):
      return picture.arrows(
        flow, over: background ?? Tensor(repeating: 255, shape: Array(flow.shape.dropFirst())),
        spacing: flowPictures.spacing, scale: flowPictures.arrowScale, caption: caption)
    case (_, let background?): return picture.colored(flow, over: background, caption: caption)
    case (_, nil): return picture.colored(flow, caption: caption)
    }
  }

  private func fullScale(of fields: [FlowInput.Field]) throws -> Float {
    var magnitudes = FlowMagnitudes()
    for field in fields { magnitudes.add(try FlowFiles.read(field.path, format: field.format)) }
    return magnitudes.percentile(99) ?? 1
  }

  private func background(of fields: [FlowInput.Field]) throws -> (any FlowBackground)? {
    guard let over = flowPictures.over else { return nil }
    switch try spikes.from ?? RecordingFormat.detect(over) {
    case .spikes:
      return SpikesUnderFlow(
        path: over, source: try spikes.open(over), reconstruction: reconstruction, frame: pictures.frame)
    case .flow(let format): throw RecordingFormat.refuseFlow(format, over)
    case .events, nil:
      return try EventsUnderFlow(
        events.recording(over, spikes, threads: common.threadCount), fields: fields,
        rectification: try rectification.map(for: over))
    }
  }
}

extension FlowInput.Field {
  /// Lines of the legend.
  var frameCaption: [String] { frames.map { ["frames", "\($0.lowerBound) to", "\($0.upperBound)"] } ?? [] }
}
