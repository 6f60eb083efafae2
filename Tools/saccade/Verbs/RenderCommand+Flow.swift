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
        showsLegend: pictures.legend, frame: pictures.frame,
        framesPerSecond: pictures.fps ?? PictureSelection.usualRate, overwrite: output.force)
    ) { String(format: ", full colour at %.3g px", $0.maxFlow ?? 0) }
  }

  private func background() throws -> FlowFieldRendering.Background? {
    let times = FlowTimes(windows: try windows.choice(), selection: windows.selection)
    guard let over = flowPictures.over else {
      try refuseTimes("--over with a recording of events")
      return nil
    }
    switch try spikes.from ?? RecordingFormat.detect(over, events) {
    case .spikes:
      try refuseTimes("events; \(over) holds spikes")
      return .spikes(
        try spikes.recording(over), reconstruction.method.reconstruction, display: reconstruction.display)
    case .flow(let format): throw RecordingFormat.refuseFlow(format, over)
    case .events, nil:
      return .events(
        events.recording(over, spikes, threads: common.threadCount), rectification: rectification.rectification,
        times: times)
    }
  }

  /// Refuses options that say when flow is.
  private func refuseTimes(_ need: String) throws {
    if let option = windows.firstGiven { throw Failure.Usage("\(option) says when flow is, and needs \(need)") }
  }

  /// Pictures of tensors that `saccade represent` wrote.
  func renderRepresentation(_ tensors: RepresentationInput) throws {
    guard style == nil, kind == nil || kind == tensors.facts.kind else {
      throw Failure.Usage("\(input): this holds \(tensors.facts.kind); --style and --kind are for recordings")
    }
    try draw(
      RepresentationRendering(
        tensors, output: output.output, look: look, frame: pictures.frame,
        framesPerSecond: pictures.fps ?? PictureSelection.rateOfEvents, overwrite: output.force)
    ) { _ in " of \(tensors.facts.kind)" }
  }
}
