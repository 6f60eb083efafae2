import DatasetSamples
import Datasets
import Foundation
import Recordings
import TestSupport
import Testing
import Workflows

/// What recordings, data sets and the machine are.
@Suite struct SurveyTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aDatasetIsListedWithWhatIsMissing() throws {
    for (index, name) in ["seq_a", "seq_b"].enumerated() {
      var sample = DSECSample()
      (sample.fieldCount, sample.eventSpacing) = (1, 500)
      let path = folder.file("train/\(name)")
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try sample.write(to: path)
      if index == 1 { try FileManager.default.removeItem(atPath: "\(path)/events/left/events.h5") }
    }
    let observer = RecordingObserver()
    let facts = try DatasetSurvey(try #require(try EventDataset(folder: folder.path))).run(observer: observer)
    #expect(facts.dataset == "dsec" && facts.width == 640 && facts.height == 480)
    let sequences = try #require(facts.splits.first?.sequences)
    #expect(facts.splits.count == 1 && sequences.map(\.name) == ["seq_a", "seq_b"])
    #expect(sequences.map(\.flowFields) == [1, 1] && facts.recordings == sequences.reduce(0) { $0 + $1.recordings })
    #expect(!facts.missing.isEmpty && facts.warnings.count == min(facts.missing.count, 5))
    #expect(observer.state.withLock { Set($0.warnings.map(\.kind)) } == ["missing"])
  }

  @Test func scenesAreListedWithTheirFields() throws {
    try SceneSample().write(to: folder.path, scenes: ["ball", "cook"])
    let facts = try SceneSurvey(try #require(try SpikeFlowDataset(folder: folder.path))).run()
    #expect(facts.scenes.map(\.name) == ["ball", "cook"] && facts.recordings == 2 && facts.missing.isEmpty)
    #expect(facts.scenes[0].width == 48 && facts.scenes[0].height == 32)
    #expect(facts.scenes[0].flow.map(\.dt) == [10, 20] && facts.scenes[0].flow.map(\.fields) == [20, 10])
  }

  @Test func theMachineIsTold() throws {
    let facts = try SystemSurvey(version: "1.2.3", threads: 1).run()
    #expect(facts.version == "1.2.3" && facts.threads == 1 && facts.cores >= 1)
    #expect(facts.instructionSets.contains(facts.instructionSet) && !facts.blas.library.isEmpty)
  }

  @Test func aRecordingIsReadToItsEnd() throws {
    let observer = RecordingObserver()
    let facts = try EventSurvey(try folder.writeEvents(50, extra: "1300000 70 3 1\n")).run(observer: observer)
    #expect(facts.events == 51 && facts.on == 26 && facts.width == 64 && facts.firstUs == 1_000_000 && facts.monotonic)
    #expect(observer.state.withLock { $0.warnings.map(\.kind) } == ["outside"])
    #expect(throws: CancellationError.self) {
      try EventSurvey(folder.writeEvents()).run(observer: RecordingObserver(mostSteps: 0))
    }
  }
}
