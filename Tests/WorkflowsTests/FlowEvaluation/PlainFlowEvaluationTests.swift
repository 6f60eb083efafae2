import Files
import OpticalFlow
import TestSupport
import Testing
import Workflows

/// Fields against fields.
@Suite struct PlainFlowEvaluationTests {
  private let folder: TemporaryFolder
  private let evaluation: FlowEvaluationRun

  init() throws {
    folder = try TemporaryFolder()
    evaluation = FlowEvaluationRun(
      data: try folder.writeFlow([2, 4, 0], to: "truth"), by: .plain,
      of: .files(path: try folder.writeFlow([3, 7, 0], to: "pred")), table: folder.file("fields.csv"),
      report: PageOutput(path: folder.file("page.html"), origin: "saccade 7: evaluate"))
  }

  @Test func errorsAreThoseOfTheFieldsAndFilesTellThem() throws {
    let observer = RecordingObserver()
    let summary = try evaluation.run(observer: observer)
    let mean = try #require(summary.evaluation.overall(.aee))
    #expect(abs(mean - 4.0 / 3) < 1e-6)
    #expect(summary.notes.isEmpty && summary.warnings.isEmpty && summary.network == nil && summary.interval == nil)
    #expect(summary.report == folder.file("page.html") && summary.table == folder.file("fields.csv"))
    #expect(observer.state.withLock { $0.units } == ["fields"])
    let lines = try folder.text("fields.csv").split(separator: "\n")
    #expect(lines.count == 4 && lines[0].hasPrefix("sequence,field,start_us") && lines[2].hasPrefix("truth,1,"))
    #expect(try folder.text("page.html").contains("saccade 7: evaluate"))
  }

  @Test func whatDepartsFromTheProtocolIsSaid() throws {
    var evaluation = evaluation
    evaluation.leavesOutZeros = true
    evaluation.part = .region(FlowCrop(x: 2, y: 3, width: 20, height: 10))
    let summary = try evaluation.run()
    #expect(
      summary.notes == [
        "this run departs from plain: the part 20x10 at x 2, y 3; without pixels whose truth is zero",
        "truth: 1 field without a pixel to compare is left out",
      ])
    let mean = try #require(summary.evaluation.overall(.aee))
    #expect(abs(mean - 2) < 1e-6)
  }

  @Test func predictionsOfAnotherSizeAreRefusedByWhatMayBeSet() throws {
    var evaluation = evaluation
    evaluation.predictions = .files(path: try folder.writeFlow([1, 1, 1], width: 20, height: 10, to: "small"))
    let error = #expect(throws: JobError.self) { try evaluation.run() }
    #expect(error?.remedy?.pieces.last == .remedy(.set(.crop)))
    // Predictions of the part that is compared are taken.
    evaluation.part = .region(FlowCrop(x: 2, y: 3, width: 20, height: 10))
    #expect(try evaluation.run().evaluation.overall(.aee) != nil)
    evaluation.part = .region(FlowCrop(x: 40, y: 3, width: 20, height: 10))
    evaluation.overwrite = true
    let outside = #expect(throws: JobError.self) { try evaluation.run() }
    #expect(outside?.kind == .wrongOptions && outside?.problem.pieces.first == .remedy(.set(.crop, to: "40,3,20x10")))
  }

  @Test func aFieldThatIsMissingIsNamed() throws {
    var evaluation = evaluation
    evaluation.predictions = .files(path: try folder.writeFlow([3, 7], to: "few"))
    let error = #expect(throws: FileError.self) { try evaluation.run() }
    #expect(error?.kind == .notFound && error?.problem.contains("that of 2 is missing") == true)
    #expect(try folder.names() == ["few", "pred", "truth"])
  }

  @Test func aCancelledEvaluationWritesNothing() throws {
    #expect(throws: CancellationError.self) { try evaluation.run(observer: RecordingObserver(mostSteps: 1)) }
    #expect(try folder.names() == ["pred", "truth"])
  }
}
