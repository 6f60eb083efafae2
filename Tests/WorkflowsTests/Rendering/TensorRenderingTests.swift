import DatasetSamples
import Datasets
import Files
import Recordings
import Representations
import TestSupport
import Testing
import Workflows

/// Pictures of spikes, and of tensors in a file.
@Suite struct TensorRenderingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func spikes() throws -> SpikeRecording {
    try SceneSample().write(to: folder.path, scenes: ["ball"])
    return SpikeRecording(
      path: folder.file("ball/test.dat"), options: SpikeReadOptions(size: SpikeGeometry(width: 48, height: 32)))
  }

  @Test func framesOfAVideoAreAStrideApart() throws {
    var rendering = SpikeRendering(recording: try spikes(), output: folder.file("s.gif"), stride: .frames(50))
    #expect(try rendering.run().pictures == 5)
    rendering.overwrite = true
    // At 20 kHz.
    rendering.stride = .time(microseconds: 5000)
    #expect(try rendering.run().pictures == 3)
    rendering.stride = nil
    #expect(try rendering.run().pictures == 101)
  }

  @Test func spikesAreDrawnAsTensorsAndByThemselves() throws {
    var rendering = SpikeRendering(recording: try spikes(), output: folder.file("s.png"))
    let plain = try rendering.run()
    #expect(plain.pictures == 1 && plain.kind == nil && plain.style == "frame")
    rendering.kind = SpikeRepresentation("tfp:32")
    rendering.output = folder.file("t.png")
    #expect(try rendering.run().kind == "tfp:32")
    #expect(try folder.names() == ["ball", "s.png", "t.png"])
  }

  @Test func aFrameOutsideTheWantedTimeIsRefused() throws {
    var rendering = SpikeRendering(recording: try spikes(), output: folder.file("s.png"), frame: 150)
    rendering.selection = TimeSelection(end: .at(5000))
    let error = #expect(throws: JobError.self) { try rendering.run() }
    #expect(error?.description == "shownFrame 150 does not exist: the recording has frames 0…99")
  }

  private func tensors() throws -> RepresentationInput {
    _ = try EventRepresentationRun(
      recording: try folder.writeEvents(), kind: EventRepresentation(VoxelGrid(bins: 3)), output: folder.file("g.npz"),
      windows: .time(duration: 50_000, stride: 50_000)
    ).run()
    return try #require(try RepresentationInput(path: folder.file("g.npz")))
  }

  @Test func tensorsInAFileBecomePictures() throws {
    let input = try tensors()
    #expect(input.intervals.map(\.startMicroseconds) == [1_000_000, 1_050_000, 1_100_000, 1_150_000])
    let still = try RepresentationRendering(input, output: folder.file("g.png")).run()
    #expect(still.pictures == 1 && still.kind == "voxel-grid:3")
    let video = RepresentationRendering(input, output: folder.file("g.gif"))
    #expect(try video.run().pictures == 4)
  }

  @Test func aCancelledVideoOfTensorsLeavesNoFile() throws {
    let video = RepresentationRendering(try tensors(), output: folder.file("g.gif"))
    #expect(throws: CancellationError.self) { try video.run(observer: RecordingObserver(mostSteps: 1)) }
    #expect(try folder.names() == ["events.txt", "g.npz"])
  }

  @Test func aWindowThatTheFileDoesNotHaveIsRefused() throws {
    let error = #expect(throws: JobError.self) {
      try RepresentationRendering(tensors(), output: folder.file("g.png"), frame: 4).run()
    }
    #expect(error?.description == "shownFrame 4 does not exist: there are windows 0…3")
  }

  @Test func whatIsNoFileOfTensorsIsNone() throws {
    #expect(try RepresentationInput(path: folder.file("nothing.npz")) == nil)
    let events = try folder.writeEvents()
    #expect(try RepresentationInput(path: events.path) == nil)
  }
}
