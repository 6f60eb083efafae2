import Datasets
import Files
import Foundation
import OpticalFlow
import Recordings
import TestSupport
import Testing
import Workflows

@Suite struct FlowWarpEvaluationTests {
  private let folder: TemporaryFolder
  private let evaluation: FlowWarpEvaluation

  /// An edge that goes to the right by a pixel a millisecond, in two windows of 20 ms.
  init() throws {
    folder = try TemporaryFolder()
    let lines = (0..<40).flatMap { time in (0..<32).map { "\(1000 * time) \(time + 2) \($0) 1" } }
    let path = try folder.write(Array(lines.joined(separator: "\n").utf8), to: "edge.txt")
    let windows = try folder.write(Array("0, 20000\n20000, 40000\n".utf8), to: "windows.csv")
    evaluation = FlowWarpEvaluation(
      EventRecording(
        path: path, size: SensorSize(width: 48, height: 32), options: EventReadOptions(timeUnit: .microseconds)),
      predictions: try folder.writeFlow([20, 20], to: "flow"), windowList: windows)
  }

  @Test func trueFlowBringsEventsTogetherAndNoneLeavesThem() throws {
    var evaluation = evaluation
    evaluation.table = folder.file("fields.csv")
    evaluation.report = PageOutput(path: folder.file("page.html"))
    let moved = try evaluation.run()
    #expect(moved.name == "edge.txt" && moved.fields.map(\.events) == [640, 640] && moved.notes.isEmpty)
    #expect(moved.fields.allSatisfy { ($0.values[.fwl] ?? 0) > 2 && ($0.values[.nearestFWL] ?? 0) > 2 })
    #expect(try folder.text("fields.csv").split(separator: "\n").count == 3)
    #expect(try folder.names().contains("page.html"))
    evaluation.predictions = try folder.writeFlow([0, 0], to: "none")
    (evaluation.table, evaluation.report) = (nil, nil)
    for field in try evaluation.run().fields {
      for measure in FlowWarpSummary.Measure.allCases {
        // Rest costs 4 by the objective of contrast maximisation, and changes nothing by the others.
        #expect(abs((field.values[measure] ?? 0) - (measure == .contrast ? 4 : 1)) < 1e-9)
      }
    }
  }

  @Test func fieldsWithoutEventsAreLeftOutAndTold() throws {
    var evaluation = evaluation
    evaluation.windowList = try folder.write(Array("0, 20000\n90000, 95000\n".utf8), to: "late.csv")
    let summary = try evaluation.run()
    #expect(summary.fields.count == 1)
    #expect(summary.notes == ["1 field without events in the window is left out"])
  }

  @Test func windowsHaveToBeKnown() throws {
    var evaluation = evaluation
    evaluation.windowList = nil
    let error = #expect(throws: JobError.self) { try evaluation.run() }
    #expect(error?.remedy?.pieces.last == .remedy(.set(.windowList)))
    evaluation.windowList = try folder.write(Array("0, 20000\n".utf8), to: "one.csv")
    let other = #expect(throws: JobError.self) { try evaluation.run() }
    #expect(other?.problem.description == "it holds 2 fields, windowList lists 1 window")
  }

  @Test func fieldsOfAPartSayWhereItLies() throws {
    var evaluation = evaluation
    evaluation.predictions = try folder.writeFlow([20, 20], width: 40, height: 20, to: "part")
    let error = #expect(throws: JobError.self) { try evaluation.run() }
    #expect(error?.remedy?.pieces.last == .remedy(.set(.crop, to: "X,Y,40x20")))
    evaluation.region = FlowCrop(x: 6, y: 5, width: 40, height: 20)
    #expect(try evaluation.run().fields.map(\.events) == [320, 400])
  }

  @Test func aCancelledEvaluationWritesNothing() throws {
    var evaluation = evaluation
    evaluation.table = folder.file("fields.csv")
    #expect(throws: CancellationError.self) { try evaluation.run(observer: RecordingObserver(mostSteps: 0)) }
    #expect(try folder.names() == ["edge.txt", "flow", "windows.csv"])
  }
}
