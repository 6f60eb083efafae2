import DatasetSamples
import Foundation
import Tensors
import TestSupport
import Testing

/// `saccade evaluate outputs`.
@Suite struct EvaluateOutputsTests {
  private static let given = ["--temperature", "2", "--threshold", "0.8"]

  /// Early exit computed the slow way: `softmax(sums / temperature)`.
  private static func expected(
    _ made: OutputSamples, temperature: Double, threshold: Double
  ) -> (latency: Double, accuracy: Double) {
    let (steps, samples, classes) = (made.outputs.shape[0], made.outputs.shape[1], made.outputs.shape[2])
    var (latency, right) = (0, 0)
    for sample in 0..<samples {
      var sums = [Double](repeating: 0, count: classes)
      for step in 0..<steps {
        for c in 0..<classes { sums[c] += Double(made.outputs[step, sample, c]) }
        let weights = sums.map { exp($0 / temperature) }
        let best = (0..<classes).reduce(0) { weights[$1] > weights[$0] ? $1 : $0 }
        if weights[best] / weights.reduce(0, +) > threshold || step == steps - 1 {
          latency += step + 1
          right += Int64(best) == made.labels[sample] ? 1 : 0
          break
        }
      }
    }
    return (Double(latency) / Double(samples), Double(right) / Double(samples))
  }

  @Test func `A given temperature and threshold are evaluated on all samples, from two files or one`() throws {
    let made = OutputSamples()
    let folder = try OutputSamples.folder(made)
    let (latency, accuracy) = Self.expected(made, temperature: 2, threshold: 0.8)
    for files in [["run-logits.npy", "run-labels.npy"], ["run.npz"], ["run.npz", "run-labels.npy"]] {
      let object = try expectJSON(["evaluate", "outputs"] + files + Self.given, in: folder)
      expectNumber(object, "latency", latency)
      expectNumber(object, "accuracy", accuracy)
      #expect(object["samples"] as? Int == 400 && object["steps"] as? Int == 8 && object["calibration"] == nil)
      #expect((object["fixed_accuracy"] as? [Double])?.count == 8)
      #expect((object["oracle_latency"] as? Double ?? 99) < latency)
      #expect((object["oracle_accuracy"] as? Double ?? 0) > accuracy)
      #expect((object["latency_histogram"] as? [Int])?.reduce(0, +) == 400)
      let curve = try #require(object["curve"] as? [[String: Any]])
      #expect(Set(curve.compactMap { $0["rule"] as? String }).count == 5)
      let point = try #require(
        curve.first { $0["rule"] as? String == "softmax" && $0["threshold"] as? Double == 0.8 })
      expectNumber(point, "latency", latency)
      expectNumber(point, "accuracy", accuracy)
    }
  }

  @Test func `Without numbers the first half calibrates and the second is reported, to a person as a table`() throws {
    let folder = try OutputSamples.folder()
    let object = try expectJSON(["evaluate", "outputs", "run.npz"], in: folder)
    #expect(object["samples"] as? Int == 200)
    #expect((object["calibration"] as? [String: Any])?["samples"] as? Int == 200)
    #expect(object["temperature_is_fitted"] as? Bool == true && object["threshold_is_chosen"] as? Bool == true)
    let temperature = try #require(object["temperature"] as? Double)
    #expect(temperature > 0.3 && temperature < 3)
    let text = try expectSuccess(["evaluate", "outputs", "run.npz"], in: folder).output
    for word in ["dynamic confidence", "oracle", "95 % interval", "fewer steps", "fixed", "first half"] {
      #expect(text.contains(word), "\(word)")
    }
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test func `The same seed draws the same samples at any number of threads, another seed others`() throws {
    let folder = try OutputSamples.folder()
    func run(_ seed: String, _ threads: String) throws -> String {
      try expectSuccess(
        [
          "evaluate", "outputs", "run.npz", "--calibration", "random:100", "--seed", seed, "--threads", threads,
          "--json",
        ], in: folder
      ).output
    }
    #expect(try run("1", "1") == run("1", "3"))
    #expect(try run("1", "1") != run("2", "1"))
  }

  @Test func `Each sample's exit goes into a table with commas`() throws {
    let folder = try OutputSamples.folder()
    try expectSuccess(["evaluate", "outputs", "run.npz", "--calibration", "399", "-o", "exits.csv"], in: folder)
    let lines = String(decoding: try folder.bytes("exits.csv"), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 2 && lines[0] == "sample,label,exit_step,prediction,right,oracle_step")
    #expect(lines[1].hasPrefix("399,"))
    try expectFailure(
      73, ["evaluate", "outputs", "run.npz", "-o", "exits.csv"], in: folder, telling: ["exits.csv", "--force"])
    try expectFailure(
      73, ["evaluate", "outputs", "run.npz", "-o", "run.npz", "--force"], in: folder, telling: ["input"])
  }

  @Test func `The page appears when it is complete, with the command in it`() throws {
    let folder = try OutputSamples.folder()
    let object = try expectJSON(["evaluate", "outputs", "run.npz", "--report", "run.html"], in: folder)
    #expect(object["report"] as? String == "run.html")
    let page = String(decoding: try folder.bytes("run.html"), as: UTF8.self)
    // Where the page lies is not part of it.
    for word in ["<!DOCTYPE html>", "run.npz", "saccade evaluate outputs run.npz --json<", "early, by softmax"] {
      #expect(page.contains(word), "\(word)")
    }
    try expectFailure(
      73, ["evaluate", "outputs", "run.npz", "--report", "run.html"], in: folder, telling: ["--force"])
    try expectFailure(
      73, ["evaluate", "outputs", "run.npz", "--report", "none/run.html"], in: folder, telling: ["none/run.html"])
  }

  @Test func `Other samples calibrate from a file of their own, unless they are among those reported`() throws {
    let made = OutputSamples()
    let folder = try OutputSamples.folder(made)
    try OutputSamples(seed: 2).write("other", in: folder)
    let object = try expectJSON(
      ["evaluate", "outputs", "run.npz", "--calibration", "other.npz"], in: folder)
    #expect(object["samples"] as? Int == 400)
    try made.selecting([3, 7, 11] + Array(100..<200)).write("part", in: folder)
    try expectFailure(
      65, ["evaluate", "outputs", "run.npz", "--calibration", "part.npz"], in: folder,
      telling: ["part.npz", "103 of 103 calibration samples"])
    try OutputSamples(steps: 9, seed: 3).write("longer", in: folder)
    try expectFailure(
      65, ["evaluate", "outputs", "run.npz", "--calibration", "longer.npz"], in: folder, telling: ["9 steps"])
    // The same samples twice in one file are in both halves.
    try made.selecting(Array(0..<400) + Array(0..<400)).write("twice", in: folder)
    try expectFailure(65, ["evaluate", "outputs", "twice.npz"], in: folder, telling: ["among those reported"])
  }

  @Test func `What is wrong with outputs or labels is said with its place`() throws {
    let made = OutputSamples()
    let folder = try OutputSamples.folder(made)
    var broken = made
    broken.outputs[2, 5, 3] = .nan
    try broken.write("nan", in: folder)
    broken = made
    broken.labels[17] = 4
    try broken.write("label", in: folder)
    broken = made
    broken.labels = made.labels.map { _ in 2 }
    try broken.write("single", in: folder)
    try OutputSamples(samples: 0).write("empty", in: folder)
    try NumpyFile.write(made.labels.map { Float($0) + 0.5 }, to: folder.file("halves.npy"))
    _ = try folder.write(Array("no numbers".utf8), to: "text.npy")
    let cases: [(files: [String], words: [String])] = [
      (["nan.npz"], ["nan.npz", "step 3, sample 5, class 3"]),
      (["label.npz"], ["label 4", "sample 17"]),
      (["run-logits.npy", "label-labels.npy"], ["label-labels.npy", "label 4"]),
      (["single.npz"], ["all 200 calibration samples are of class 2"]),
      (["empty.npz"], ["nothing to evaluate"]),
      (["run-labels.npy", "run-logits.npy"], ["run-logits.npy", "one axis"]),
      (["run-logits.npy", "halves.npy"], ["whole numbers"]),
      (["run-logits.npy"], ["run-logits.npy"]),
      (["run.npz", "text.npy"], ["text.npy"]),
      (["text.npy", "run-labels.npy"], ["text.npy"]),
      (["run-logits.npy", "other-labels.npy"], ["7 labels"]),
      (["run.npz", "--calibration", "400"], ["400 of 400"]),
    ]
    try NumpyFile.write(Tensor<Int64>(zeros: [7]), to: folder.file("other-labels.npy"))
    for (files, words) in cases {
      try expectFailure(65, ["evaluate", "outputs"] + files, in: folder, telling: words)
    }
    try expectFailure(66, ["evaluate", "outputs", "none.npz"], in: folder, telling: ["none.npz"])
    try expectFailure(
      66, ["evaluate", "outputs", "run.npz", "--calibration", "none.npz"], in: folder, telling: ["none.npz"])
  }

  @Test func `Wrong usage is one line`() throws {
    let folder = try OutputSamples.folder()
    let cases: [(arguments: [String], word: String)] = [
      (["--temperature", "0"], "--temperature"), (["--temperature", "-3"], "--temperature"),
      (["--temperature", "nan"], "--temperature"), (["--threshold", "-1"], "--confidence"),
      (["--confidence", "high"], "--confidence"), (["--rule", "bogus"], "patience"),
      (["--max-accuracy-loss", "101%"], "--max-accuracy-loss"),
      (["--max-accuracy-loss", "-1%"], "--max-accuracy-loss"),
      (["--calibration", "0"], "--calibration"), (["--calibration", "random:x"], "--calibration"),
      (["--calibration", "none"], "--calibration none"), (["--seed", "-1"], "--seed"),
    ]
    for (arguments, word) in cases {
      try expectFailure(64, ["evaluate", "outputs", "run.npz"] + arguments, in: folder, telling: [word])
    }
  }

  @Test func `Few calibration samples and outputs that are always right are warned of`() throws {
    let folder = try TemporaryFolder()
    var made = OutputSamples(samples: 50)
    for step in 0..<8 {
      for sample in 0..<50 {
        for index in 0..<4 {
          made.outputs[step, sample, index] = Int64(index) == made.labels[sample] ? Float(sample + step + 1) : 0
        }
      }
    }
    try made.write(in: folder)
    let run = try expectSuccess(["evaluate", "outputs", "run.npz"], in: folder)
    #expect(run.errorLines.count == 3 && run.errorLines.allSatisfy { $0.hasPrefix("warning: run.npz: ") })
    try expectFailure(65, ["evaluate", "outputs", "run.npz", "--strict"], in: folder, telling: ["--strict"])
  }
}

/// Agreement with `../shared/oracles`, by the program as scripts use it.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared")) struct EvaluateOutputsOracleTests {
  @Test func `The drawn outputs give the latencies and accuracies of the oracle`() throws {
    let folder = try TemporaryFolder()
    let path = SharedFolder.path("oracles/dynamic_confidence.npz")
    let archive = try NumpyArchive(path: path)
    func doubles(_ name: String) throws -> [Double] { try archive.tensor(name, of: Double.self).scalars }
    let thresholds = try doubles("alpha30_thresholds")
    for index in [0, 8, 15] {
      let object = try expectJSON(
        ["evaluate", "outputs", path, "--temperature", "30", "--threshold", "\(thresholds[index])"], in: folder)
      let (latency, accuracy) = (try doubles("alpha30_latency"), try doubles("alpha30_accuracy"))
      #expect(abs((object["latency"] as? Double ?? 0) - latency[index]) < 1e-3)
      #expect(abs((object["accuracy"] as? Double ?? 0) - accuracy[index]) < 1e-3)
      #expect(abs((object["oracle_latency"] as? Double ?? 0) - (try doubles("oracle_latency")[0])) < 1e-3)
    }
  }

  @Test func `Calibrated on 5,000 pictures, the other 5,000 keep their accuracy for 57 % fewer steps`() throws {
    let folder = try TemporaryFolder()
    let line = [
      "evaluate", "outputs", SharedFolder.path("oracles/dynamic_confidence_cifar10.npz"), "--calibration", "5000",
      "--temperature", "fit", "--confidence", "auto", "--max-accuracy-loss", "0.1%",
    ]
    let object = try expectJSON(line, in: folder)
    // To be 95 % sure of the loss costs some steps; as likely as not it is below the bound with fewer.
    #expect((object["step_saving"] as? Double ?? 0) >= 0.575)
    let even = try expectJSON(line + ["--confidence-level", "50%"], in: folder)
    #expect((even["step_saving"] as? Double ?? 0) >= 0.58)
    let fixed = try #require(object["fixed_accuracy"] as? [Double])
    #expect((object["accuracy"] as? Double ?? 0) >= fixed[31] - 0.002)
    #expect(abs(fixed[31] - 0.8788) < 1e-6)
  }
}
