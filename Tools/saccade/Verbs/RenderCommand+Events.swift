import ArgumentParser
import Recordings
import Reports
import Representations
import Workflows

extension RenderCommand {
  /// Pictures of a recording of events.
  func renderEvents() throws {
    let style = try eventStyle()
    // A duration without a stride changes what each picture shows, not how fast a video runs.
    let isSpeedFree = windows.window != nil && windows.stride == nil || !windows.areNamed
    if eventPictures.speed != nil && windows.stride != nil && windows.events == nil {
      throw Failure.Usage("--speed and --stride both say how far the windows of a video are apart: give one")
    }
    try draw(
      EventRendering(
        recording: events.recording(input, spikes, threads: common.threadCount), output: output.output, style: style,
        look: look, windows: isSpeedFree ? nil : try windows.choice(),
        window: windows.window?.microseconds, stride: windows.stride?.microseconds, selection: windows.selection,
        rectification: rectification.rectification, frame: pictures.frame,
        framesPerSecond: pictures.fps ?? PictureSelection.rateOfEvents, speed: eventPictures.speed,
        overwrite: output.force, threads: common.threadCount)
    ) { summary in
      guard let duration = summary.windowUs else { return "" }
      let window = "\(Text.number(Double(duration) / 1000)) ms"
      if summary.strideUs == nil { return ", \(Text.count(summary.events ?? 0, "event")) in \(window)" }
      guard let speed = summary.speed else { return ", \(window) in each" }
      let pace = abs(speed - 1) < 0.005 ? "in real time" : "at \(Text.number(speed)) of real time"
      return ", \(window) in each, \(pace)"
    }
  }

  private func eventStyle() throws -> EventRendering.Style {
    if let kind {
      try refuseStyle(besides: "--kind")
      return .representation(try EventRepresentation(kind: kind, of: input))
    }
    switch style ?? .frame {
    case .frame: return .frame
    case .timeSurface:
      return .timeSurface(decayMicroseconds: eventPictures.decay?.microseconds ?? EventRendering.usualWindow)
    case .xyt: return .cloud(eventPictures.colorBy)
    case .flow, .arrows:
      throw Failure.Usage("\(input): these are events; estimate flow first (saccade flow), then render its folder")
    }
  }

  /// A page that plays a recording of events.
  func renderPage() throws {
    let view: EventPlayer.View
    switch style ?? .frame {
    case .frame: view = .frame
    case .timeSurface: view = .surface
    case .xyt: view = .cloud
    case .flow, .arrows: throw Failure.Usage("\(input): these are events; estimate flow first (saccade flow)")
    }
    let given = [
      ("--window", windows.window != nil), ("--events", windows.events != nil), ("--times", windows.times != nil),
      ("--stride", windows.stride != nil), ("--frame", pictures.frame != nil), ("--fps", pictures.fps != nil),
      ("--speed", eventPictures.speed != nil), ("--kind", kind != nil),
    ]
    if let option = given.first(where: \.1)?.0 {
      throw Failure.Usage("\(option) does not go with a page, where it is chosen while it plays")
    }
    let summary = try EventPageRendering(
      recording: events.recording(input, spikes, threads: common.threadCount), output: output.output, view: view,
      limit: eventPictures.maxEvents, selection: windows.selection, rectification: rectification.rectification,
      overwrite: output.force
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    let kept =
      summary.step == 1
      ? Text.count(summary.totalEvents, "event")
      : "\(summary.events) of \(summary.totalEvents) events, one of every \(summary.step),"
    Console.note("a page with \(kept) written to \(output.output)")
  }

  /// Pictures of a recording of spikes.
  func renderSpikes() throws {
    guard style == nil || style == .frame else {
      throw Failure.Usage(
        "\(input): these are spikes, shown with --style frame; estimate flow (saccade flow) and render its folder")
    }
    if kind != nil { try refuseStyle(besides: "--kind") }
    try draw(
      SpikeRendering(
        recording: try spikes.recording(input), output: output.output, kind: try kind.map(SpikeRepresentation.init),
        look: look, selection: windows.selection, frame: pictures.frame,
        stride: windows.stride?.frameStride, framesPerSecond: pictures.fps ?? PictureSelection.usualRate,
        overwrite: output.force)
    ) { $0.kind.map { " of \($0)" } ?? "" }
  }

  /// How pictures of events and of tensors look.
  var look: PictureLook { eventPictures.look(showsLegend: pictures.legend) }

  private func refuseStyle(besides option: String) throws {
    if style != nil { throw Failure.Usage("--style and \(option) exclude each other") }
  }
}
