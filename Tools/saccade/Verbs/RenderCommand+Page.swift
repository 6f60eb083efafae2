import Files
import Foundation
import Recordings
import Reports
import Workflows

extension RenderCommand {
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
    let file = try OutputFile(path: output.output, overwrite: output.force)
    let map = try rectification.map(for: input)
    let source = try EventInput(
      events.recording(input, spikes, threads: common.threadCount), selection: windows.selection, rectification: map,
      observer: ConsoleObserver())
    var sampling = EventSampling(width: source.width, height: source.height, limit: eventPictures.maxEvents)
    let progress = Progress(total: nil, unit: "events")
    while let batch = try source.nextBatch() {
      sampling.add(batch)
      progress.advance(batch.count)
    }
    progress.finish()
    try source.passWarnings()
    if sampling.outsideCount > 0 {
      try Console.warn(
        kind: "outside", path: input,
        "\(Text.count(sampling.outsideCount, "event")) outside of the sensor left out; saccade doctor says more")
    }
    if sampling.totalCount == 0 {
      try Console.warn(kind: "empty", path: input, "there is no event in what is shown")
    }
    let name = input == "-" ? "standard input" : URL(fileURLWithPath: input).lastPathComponent
    try file.write(EventPlayer(name: name, sampling, view: view).page)
    try file.commit()
    var summary = Summary(
      output: output.output, style: (style ?? .frame).rawValue, pictures: 0, warnings: Console.warnings)
    summary.events = sampling.keptCount
    summary.step = sampling.step
    if common.json { return try JSON.printObject(summary) }
    let kept =
      sampling.step == 1
      ? Text.count(sampling.totalCount, "event")
      : "\(sampling.keptCount) of \(sampling.totalCount) events, one of every \(sampling.step),"
    Console.note("a page with \(kept) written to \(output.output)")
  }
}
