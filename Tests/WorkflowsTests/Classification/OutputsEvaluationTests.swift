import DatasetSamples
import Files
import Foundation
import SpikingNetworks
import TestSupport
import Testing
import Workflows

@Suite struct OutputsEvaluationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try OutputSamples.folder() }

  @Test func `Half of the samples calibrate where nothing is said, and the others are reported`() throws {
    let summary = try OutputsEvaluation(outputs: folder.file("run.npz")).run()
    #expect(summary.calibration == .firstHalf)
    #expect(summary.evaluation.calibrationSamples == 200 && summary.evaluation.outputs.samples == 200)
    #expect(summary.evaluation.exits.latency < 8 && summary.warnings.isEmpty)
  }

  @Test func `A table says where every sample stopped, by its place among those given`() throws {
    var evaluation = OutputsEvaluation(
      outputs: folder.file("run-logits.npy"), labels: folder.file("run-labels.npy"), calibration: .secondHalf)
    evaluation.exits = folder.file("exits.csv")
    let summary = try evaluation.run()
    #expect(summary.output == folder.file("exits.csv"))
    let lines = try String(contentsOfFile: folder.file("exits.csv"), encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 201 && lines[0] == "sample,label,exit_step,prediction,right,oracle_step")
    #expect(lines[1].hasPrefix("0,") && lines[200].hasPrefix("199,"))
    #expect(throws: FileError.self) { try evaluation.run() }
  }

  @Test func `Few samples that calibrate are a doubt, which may end the work`() throws {
    let evaluation = OutputsEvaluation(outputs: folder.file("run.npz"), calibration: .random(20))
    #expect(try evaluation.run().warnings.count == 1)
    let strict = StrictObserver()
    #expect(throws: CancellationError.self) { try evaluation.run(observer: strict) }
  }

  /// Takes no doubts.
  private final class StrictObserver: JobObserver {
    func warn(_ warning: JobWarning) throws { throw CancellationError() }
  }
}
