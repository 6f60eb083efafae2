import ArgumentParser
import Foundation
import Workflows

extension RenderCommand {
  /// Pictures of flow, alone or over the recording that it was estimated from.
  func renderFlow(_ flow: FlowInput) throws {
    let look: FlowFieldRendering.Style
    switch style ?? .flow {
    case .flow: look = .color
    case .arrows: look = .arrows(spacing: flowPictures.spacing, scale: flowPictures.arrowScale)
    case let style: throw Failure.Usage("\(input): this is flow; --style \(style.rawValue) shows recordings")
    }
    try draw(
      FlowFieldRendering(
        flow, output: output.output, style: look, over: try background(), maximum: flowPictures.maxFlow,
        showsLegend: flowPictures.legend, frame: pictures.frame,
        framesPerSecond: pictures.fps ?? PictureSelection.usualRate, overwrite: output.force)
    ) { String(format: ", full colour at %.3g px", $0.maxFlow ?? 0) }
  }

  private func background() throws -> FlowFieldRendering.Background? {
    guard let over = flowPictures.over else { return nil }
    switch try spikes.from ?? RecordingFormat.detect(over, events) {
    case .spikes:
      return .spikes(
        try spikes.recording(over), reconstruction.method.reconstruction, display: reconstruction.display)
    case .flow(let format): throw RecordingFormat.refuseFlow(format, over)
    case .events, nil:
      return .events(
        events.recording(over, spikes, threads: common.threadCount), rectification: rectification.rectification)
    }
  }

  /// Pictures of tensors that `saccade represent` wrote.
  func renderRepresentation(_ tensors: RepresentationInput) throws {
    guard style == nil, kind == nil else {
      throw Failure.Usage("\(input): this holds \(tensors.facts.kind); --style and --kind are for recordings")
    }
    try draw(
      RepresentationRendering(
        tensors, output: output.output, look: eventPictures.look, frame: pictures.frame,
        framesPerSecond: pictures.fps ?? PictureSelection.rateOfEvents, overwrite: output.force)
    ) { _ in " of \(tensors.facts.kind)" }
  }
}
