import DatasetSamples
import Foundation
import Tensors
import TestSupport
import Testing

/// `saccade train flow` on scenes in the layout of PHM.
@Suite struct TrainFlowTests {
  private static let configuration = """
    data:
      source: folder
      path: scenes
      crop: 16x16
    training:
      steps: 3
      batch: 1
    validation:
      every: 3
      samples: 1

    """

  private func folder(_ configuration: String = Self.configuration) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    var sample = SceneSample()
    (sample.frameCount, sample.intervals) = (61, [10])
    try sample.write(to: folder.file("scenes"), scenes: ["0000", "0001"])
    _ = try folder.write(Array(configuration.utf8), to: "c.yml")
    return folder
  }

  private static func text(_ folder: TemporaryFolder, _ name: String) throws -> String {
    try String(contentsOfFile: folder.file(name), encoding: .utf8)
  }

  @Test func `A training gives weights that the estimation takes`() throws {
    let folder = try folder()
    let object = try expectJSON(["train", "flow", "c.yml"], in: folder)
    #expect(object["steps"] as? Int == 3 && object["best_aee_ratio"] is Double && object["output"] as? String == "c")
    let flow = try expectJSON(
      [
        "flow", "scenes/0000/test.dat", "--size", "48x32", "--weights", "c/best.safetensors", "--count", "1", "-o", "f",
      ], in: folder)
    #expect(flow["model"] as? String == "scflow")
    // It does not begin anew over what is there, and goes on to more steps.
    try expectFailure(73, ["train", "flow", "c.yml"], in: folder, telling: ["c", "exists already"])
    let more = try expectJSON(["train", "flow", "c.yml", "--resume", "c", "--steps", "4"], in: folder)
    #expect(more["steps"] as? Int == 4)
  }

  @Test func `Weights are exported in half precision, with a card on which notes are kept`() throws {
    let folder = try folder()
    try expectSuccess(["train", "flow", "c.yml"], in: folder)
    let export = ["train", "export", "c", "-o", "sets/mine"]
    let object = try expectJSON(export, in: folder)
    #expect(object["weights"] as? String == "sets/mine/mine.safetensors" && object["parameters"] as? Int == 803_320)
    #expect(object["bytes"] as? Int ?? .max < 2 * 803_320 + 20_000)
    let card = try Self.text(folder, "sets/mine/README.md")
    for words in [
      "# mine", "scflow", "803,320", "`saccade train flow config.yml`", "| seed | 0 |", "| time | 3 steps", "aee_ratio",
      "Apache-2.0", "crop: 16x16", String((object["weights_digest"] as? String ?? "sha256:none").dropFirst(7)),
    ] {
      #expect(card.contains(words), "\(words)")
    }
    let flow = ["flow", "scenes/0000/test.dat", "--size", "48x32", "--count", "1", "-o", "f"]
    try expectSuccess(flow + ["--weights", "sets/mine/mine.safetensors"], in: folder)
    try expectFailure(73, export, in: folder, telling: ["mine.safetensors"])
    _ = try folder.write(Array((card + "\n## Measured\nBy hand.\n").utf8), to: "sets/mine/README.md")
    try expectSuccess(export + ["--force"], in: folder)
    #expect(try Self.text(folder, "sets/mine/README.md").hasSuffix("\n## Measured\nBy hand.\n"))
    try expectFailure(
      66, ["train", "export", "scenes", "-o", "x"], in: folder, telling: ["scenes", "best.safetensors"])
  }

  @Test func `A batch that comes again and again is learnt`() throws {
    let folder = try folder(
      Self.configuration.replacing("steps: 3", with: "steps: 30\n  repeat-after: 1\n  average: 0")
        .replacing("every: 3", with: "every: 0") + "output:\n  log-every: 1\n")
    try expectSuccess(["train", "flow", "c.yml"], in: folder)
    let losses = try Self.text(folder, "c/metrics.jsonl").split(separator: "\n").compactMap { line in
      (try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["loss"] as? Double
    }
    #expect(losses.count == 30 && losses[29] < 0.6 * losses[0], "\(losses)")
  }

  @Test func `A dry run writes nothing`() throws {
    let folder = try folder()
    let run = try expectSuccess(["train", "flow", "c.yml", "--dry-run"], in: folder)
    #expect(run.output.contains("a step takes") && run.output.contains("MB"))
    #expect(try !folder.names().contains("c"))
  }

  @Test func `A configuration of pictures that is printed can be read`() throws {
    let folder = try TemporaryFolder()
    let text = try expectSuccess(["train", "reconstruction", "--print-config", "firenet"], in: folder).output
    _ = try folder.write(Array(text.utf8), to: "printed.yml")
    try expectFailure(
      66, ["train", "reconstruction", "printed.yml", "--init", "none.safetensors"], in: folder,
      telling: ["none.safetensors"])
    _ = try folder.write(Array(text.replacing("warmup: 4", with: "warmup: 12").utf8), to: "wrong.yml")
    try expectFailure(
      65, ["train", "reconstruction", "wrong.yml"], in: folder, telling: ["data.warmup is 12", "the 12 windows"])
    try expectFailure(64, ["train", "reconstruction"], in: folder, telling: ["configuration"])
  }

  @Test func `Configurations that are printed can be read, and mistakes are told with their line`() throws {
    let folder = try folder()
    for name in ["scflow", "steflownet-s", "steflownet-s-recordings"] {
      let text = try expectSuccess(["train", "flow", "--print-config", name], in: folder).output
      _ = try folder.write(Array(text.utf8), to: "printed.yml")
      if name.hasSuffix("recordings") {
        try expectFailure(
          65, ["train", "flow", "printed.yml", "--init", "steflownet-s"], in: folder, telling: ["data.path", "--data"])
        continue
      }
      try expectFailure(
        66, ["train", "flow", "printed.yml", "--init", "none.safetensors"], in: folder, telling: ["none.safetensors"])
    }
    _ = try folder.write(Array(Self.configuration.replacing("crop", with: "corp").utf8), to: "wrong.yml")
    try expectFailure(65, ["train", "flow", "wrong.yml"], in: folder, telling: ["line 4", "data.corp", "crop"])
    try expectFailure(64, ["train", "flow"], in: folder, telling: ["configuration"])
    try expectFailure(64, ["train", "flow", "c.yml", "--print-config", "n"], in: folder, telling: ["scflow"])
    try expectFailure(64, ["train", "flow", "c.yml", "--init", "a", "--resume", "b"], in: folder, telling: ["--init"])
    try expectFailure(66, ["train", "flow", "c.yml", "--resume", "scenes"], in: folder, telling: ["checkpoint-STEP"])
    try expectFailure(
      65, ["train", "flow", "c.yml", "--freeze", "no*"], in: folder, telling: ["training.freeze", "no*"])
  }

  @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
  func `A signal saves the state, from which it goes on`(signal: Int32, status: Int32) throws {
    let folder = try folder(Self.configuration.replacing("steps: 3", with: "steps: 100000\n  average: 0"))
    let run = try Program.Started(Program.path, ["train", "flow", "c.yml"], in: folder)
    // It has begun when metrics can be written.
    while run.isRunning && !FileManager.default.fileExists(atPath: folder.file("c/metrics.jsonl")) { usleep(1000) }
    run.send(signal)
    let end = try run.wait()
    #expect(end.status == status && end.errors.contains("--resume c/checkpoint-"), "\(end.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("c"))
    #expect(names.contains { $0.hasPrefix("checkpoint-") } && !names.contains { $0.hasSuffix(".part") })
  }
}
