import DatasetSamples
import Datasets
import Files
import Recordings
import Representations
import TestSupport
import Testing
import Workflows

@Suite struct FlowFieldRenderingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Writes fields of one displacement each, and opens their folder.
  private func fields(_ lengths: [Float], width: Int = 48, height: Int = 32) throws -> FlowInput {
    try folder.writeFlow(lengths, width: width, height: height, to: "f")
    return try #require(try FlowInput(path: folder.file("f"), format: nil))
  }

  @Test func theScaleIsThatOfAllFields() throws {
    let summary = try FlowFieldRendering(fields([1, 4]), output: folder.file("f.gif")).run()
    #expect(summary.pictures == 2 && summary.style == "flow")
    let scale = try #require(summary.maxFlow)
    #expect(abs(scale - 4) < 0.1)
  }

  @Test func aStillPictureIsOfTheFirstFieldAndTheCallerMayScaleIt() throws {
    let rendering = FlowFieldRendering(
      try fields([1, 4]), output: folder.file("f.png"), style: .arrows(spacing: 8), maximum: 2.5)
    let summary = try rendering.run()
    #expect(summary.pictures == 1 && summary.style == "arrows" && summary.maxFlow == 2.5)
  }

  @Test func flowLiesOverTheReconstructionOfItsSpikes() throws {
    try SceneSample().write(to: folder.path, scenes: ["ball"])
    let spikes = SpikeRecording(
      path: folder.file("ball/test.dat"), options: SpikeReadOptions(size: SpikeGeometry(width: 48, height: 32)))
    var rendering = FlowFieldRendering(
      try fields([1]), output: folder.file("f.png"), over: .spikes(spikes, TextureFromPlayback(window: 32)))
    #expect(try rendering.run().pictures == 1)
    rendering.output = folder.file("g.png")
    rendering.input = try fields([1], width: 40)
    let error = #expect(throws: FileError.self) { try rendering.run() }
    #expect(error?.path == spikes.path)
    #expect(try folder.names() == ["ball", "f", "f.png"])
  }

  @Test func fieldsThatDoNotSayWhenTheyAreDoNotLieOverEvents() throws {
    let rendering = FlowFieldRendering(
      try fields([1, 2]), output: folder.file("f.gif"), over: .events(try folder.writeEvents()))
    let error = #expect(throws: FileError.self) { try rendering.run() }
    #expect(error?.problem == "the fields do not say to which of its events they belong")
  }

  @Test func aCancelledVideoOfFlowLeavesNoFile() throws {
    let rendering = FlowFieldRendering(try fields([1, 2, 3]), output: folder.file("f.mp4"))
    #expect(throws: CancellationError.self) { try rendering.run(observer: RecordingObserver(mostSteps: 1)) }
    #expect(try folder.names() == ["f"])
  }

  @Test func aRecordingIsNoFlow() throws {
    #expect(try FlowInput(path: folder.writeEvents().path, format: nil) == nil)
    #expect(throws: FileError.self) { try FlowInput(path: folder.file("nothing"), format: nil) }
  }
}
