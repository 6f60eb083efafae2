import DatasetSamples
import Foundation
import Tensors
import TestSupport
import Testing

/// `saccade evaluate classifier` on a residual network of a few channels.
@Suite struct EvaluateClassifierTests {
  private static let arguments = [
    "evaluate", "classifier", "--model", "ann.safetensors", "--data", "cifar", "--steps", "6",
  ]
  private static let given = arguments + ["--temperature", "0.5", "--threshold", "0.6"]

  private func folder(testing: Int = 30) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try ClassifierSample.write(.qcfs(levels: 4), in: folder)
    try ClassifierSample.writePictures(in: folder, testing: testing)
    return folder
  }

  @Test func `Accuracy, operations, energy and time are told with and without early exit`() throws {
    let object = try expectJSON(Self.given + ["--batch", "4"], in: folder())
    #expect(object["samples"] as? Int == 30 && object["steps"] as? Int == 6 && object["calibration"] == nil)
    for key in [
      "latency", "accuracy", "oracle_latency", "oracle_accuracy", "ann_accuracy", "spikes_per_neuron",
      "synaptic_operations", "energy_joule", "seconds_fixed", "seconds_dynamic", "seconds_fixed_batched",
      "seconds_decision", "time_saving", "temperature", "threshold",
    ] { #expect(object[key] is Double, "\(key) is missing") }
    #expect((object["fixed_accuracy"] as? [Double])?.count == 6)
    let fixed = try #require(object["fixed"] as? [String: Double])
    let dynamic = try #require(object["dynamic"] as? [String: Double])
    #expect(fixed["steps"] == 6)
    #expect(dynamic["steps"] == object["latency"] as? Double)
    #expect(dynamic["additions"] ?? 1 < fixed["additions"] ?? 0)
    #expect(dynamic["multiply_accumulates"] == fixed["multiply_accumulates"])
    // One product a weight and pixel of the first layer.
    #expect(fixed["multiply_accumulates"] == Double(32 * 32 * 2 * 3 * 9))
    let layers = try #require(object["layers"] as? [[String: Any]])
    #expect(layers.count == 5)
    for layer in layers {
      #expect(layer["spikes_per_neuron"] as? Double ?? 9 <= 6)
      #expect(layer["spikes_per_neuron_dynamic"] as? Double ?? 9 <= layer["spikes_per_neuron"] as? Double ?? 0)
    }
  }

  @Test func `The numbers are the same in any batch and on any number of threads`() throws {
    let folder = try folder()
    func run(_ batch: String, _ threads: String) throws -> [String: Any] {
      try expectJSON(Self.given + ["--batch", batch, "--threads", threads], in: folder)
    }
    let (one, other) = (try run("1", "1"), try run("7", "3"))
    for key in ["latency", "accuracy", "spikes_per_neuron", "synaptic_operations"] {
      #expect(one[key] as? Double == other[key] as? Double, "\(key)")
    }
  }

  @Test(arguments: ["constant", "rate"])
  func `A coding of pictures is refused for recordings of events, the usual one as well`(coding: String) throws {
    let folder = try TemporaryFolder()
    var files = ["c.yml": Array(Self.eventTraining.utf8)]
    for index in 0..<12 {
      files["events/\(index < 8 ? "Train" : "Test")/\(index % 2)/0000\(index).bin"] =
        ClassificationSample.events(60, seed: index)
    }
    try ClassificationSample.write(files, to: folder.path)
    try expectSuccess(["train", "classifier", "c.yml", "-o", "lif.safetensors"], in: folder)
    let evaluate = [
      "evaluate", "classifier", "--model", "lif.safetensors", "--data", "events", "--temperature", "1", "--threshold",
      "0.5",
    ]
    try expectSuccess(evaluate, in: folder)
    try expectFailure(64, evaluate + ["--coding", coding], in: folder, telling: ["--coding", "recordings of events"])
  }

  private static let eventTraining = """
    data:
      path: events
      validation: 2
      bins: 3
      bin-duration: 2ms
    network:
      widths: [2, 2]
      hidden: 4
      activation: spiking
    training:
      epochs: 1
      batch: 4

    """

  @Test func `Pictures come as a current or as spikes, the same in any batch`() throws {
    let folder = try folder()
    func run(_ coding: String, _ more: String...) throws -> [String: Any] {
      try expectJSON(Self.given + ["--coding", coding] + more, in: folder)
    }
    let constant = try run("constant")
    #expect(constant["coding"] as? String == "constant")
    #expect(try expectJSON(Self.given, in: folder)["coding"] as? String == "constant")
    for coding in ["rate", "poisson"] {
      let (one, other) = (try run(coding, "--batch", "1"), try run(coding, "--batch", "7", "--threads", "1"))
      #expect(one["coding"] as? String == coding)
      for key in ["latency", "accuracy", "spikes_per_neuron", "ann_accuracy"] {
        #expect(one[key] as? Double == other[key] as? Double, "\(key)")
      }
      #expect(one["ann_accuracy"] as? Double == constant["ann_accuracy"] as? Double)
      #expect(one["spikes_per_neuron"] as? Double != constant["spikes_per_neuron"] as? Double)
    }
    let seeded = try run("poisson", "--seed", "1")["spikes_per_neuron"] as? Double
    #expect(seeded != (try run("poisson")["spikes_per_neuron"] as? Double))
  }

  @Test func `Saved outputs evaluate to the same numbers, and the page says what the network took`() throws {
    let folder = try folder()
    let object = try expectJSON(Self.given + ["--save-outputs", "o.npz", "--report", "page.html"], in: folder)
    let again = try expectJSON(
      ["evaluate", "outputs", "o.npz", "--temperature", "0.5", "--threshold", "0.6"], in: folder)
    for key in ["latency", "accuracy", "oracle_latency", "oracle_accuracy"] {
      #expect(object[key] as? Double == again[key] as? Double, "\(key)")
    }
    let page = try String(contentsOfFile: folder.file("page.html"), encoding: .utf8)
    #expect(page.contains("Operations and energy") && page.contains("Spikes") && page.contains("layer by layer"))
  }

  @Test func `Half of the samples calibrate, drawn from all classes where they are sorted`() throws {
    let folder = try folder(testing: 60)
    let object = try expectJSON(Self.arguments + ["--temperature", "0.5"], in: folder)
    #expect(object["samples"] as? Int == 30)
    #expect((object["calibration"] as? [String: Any])?["split"] as? String == "first half")
    let sorted = (0..<60).sorted { ClassificationSample.label($0) < ClassificationSample.label($1) }
    let record = 3073
    let bytes = ClassificationSample.cifar(60)
    try ClassificationSample.write(
      ["cifar/test_batch.bin": sorted.flatMap { bytes[$0 * record..<($0 + 1) * record] }], to: folder.path)
    let drawn = try expectJSON(Self.arguments + ["--temperature", "0.5"], in: folder)
    #expect((drawn["calibration"] as? [String: Any])?["split"] as? String == "half drawn at random")
  }

  @Test func `A calibration set that is evaluated, of one class, or of other labels is refused`() throws {
    let folder = try folder()
    try expectFailure(
      65, Self.arguments + ["--calibration", "cifar/test_batch.bin"], in: folder,
      telling: ["30 of 30 calibration samples are among those reported"])
    let record = 3073
    let one = (0..<30).filter { ClassificationSample.label($0) == 3 }
    let bytes = ClassificationSample.cifar(60)
    let others = one.map { Array(bytes[$0 * record..<$0 * record + record - 1]) + [0xEE] }
    try ClassificationSample.write(["one.bin": others.flatMap { $0 }], to: folder.path)
    try expectFailure(65, Self.arguments + ["--calibration", "one.bin"], in: folder, telling: ["class"])
    try ClassificationSample.write(["hundred/test.bin": ClassificationSample.cifar(30, classes: 100)], to: folder.path)
    try expectFailure(
      65, ["evaluate", "classifier", "--model", "ann.safetensors", "--data", "hundred"], in: folder,
      telling: ["none of the network's 10 classes"])
  }

  @Test func `A network of plain ReLUs is told how it is converted`() throws {
    let folder = try folder()
    try ClassifierSample.write(.relu, in: folder)
    try expectFailure(65, Self.arguments, in: folder, telling: ["saccade convert-model ann.safetensors"])
  }

  @Test func `Missing, extra and misshapen parameters are listed at once`() throws {
    let folder = try folder()
    try ClassifierSample.write(.qcfs(levels: 4), in: folder) { tensors in
      tensors["conv1.1.weight"] = nil
      tensors["extra.weight"] = Tensor(zeros: [2])
      tensors["fc.bias"] = Tensor(zeros: [3])
    }
    for name in ["conv1.1.weight", "extra.weight", "fc.bias"] {
      try expectFailure(65, Self.arguments, in: folder, telling: [name])
    }
  }

  @Test func `Wrong usage is one line`() throws {
    let folder = try folder()
    for wrong in [["--steps", "0"], ["--batch", "0"], ["--limit", "0"], ["--temperature", "-1"]] {
      try expectFailure(64, Self.given + wrong, in: folder, telling: ["\(wrong[0].dropFirst(2))"])
    }
  }
}
