import DatasetSamples
import Files
import Foundation
import SpikingNetworks
import Tensors
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
    #expect(summary.evaluation.exits.latency < 8)
    // So few cannot promise a loss of 0.1 %.
    #expect(summary.warnings.count == 1 && summary.warnings[0].contains("at least 2995 are needed"))
  }

  @Test func `Outputs that are summed up already give the same`() throws {
    let archive = try NumpyArchive(path: folder.file("run.npz"))
    let plain = try archive.float32("outputs")
    var sums = plain
    for step in 1..<plain.shape[0] {
      for sample in 0..<plain.shape[1] {
        for index in 0..<plain.shape[2] { sums[step, sample, index] += sums[step - 1, sample, index] }
      }
    }
    let writer = try NumpyArchiveWriter(path: folder.file("sums.npz"), overwrite: false)
    try writer.add(sums, named: "outputs")
    try writer.add(Tensor<Int64>(shape: [plain.shape[1]], scalars: try labels(archive)), named: "labels")
    try writer.commit()
    let wanted = try OutputsEvaluation(outputs: folder.file("run.npz")).run().evaluation
    let given = try OutputsEvaluation(outputs: folder.file("sums.npz"), areCumulative: true).run().evaluation
    #expect(given.fixedAccuracy == wanted.fixedAccuracy)
    #expect(abs(given.exits.latency - wanted.exits.latency) < 0.05)
    // Taken as single steps they are another network's.
    let wrong = try OutputsEvaluation(outputs: folder.file("sums.npz")).run().evaluation
    #expect(wrong.fixedAccuracy != wanted.fixedAccuracy)
  }

  private func labels(_ archive: NumpyArchive) throws -> [Int64] {
    try #require(try archive.tensor("labels").int64).scalars
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
    #expect(try evaluation.run().warnings.count == 2)
    let strict = StrictObserver()
    #expect(throws: CancellationError.self) { try evaluation.run(observer: strict) }
  }

  /// Takes no doubts.
  private final class StrictObserver: JobObserver {
    func warn(_ warning: JobWarning) throws { throw CancellationError() }
  }
}
