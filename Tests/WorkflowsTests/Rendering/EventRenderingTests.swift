import Files
import Recordings
import Reports
import Representations
import TestSupport
import Testing
import Workflows

@Suite struct EventRenderingTests {
  private let folder: TemporaryFolder
  private let rendering: EventRendering

  init() throws {
    folder = try TemporaryFolder()
    rendering = EventRendering(recording: try folder.writeEvents(), output: folder.file("e.png"))
  }

  @Test func aStillPictureShowsAWindowWithTheMiddleEvent() throws {
    let summary = try rendering.run()
    #expect(summary.pictures == 1 && summary.style == "frame" && summary.kind == nil)
    #expect(summary.windowUs == EventRendering.usualWindow && summary.strideUs == nil && summary.speed == nil)
    #expect(summary.events == 33 || summary.events == 34)
    #expect(try folder.names() == ["e.png", "events.txt"])
  }

  @Test func aShortRecordingIsPlayedSlowly() throws {
    var rendering = rendering
    rendering.output = folder.file("e.gif")
    let summary = try rendering.run()
    let (speed, stride) = (try #require(summary.speed), try #require(summary.strideUs))
    #expect(speed < 1 && summary.pictures >= 50)
    #expect(abs(speed - Double(stride) * 30 / 1e6) < 1e-9)
    rendering.speed = 1
    rendering.overwrite = true
    #expect(try rendering.run().strideUs == 33_333)
  }

  @Test(arguments: [
    (EventRendering.Style.timeSurface(decayMicroseconds: 5000), "time-surface", nil),
    (.cloud(.polarity), "xyt", nil),
    (.representation(EventRepresentation(VoxelGrid(bins: 3))), "frame", "voxel-grid:3"),
  ])
  func `Every style draws a picture`(style: EventRendering.Style, name: String, kind: String?) throws {
    var rendering = rendering
    rendering.style = style
    let summary = try rendering.run()
    #expect(summary.style == name && summary.kind == kind && summary.pictures == 1)
    #expect(try folder.names() == ["e.png", "events.txt"])
  }

  @Test func eventsOutsideAndEmptyWindowsAreTold() throws {
    var rendering = rendering
    rendering.recording = try folder.writeEvents(extra: "1300000 70 3 1\n", to: "more.txt")
    rendering.selection = TimeSelection(start: .at(1_290_000))
    let observer = RecordingObserver()
    let summary = try rendering.run(observer: observer)
    #expect(summary.events == 0 && summary.warnings.count == 2)
    #expect(observer.state.withLock { $0.warnings.map(\.kind) } == ["outside", "empty"])
  }

  @Test func aWindowThatIsNotThereIsRefusedByItsMeaning() throws {
    var rendering = rendering
    rendering.windows = .time(duration: 50_000, stride: 50_000)
    rendering.frame = 9
    let error = #expect(throws: JobError.self) { try rendering.run() }
    #expect(error?.kind == .wrongOptions)
    #expect(error?.problem.pieces.first == .remedy(.set(.shownFrame, to: "9")))
    rendering.frame = 3
    #expect(try rendering.run().events == 50)
  }

  @Test(arguments: ["e.gif", "e.mp4"]) func aCancelledVideoLeavesNoFile(name: String) throws {
    var rendering = rendering
    rendering.output = folder.file(name)
    #expect(throws: CancellationError.self) { try rendering.run(observer: RecordingObserver(mostSteps: 3)) }
    #expect(try folder.names() == ["events.txt"])
  }

  @Test func aPageKeepsAtMostSoManyEventsAndSaysWhich() throws {
    var page = EventPageRendering(
      recording: rendering.recording, output: folder.file("p.html"), view: .surface, limit: 60)
    let summary = try page.run()
    #expect(summary.totalEvents == 200 && summary.step == 4 && summary.events == 50 && summary.pictures == 0)
    #expect(summary.style == "time-surface")
    #expect(try folder.names() == ["events.txt", "p.html"])
    page.output = folder.file("q.html")
    #expect(throws: CancellationError.self) { try page.run(observer: RecordingObserver(mostSteps: 0)) }
    #expect(try folder.names() == ["events.txt", "p.html"])
  }
}
