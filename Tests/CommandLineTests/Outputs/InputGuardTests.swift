import DatasetSamples
import Foundation
import TestSupport
import Testing

/// No verb writes over what it reads, by whatever name, with `--force` too.
@Suite struct InputGuardTests {
  /// Runs what must be refused, and checks that no byte of any file changed.
  private static func refuse(_ arguments: [String], in folder: TemporaryFolder) throws {
    func bytes() throws -> [String: [UInt8]] {
      Dictionary(
        uniqueKeysWithValues: try folder.contents().map { ($0, (try? folder.bytes($0)) ?? []) })
    }
    let before = try bytes()
    try expectFailure(73, arguments + ["--force"], in: folder, telling: ["input", "never written over"])
    #expect(try bytes() == before)
  }

  private static func link(_ folder: TemporaryFolder, _ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: folder.file(name), withDestinationPath: target)
  }

  @Test func `Recordings and what goes with them`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(
      Array(("# t_us x@20 y@10 p\n" + (0..<200).map { "\($0 * 97) 3 4 1\n" }.joined()).utf8), to: "e.txt")
    _ = try folder.write(Array("from_us,to_us\n0,5000\n5000,9000\n".utf8), to: "times.csv")
    try FileManager.default.linkItem(atPath: folder.file("e.txt"), toPath: folder.file("hard.npz"))
    try Self.link(folder, "soft.csv", to: "e.txt")
    try Self.link(folder, "times.npz", to: "times.csv")
    try Self.link(folder, "e.png", to: "e.txt")
    for output in ["e.txt", "./e.txt", "soft.csv", "hard.npz"] {
      try Self.refuse(["convert", "e.txt", output], in: folder)
      try Self.refuse(["doctor", "e.txt", "--repair", output], in: folder)
    }
    try Self.refuse(["represent", "e.txt", "-o", "hard.npz", "--kind", "count"], in: folder)
    try Self.refuse(["represent", "e.txt", "-o", "times.npz", "--kind", "count", "--times", "times.csv"], in: folder)
    try Self.refuse(["render", "e.txt", "-o", "e.png"], in: folder)
    let piped = try Program.shell(#""$saccade" convert - e.txt --force < e.txt"#, in: folder)
    #expect(piped.status == 73)
    expectOneError(piped, telling: ["input"])
    let fed = try Program.shell(#""$saccade" convert e.txt - --to text >> e.txt"#, in: folder)
    #expect(fed.status == 73)
    expectOneError(fed, telling: ["input"])
  }

  @Test func `Flow and what it is compared with`() throws {
    let folder = try TemporaryFolder()
    let spikes = try folder.writeSpikes(frames: 60)
    let weights = try folder.writeArchivedWeights()
    try expectSuccess(["flow", spikes, "--weights", weights, "-o", "f", "--format", "flo"], in: folder)
    let fields = try folder.contents().filter { $0.hasSuffix(".flo") }
    let evaluate = ["evaluate", "flow", "--protocol", "plain", "--pred", "f", "--gt", "f"]
    for option in ["--report", "-o"] {
      try Self.refuse(evaluate + [option, try #require(fields.last)], in: folder)
      try Self.refuse(
        ["evaluate", "flow", "--protocol", "plain", "--pred", fields[0], "--gt", fields[0], option, fields[0]],
        in: folder)
    }
    try Self.link(folder, "over.png", to: spikes)
    try Self.refuse(["render", fields[0], "--over", spikes, "-o", "over.png"], in: folder)
    let run = try expectFailure(
      64, evaluate + ["--report", "page.html", "-o", "./page.html"], in: folder, telling: ["two outputs"])
    #expect(run.status == 64)
  }

  @Test func `A training's data, configuration and state`() throws {
    let folder = try TemporaryFolder()
    try DrawnDigitFolder.write(in: folder, training: 40, testing: 20)
    _ = try folder.write(
      Array("data:\n  path: digits\nnetwork:\n  widths: [2]\n  hidden: 4\ntraining:\n  epochs: 1\n".utf8), to: "c.yml")
    let pictures = "digits/train-images-idx3-ubyte"
    for output in [pictures, "c.yml"] {
      try Self.refuse(["train", "classifier", "c.yml", "-o", output], in: folder)
    }
    try expectSuccess(["train", "classifier", "c.yml", "-o", "m.safetensors"], in: folder)
    for option in ["--report", "--save-outputs"] {
      for output in ["m.safetensors", pictures] {
        try Self.refuse(
          ["evaluate", "classifier", "--model", "m.safetensors", "--data", "digits", option, output], in: folder)
      }
    }
    // The state that a run goes on from is the one that it writes anew.
    let resume = ["train", "classifier", "c.yml", "-o", "m.safetensors", "--epochs", "2", "--force"]
    try expectSuccess(resume + ["--resume", "m.checkpoint.safetensors"], in: folder)
  }
}
