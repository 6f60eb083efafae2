import Foundation
import Recordings
import Reports
import Workflows

extension RenderCommand {
  /// Pictures of a recording of events.
  func renderEvents() throws {
    let style = style ?? .frame
    guard style != .flow && style != .arrows else {
      throw Failure.Usage("\(input): these are events; estimate flow first (saccade flow), then render its folder")
    }
    let representation = try kind.map(eventKind)
    let rate = pictures.fps ?? PictureSelection.rateOfEvents
    let output = try pictureOutput(framesPerSecond: rate)
    let map = try rectification.map(for: input)
    var recording = events.recording(input, spikes, threads: common.threadCount)
    let plan = try EventPicturePlan(
      wishes(style, rate: rate, isStill: output.isStill), &recording, selection: windows.selection,
      rectification: map)
    let rendering = EventRendering(
      recording: recording, rectification: map, plan: plan, isConcurrent: common.threadCount > 1)
    let result = try rendering.run(to: output) { width, height in
      if let representation {
        return try RepresentationPictures(
          kind: representation, windowing: plan.windowing, width: width, height: height, workers: common.workers(),
          options: eventPictures)
      }
      return try drawer(of: style, width: width, height: height)
    }
    if result.events == 0 {
      try Console.warn(kind: "empty", path: input, "there is no event in what is shown")
    }
    try output.finish()
    try tell(summary(style, plan, result, output), detail: detail(plan, result, output))
  }

  private func wishes(_ style: Style, rate: Double, isStill: Bool) throws -> EventPicturePlan.Wishes {
    let isCloud = style == .xyt
    var wishes = EventPicturePlan.Wishes(
      usualWindow: isCloud ? EventPictureOptions.cloudWindow : EventPictureOptions.usualWindow,
      slowWindow: isCloud ? EventPictureOptions.cloudWindow : EventPictureOptions.slowWindow, framesPerSecond: rate,
      speed: eventPictures.speed, frame: pictures.frame, isStill: isStill)
    if isCloud { wishes.shareOfRecording = 3 }
    wishes.picturesRemember = style == .timeSurface
    if let stride = windows.stride, windows.window == nil, windows.events == nil, windows.times == nil {
      wishes.windowing = .time(
        durationMicroseconds: wishes.picturesRemember ? stride.microseconds : wishes.usualWindow,
        strideMicroseconds: stride.microseconds)
    } else {
      wishes.windowing = try windows.windowing(of: input)
    }
    return wishes
  }

  private func drawer(of style: Style, width: Int, height: Int) throws -> any EventPictures {
    let colors = eventPictures.colors.colors
    let zoom = eventPictures.zoom(height: height)
    switch style {
    case .xyt:
      return EventCloudPictures(width: width, height: height, coloring: eventPictures.colorBy, colors: colors)
    case .timeSurface:
      return TimeSurfacePictures(
        width: width, height: height,
        decayMicroseconds: eventPictures.decay?.microseconds ?? EventPictureOptions.usualWindow, colors: colors,
        zoom: zoom)
    default: return EventFramePictures(width: width, height: height, colors: colors, zoom: zoom)
    }
  }

  private func summary(
    _ style: Style, _ plan: EventPicturePlan, _ result: EventRendering.Result, _ output: PictureOutput
  ) -> Summary {
    var summary = Summary(
      output: self.output.output, style: style.rawValue, pictures: output.count, warnings: Console.warnings)
    summary.kind = kind
    summary.events = result.events
    if case .time(let duration, let stride) = plan.windowing {
      summary.windowUs = duration
      if !output.isStill {
        summary.strideUs = stride
        summary.speed = plan.speed
      }
    }
    return summary
  }

  private func detail(
    _ plan: EventPicturePlan, _ result: EventRendering.Result, _ output: PictureOutput
  ) -> String {
    guard case .time(let duration, _) = plan.windowing else { return "" }
    let window = "\(Text.number(Double(duration) / 1000)) ms"
    if output.isStill { return ", \(Text.count(result.events, "event")) in \(window)" }
    guard let speed = plan.speed else { return ", \(window) in each" }
    let pace = abs(speed - 1) < 0.005 ? "in real time" : "at \(Text.number(speed)) of real time"
    return ", \(window) in each, \(pace)"
  }
}
