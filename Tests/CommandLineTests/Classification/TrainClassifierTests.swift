import DatasetSamples
import Foundation
import SpikingNetworks
import TestSupport
import Testing

/// `saccade train classifier` on digits that the program draws, in MNIST's format.
@Suite struct TrainClassifierTests {
  private static let configuration = """
    data:
      path: digits
      validation: 40
    network:
      widths: [4, 4]
      hidden: 8
      activation: qcfs
    training:
      epochs: 2
      batch: 20
      learning-rate: 0.01

    """

  private func folder(_ configuration: String = Self.configuration) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try DrawnDigitFolder.write(in: folder)
    _ = try folder.write(Array(configuration.utf8), to: "c.yml")
    return folder
  }

  @Test func `A training gives a classifier that the evaluation takes`() throws {
    let folder = try folder()
    let object = try expectJSON(["train", "classifier", "c.yml", "-o", "c.safetensors"], in: folder)
    #expect((object["epochs"] as? [[String: Any]])?.count == 2 || object["test_accuracy"] is Double)
    let stored = try ClassifierCheckpoint(path: folder.file("c.safetensors"))
    #expect(stored.architecture.inputShape == [1, 24, 24] && stored.architecture.classes == 10)
    let evaluated = try expectJSON(
      [
        "evaluate", "classifier", "--model", "c.safetensors", "--data", "digits", "--steps", "4", "--temperature", "1",
        "--confidence", "0.5",
      ], in: folder)
    #expect(evaluated["samples"] as? Int == 50)
  }

  @Test func `A network that takes more memory than is allowed is refused before it is drawn`() throws {
    func wide(_ width: Int) -> String {
      Self.configuration.replacingOccurrences(of: "[4, 4]", with: "[\(width), 2]")
    }
    try expectFailure(
      65, ["train", "classifier", "c.yml", "-o", "c.safetensors"], in: folder(wide(65536)),
      telling: ["c.yml", "[65536, 24, 24]", "at most 16777216"])
    try expectFailure(
      65, ["train", "classifier", "c.yml", "-o", "c.safetensors"], in: folder(wide(8192)),
      telling: ["c.yml", "GB", "the limit is 2 GB", "training.memory"])
    let narrow = try folder(Self.configuration + "  memory: 0.001\n")
    try expectFailure(
      65, ["train", "classifier", "c.yml", "-o", "c.safetensors"], in: narrow, telling: ["the limit is 0.001 GB"])
  }

  @Test func `A training that goes on from a checkpoint ends in the same bytes, on any number of threads`() throws {
    // Another number of epochs would bend a cosine.
    let folder = try folder(Self.configuration + "  schedule: constant\n")
    let train = ["train", "classifier", "c.yml", "--force"]
    try expectSuccess(train + ["-o", "whole.safetensors", "--threads", "1"], in: folder)
    try expectSuccess(train + ["-o", "half.safetensors", "--epochs", "1", "--threads", "3"], in: folder)
    let checkpoint = try #require(try folder.contents().first { $0.hasPrefix("half.") && $0.contains("checkpoint") })
    try expectSuccess(train + ["-o", "rest.safetensors", "--resume", checkpoint, "--epochs", "2"], in: folder)
    let whole = try ClassifierCheckpoint(path: folder.file("whole.safetensors"))
    let rest = try ClassifierCheckpoint(path: folder.file("rest.safetensors"))
    #expect(whole.tensors == rest.tensors)
  }

  @Test func `The advice after an interruption works as it is printed`() throws {
    let text = Self.configuration.replacingOccurrences(of: "path: digits", with: "bins: 15") + "  schedule: constant\n"
    let folder = try folder(text)
    try expectSuccess(
      ["train", "classifier", "c.yml", "--data", "digits", "-o", "mine.safetensors", "--epochs", "1", "--seed", "3"],
      in: folder)
    // As after an interruption: the state is there, the network is not.
    try FileManager.default.removeItem(atPath: folder.file("mine.safetensors"))
    try expectSuccess(
      ["train", "classifier", "c.yml", "--resume", "mine.checkpoint.safetensors", "--epochs", "2"], in: folder)
    #expect(folder.exists("mine.safetensors") && !folder.exists("c.safetensors"))
  }

  @Test func `A training that diverged is bad input, and is not written as if it were well`() throws {
    let text = Self.configuration.replacingOccurrences(of: "learning-rate: 0.01", with: "learning-rate: 100")
    let folder = try folder(text + "  schedule: constant\n")
    // The state of an epoch before may stay.
    let run = try Program.run(["train", "classifier", "c.yml", "-o", "c.safetensors", "--quiet"], in: folder)
    #expect(run.status == 65, "\(run.errors)")
    expectOneError(run, telling: ["c.yml", "learning-rate"])
    #expect(run.errors.contains("diverged") || run.errors.contains("no number"))
    #expect(!folder.exists("c.safetensors"))
  }

  @Test(
    arguments: [
      ("validation: 40", "validation: 1.5", "data.validation is `1.5`"),
      ("widths: [4, 4]", "widths: []", "network.widths is an empty list"),
      ("widths: [4, 4]", "widths:", "network.widths has no value"),
      ("widths: [4, 4]", "widths: [4, 0]", "network.widths is `[4, 0]`"),
      ("hidden: 8", "hidden:", "network.hidden has no value"),
    ])
  func `Values that mean nothing are refused by their names`(right: String, wrong: String, words: String) throws {
    let folder = try folder(Self.configuration.replacingOccurrences(of: right, with: wrong))
    try expectFailure(
      65, ["train", "classifier", "c.yml", "-o", "c.safetensors"], in: folder, telling: [words, "line"])
  }

  @Test func `Configurations that are printed can be read, and mistakes are told with their line`() throws {
    let folder = try folder()
    for name in ["mnist-qcfs", "nmnist-lif"] {
      let text = try expectSuccess(["train", "classifier", "--print-config", name], in: folder).output
      _ = try folder.write(Array(text.utf8), to: "printed.yml")
      try expectFailure(
        66, ["train", "classifier", "printed.yml", "-o", "p.safetensors", "--data", "none"], in: folder,
        telling: ["none"])
    }
    let wrong = Self.configuration.replacingOccurrences(of: "  batch: 20", with: "  bach: 20")
    _ = try folder.write(Array(wrong.utf8), to: "wrong.yml")
    try expectFailure(
      65, ["train", "classifier", "wrong.yml", "-o", "w.safetensors"], in: folder, telling: ["line 10", "bach"])
    try expectFailure(64, ["train", "classifier"], in: folder, telling: ["configuration"])
  }
}
