import Files
import Tensors
import TestSupport
import Testing

@testable import SpikingNetworks

@Suite struct ClassifierOutputsTests {
  private static func error(_ shape: [Int], labels: [Int64], _ change: (inout [Float]) -> Void = { _ in }) throws
    -> FileError
  {
    var scalars = [Float](repeating: 0.5, count: shape.reduce(1, *))
    change(&scalars)
    return try #require(throws: FileError.self) {
      _ = try ClassifierOutputs(
        Tensor(shape: shape, scalars: scalars), labels: labels, path: "logits.npy", labelsPath: "labels.npy")
    }
  }

  @Test func `Outputs are summed over the steps, and predictions are kept of sums and of single steps`() throws {
    let made = try outputs([[[1, 0], [-3, 1], [5, 0]], [[0, 2], [1, 0], [1, 0]]], labels: [0, 1])
    #expect(made.accumulated.scalars == [1, 0, 0, 2, -2, 1, 1, 2, 3, 1, 2, 2])
    // Of equal sums the first class counts.
    #expect(made.predictions == [0, 1, 1, 1, 0, 0])
    #expect(made.stepPredictions == [0, 1, 1, 0, 0, 0])
    #expect(made.fixedAccuracy == [1, 0.5, 0.5])
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func `An output that is no finite number is named by step, sample and class`(value: Float) throws {
    let error = try Self.error([4, 3, 5], labels: [0, 1, 2]) { $0[(2 * 3 + 1) * 5 + 4] = value }
    #expect(error.kind == .badContent && error.path == "logits.npy")
    #expect(error.place == "step 3, sample 1, class 4")
  }

  @Test func `Sums that leave the range are refused`() throws {
    let error = try Self.error([2, 1, 2], labels: [0]) { $0 = $0.map { _ in 3e38 } }
    #expect(error.place == "step 2, sample 0, class 0")
  }

  @Test(arguments: [Int64(-1), 5, 1 << 40])
  func `A label that is no class is named with its sample`(label: Int64) throws {
    let error = try Self.error([4, 3, 5], labels: [0, label, 2])
    #expect(error.path == "labels.npy" && error.place == "sample 1")
    #expect(error.problem.contains("label \(label)") && error.problem.contains("0 to 4"))
  }

  @Test func `Shapes that do not fit are refused, exchanged axes with the remedy`() throws {
    #expect(try Self.error([4, 3], labels: [0, 1, 2]).problem.contains("steps, samples and classes"))
    #expect(try Self.error([3, 4, 5], labels: [0, 1, 2]).remedy?.description.contains("exchange") == true)
    #expect(try Self.error([4, 2, 5], labels: [0, 1, 2]).problem.contains("3 labels"))
    #expect(try Self.error([4, 0, 5], labels: []).problem.contains("nothing"))
    #expect(try Self.error([0, 3, 5], labels: [0, 1, 2]).problem.contains("nothing"))
    #expect(try Self.error([4, 3, 1], labels: [0, 0, 0]).problem.contains("one class"))
  }

  @Test func `Chosen samples keep their outputs, labels and digests`() throws {
    let all = try drawnOutputs()
    let part = all.selecting([7, 3, 290])
    #expect(part.samples == 3 && part.steps == all.steps)
    #expect(part.labels == [all.labels[7], all.labels[3], all.labels[290]])
    #expect(part.digests[2] == all.digests[290])
    #expect(part.accumulated[5, 1, 2] == all.accumulated[5, 3, 2])
    for step in 0..<all.steps {
      #expect(part.isRight(step: step, sample: 0) == all.isRight(step: step, sample: 7))
      #expect(part.stepPredictions[step * 3 + 2] == all.stepPredictions[step * all.samples + 290])
    }
  }

  @Test func `Samples that two sets share are counted, and chance repeats are not`() throws {
    let all = try drawnOutputs().digests
    #expect(Set(all).count == all.count)
    let (first, rest) = (Array(all[..<100]), Array(all[100...]))
    #expect(SharedSamples.count(calibration: first, report: rest, mayCoincide: true) == 0)
    #expect(SharedSamples.count(calibration: first + [rest[4]], report: rest, mayCoincide: true) == 1)
    let often = Array(repeating: all[0], count: 30)
    #expect(SharedSamples.count(calibration: often, report: often, mayCoincide: true) == 0)
    #expect(SharedSamples.count(calibration: often, report: often, mayCoincide: false) == 30)
  }
}

@Suite struct SampleSplitTests {
  @Test(
    arguments: [
      SampleSplit.first(30), .firstHalf, .secondHalf, .random(nil, seed: 3), .random(20, seed: 4), .none,
    ])
  func `Every sample is in one part, in order`(split: SampleSplit) throws {
    let (calibration, report) = try split.divide(101, path: "x")
    #expect(Set(calibration).union(report) == Set(0..<101))
    #expect(calibration.count + report.count == 101)
    #expect(calibration == calibration.sorted() && report == report.sorted())
  }

  @Test func `Halves are those of the order, and drawn ones change with the seed`() throws {
    #expect(try SampleSplit.firstHalf.divide(10, path: "x").calibration == [0, 1, 2, 3, 4])
    #expect(try SampleSplit.secondHalf.divide(10, path: "x").calibration == [5, 6, 7, 8, 9])
    let drawn = try (0..<3).map { try SampleSplit.random(nil, seed: UInt64($0 % 2)).divide(100, path: "x").calibration }
    #expect(drawn[0] == drawn[2] && drawn[0] != drawn[1] && drawn[0].count == 50)
  }

  @Test(arguments: [SampleSplit.first(0), .first(10), .first(11), .random(10, seed: 0)])
  func `A part without samples is refused`(split: SampleSplit) throws {
    let error = try #require(throws: FileError.self) { _ = try split.divide(10, path: "labels.npy") }
    #expect(error.kind == .badContent && error.remedy?.pieces.contains(.remedy(.set(.calibration))) == true)
  }
}
