import Foundation
import Kernels
import Tensors
import TestSupport
import Testing

@testable import SpikingNetworks

/// Agreement with the numbers of `../shared/oracles`.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared")) struct ConfidenceOracleTests {
  private static func outputs(_ archive: NumpyArchive) throws -> ClassifierOutputs {
    try ClassifierOutputs(
      archive.float32("outputs"), labels: archive.int64("labels").scalars, path: archive.path)
  }

  @Test(arguments: [10, 30])
  func `Early exit on drawn outputs agrees at every threshold`(alpha: Int) throws {
    let archive = try NumpyArchive(path: SharedFolder.path("oracles/dynamic_confidence.npz"))
    let outputs = try Self.outputs(archive)
    func doubles(_ name: String) throws -> [Double] { try archive.tensor(name, of: Double.self).scalars }
    for (step, accuracy) in try doubles("fixed_accuracy").enumerated() {
      #expect(abs(outputs.fixedAccuracy[step] - accuracy) < 1e-9)
    }
    let oracle = EarlyExits(oracleOf: outputs)
    #expect(abs(oracle.latency - (try doubles("oracle_latency")[0])) < 1e-9)
    #expect(abs(oracle.accuracy - (try doubles("oracle_accuracy")[0])) < 1e-9)

    let confidences = try StepConfidences(.softmax, of: outputs, temperature: Double(alpha))
    let head = try archive.tensor("alpha\(alpha)_confidence_head", of: Double.self)
    for step in 0..<outputs.steps {
      for sample in 0..<head.shape[1] {
        #expect(abs(confidences.values[step * outputs.samples + sample] - head[step, sample]) < 1e-6)
      }
    }
    let curve = DynamicCurve(confidences, of: outputs)
    let (latency, accuracy) = (try doubles("alpha\(alpha)_latency"), try doubles("alpha\(alpha)_accuracy"))
    for (index, threshold) in try doubles("alpha\(alpha)_thresholds").enumerated() {
      let point = curve.point(at: threshold)
      #expect(abs(point.latency - latency[index]) < 1e-3 && abs(point.accuracy - accuracy[index]) < 1e-3)
    }
  }

  @Test func `Every row of a real network agrees, and calibration keeps the accuracy for far fewer steps`()
    throws
  {
    let all = try Self.outputs(NumpyArchive(path: SharedFolder.path("oracles/dynamic_confidence_cifar10.npz")))
    let json = try #require(
      try JSONSerialization.jsonObject(
        with: Data(fileBytes(SharedFolder.path("oracles/dynamic_confidence_cifar10.json")))) as? [String: Any])
    let fixed = try #require(json["fixed_accuracy"] as? [Double])
    for (step, accuracy) in fixed.enumerated() { #expect(abs(all.fixedAccuracy[step] - accuracy) < 1e-3) }
    let oracle = EarlyExits(oracleOf: all)
    let expected = try #require(json["oracle"] as? [Double])
    #expect(abs(oracle.latency - expected[0]) < 1e-3 && abs(oracle.accuracy - expected[1]) < 1e-3)

    let parts = try SampleSplit.first(5000).divide(all.samples, path: "cifar10")
    let (calibration, report) = (all.selecting(parts.calibration), all.selecting(parts.report))
    #expect(SharedSamples.count(calibration: calibration.digests, report: report.digests, mayCoincide: true) == 0)
    var rowCount = 0
    for (key, value) in json where key.hasPrefix("divisor") {
      let rows = try #require(value as? [[Double]])
      let divisor = try #require(Double(key.dropFirst("divisor".count)))
      let curves = try [calibration, report].map {
        DynamicCurve(try StepConfidences(.softmax, of: $0, temperature: divisor), of: $0)
      }
      for row in rows {
        let points = curves.map { $0.point(at: row[0]) }
        let found = [points[0].latency, points[0].accuracy, points[1].latency, points[1].accuracy]
        for (a, b) in zip(found, row.dropFirst()) { #expect(abs(a - b) < 1e-3, "\(key) \(row) \(found)") }
        rowCount += 1
      }
    }
    #expect(rowCount >= 80)

    let evaluation = try ConfidenceEvaluation(
      report, calibration: calibration, settings: ConfidenceSettings(), workers: Workers(threads: 2), path: "cifar10")
    #expect(evaluation.temperature > 8 && evaluation.temperature < 16)
    #expect(evaluation.loss <= 0.002)
    // To be 95 % sure of the loss costs some steps.
    #expect(evaluation.saving >= 0.575)
    #expect(evaluation.exits.latency == evaluation.chosenRule.chosen.latency)
  }
}
