import DatasetSamples
import Datasets
import Files
import Foundation
import TestSupport
import Testing
import Workflows

@Suite struct FlowSubmissionTests {
  private let folder: TemporaryFolder
  private let submission: FlowSubmission

  /// Predictions for two windows of a sequence for testing.
  init() throws {
    folder = try TemporaryFolder()
    var sample = DSECSample()
    sample.fieldCount = 2
    try FileManager.default.createDirectory(atPath: folder.file("pred"), withIntermediateDirectories: true)
    for window in sample.windows {
      let name = String(format: "%06d.png", window.fileIndex ?? 0)
      try sample.field.write(to: folder.file("pred/\(name)"), format: .dsec)
    }
    let lines = sample.windows.map { "\($0.startMicroseconds), \($0.endMicroseconds), \($0.fileIndex ?? 0)" }
    let list = try folder.write(
      Array((["# from_timestamp_us, to_timestamp_us, file_index"] + lines).joined(separator: "\n").utf8),
      to: "zurich.csv")
    submission = FlowSubmission(
      predictions: folder.file("pred"), windowList: list, output: folder.file("out"), owner: "hand in")
  }

  @Test func everyWindowOfTheListHasItsFile() throws {
    let observer = RecordingObserver()
    let summary = try submission.run(observer: observer)
    #expect(summary.fields == 2 && summary.scenes.map(\.name) == ["zurich"] && summary.submission == folder.file("out"))
    // Every other pixel has no flow.
    #expect(observer.state.withLock { $0.warnings.map(\.kind) } == ["sparse", "sparse"])
    #expect(summary.warnings.count == 2)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.file("out/zurich")).sorted()
    #expect(files == ["000002.png", "000004.png"])
    #expect(try folder.text("out/index.json").contains("\"verb\" : \"hand in\""))
  }

  @Test func aFolderIsReplacedOnlyByWhatWroteIt() throws {
    var submission = submission
    _ = try submission.run()
    submission.overwrite = true
    _ = try submission.run()
    submission.owner = "another"
    #expect(throws: FileError.self) { try submission.run() }
    #expect(try folder.text("out/index.json").contains("hand in"))
  }

  @Test func listsThatNobodyNamesAreAskedFor() throws {
    var submission = submission
    submission.sequences = ["thun"]
    submission.windowList = folder.file("pred")
    let error = #expect(throws: JobError.self) { try submission.run() }
    #expect(error?.remedy?.pieces.contains(.remedy(.set(.windowList))) == true)
  }

  @Test func aCancelledSubmissionLeavesNoFolder() throws {
    #expect(throws: CancellationError.self) { try submission.run(observer: RecordingObserver(mostSteps: 0)) }
    #expect(try folder.names() == ["pred", "zurich.csv"])
  }
}
