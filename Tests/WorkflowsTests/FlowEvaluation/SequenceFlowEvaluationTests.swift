import DatasetSamples
import Datasets
import Files
import OpticalFlow
import Tensors
import TestSupport
import Testing
import Workflows

/// Predictions against the sequences of data sets.
@Suite struct SequenceFlowEvaluationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Scenes of spikes, compared with themselves.
  private func spikes(_ sample: SceneSample = SceneSample()) throws -> FlowEvaluationRun {
    try sample.write(to: folder.path, scenes: ["ball", "fly"])
    return FlowEvaluationRun(data: folder.path, by: .phm, of: .files(path: folder.path))
  }

  @Test func scenesOfSpikesAreComparedWithThoseOfTheProtocol() throws {
    let summary = try spikes().run()
    #expect(summary.evaluation.scenes.map(\.name) == ["ball", "fly"])
    #expect(summary.evaluation.overall(.aee) == 0 && summary.interval == 10 && summary.warnings.isEmpty)
    #expect(summary.released.count == 2 && summary.released.values.allSatisfy { $0 == 0 })
    #expect(summary.evaluation.scenes.allSatisfy { $0.summary.fieldCount == 10 })
  }

  @Test func onlyTheWantedSequencesAreCompared() throws {
    var evaluation = try spikes()
    evaluation.sequences = ["FLY"]
    #expect(try evaluation.run().evaluation.scenes.map(\.name) == ["fly"])
    evaluation.sequences = ["cook"]
    let error = #expect(throws: FileError.self) { try evaluation.run() }
    #expect(error?.remedy == "it holds ball, fly")
  }

  @Test func scenesThatAreTooShortAreTold() throws {
    var sample = SceneSample()
    sample.frameCount = 61
    let observer = RecordingObserver()
    let summary = try spikes(sample).run(observer: observer)
    #expect(observer.state.withLock { $0.warnings.map(\.kind) } == ["few frames", "few frames"])
    #expect(summary.warnings.count == 2 && summary.notes.count == 2 && summary.released.isEmpty)
  }

  @Test func spikesHaveNoEventsToMaskWith() throws {
    var evaluation = try spikes()
    evaluation.masksEvents = true
    let error = #expect(throws: JobError.self) { try evaluation.run() }
    #expect(error?.kind == .wrongOptions && error?.problem.pieces.first == .remedy(.set(.eventMask, to: "window")))
  }

  /// A sequence of MVSEC, and predictions of its flow over one interval of pictures.
  private func pictures() throws -> FlowEvaluationRun {
    let sample = MVSECSample()
    try sample.write(to: folder.path)
    let pixels = sample.width * sample.height
    let (u, v) = (
      Float(sample.velocityX * sample.pictureInterval), Float(sample.velocityY * sample.pictureInterval)
    )
    let flow = Tensor(
      shape: [2, sample.height, sample.width], scalars: (0..<2 * pixels).map { $0 < pixels ? u + 3 : v + 4 })
    _ = try folder.writeFlow([], to: "pred")
    for picture in 0..<sample.pictureCount - 1 {
      try MiddleburyFlow.write(flow, path: folder.file("pred/\(picture).flo"))
    }
    return FlowEvaluationRun(data: folder.path, by: .mvsecDt1, of: .files(path: folder.file("pred")))
  }

  @Test func windowsOfPicturesAreComparedWhereEventsAre() throws {
    var evaluation = try pictures()
    let observer = RecordingObserver()
    let summary = try evaluation.run(observer: observer)
    let mean = try #require(summary.evaluation.overall(.aee))
    #expect(abs(mean - 5) < 1e-3)
    #expect(observer.state.withLock { $0.warnings.map(\.kind) } == ["few pictures"])
    evaluation.windowPictures = [2..<4, 6..<7]
    let chosen = try evaluation.run()
    #expect(chosen.notes == ["indoor_flying1: 3 pictures by windowPictures and not those of the protocol"])
    #expect(chosen.evaluation.scenes[0].fields.map(\.name) == ["picture 2", "picture 3", "picture 6"])
    evaluation.windowPictures = [2..<40]
    let error = #expect(throws: JobError.self) { try evaluation.run() }
    #expect(error?.kind == .wrongOptions && error?.problem.pieces.first == .remedy(.set(.windowPictures)))
  }

  @Test func aNetworkOfSpikesDoesNotPredictFromEvents() throws {
    var evaluation = try pictures()
    evaluation.predictions = .network(FlowNetworkChoice(.scflow, weights: folder.file("none.pth")))
    let error = #expect(throws: JobError.self) { try evaluation.run() }
    #expect(error?.kind == .wrongOptions)
    #expect(error?.problem.pieces.first == .remedy(.set(.flowProtocol, to: "mvsec-dt1")))
    #expect(
      error?.problem.pieces.contains(.remedy(.set(.model, to: "contrast, steflownet, steflownet-s, eraft"))) == true)
  }
}
