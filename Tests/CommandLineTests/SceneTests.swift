import Datasets
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct SceneTests {
  private static let law = """
    recording:
      size: 32x24
      frames: 41
    objects:
      count: 2
      speed: [1000, 9000]
    background:
      speed: 4000
    textures:
      patterns: [noise]
      drawings: 1
    """

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try folder.write(Array(Self.law.utf8), to: "law.yml")
    return folder
  }

  @Test func `Scenes are written as data-set readers expect them`() throws {
    let folder = try folder()
    let summary = try expectJSON(["scene", "law.yml", "-o", "all", "--count", "2", "--events"], in: folder)
    #expect((summary["scenes"] as? [[String: Any]])?.count == 2)
    let dataset = try #require(try SpikeFlowDataset(folder: folder.file("all")))
    #expect(dataset.scenes.map(\.name) == ["0000", "0001"] && dataset.kind == .scenes)
    let scene = dataset.scenes[0]
    #expect(scene.intervals == [10, 20])
    #expect(try scene.fields(interval: 10).count == 4 && scene.fields(interval: 20).count == 2)
    #expect(try scene.openSpikes().frameCount == 41)
    #expect(FileManager.default.fileExists(atPath: folder.file("all/0000/events.raw")))
    let text = try #require(FileManager.default.contents(atPath: folder.file("all/0000/scene.json")))
    let record = try #require(JSONSerialization.jsonObject(with: text) as? [String: Any])
    for key in ["seed", "index", "width", "height", "frames", "rate_hz", "objects", "version"] {
      #expect(record[key] != nil, "\(key)")
    }
  }

  @Test func `Same seed, same bytes: threads, shards, a run that was cut off`() throws {
    let folder = try folder()
    func bytes(_ path: String) -> Data? { FileManager.default.contents(atPath: folder.file(path)) }
    try expectSuccess(["scene", "law.yml", "-o", "all", "--count", "3", "--seed", "7", "--threads", "1"], in: folder)
    for shard in ["0/2", "1/2"] {
      try expectSuccess(
        ["scene", "law.yml", "-o", "parts", "--count", "3", "--seed", "7", "--shard", shard, "--threads", "2"],
        in: folder)
    }
    try expectSuccess(["scene", "law.yml", "-o", "one", "--seed", "9"], in: folder)
    for file in ["test.dat", "dt=10/motion_vector/0003.flo"] {
      let first = try #require(bytes("all/0002/\(file)"))
      #expect(bytes("parts/0002/\(file)") == first)
      // Scene 2 of seed 7 is scene 0 of seed 9.
      #expect(bytes("one/0000/\(file)") == first)
    }
    try FileManager.default.removeItem(atPath: folder.file("all/0001"))
    let again = try expectJSON(["scene", "law.yml", "-o", "all", "--count", "3", "--seed", "7"], in: folder)
    #expect(again["kept"] as? Int == 2)
    #expect(bytes("all/0001/scene.json") == bytes("parts/0001/scene.json"))
    _ = try folder.write([1, 2, 3], to: "all/0001/test.dat")
    let repeated = ["scene", "law.yml", "-o", "all", "--count", "3", "--seed", "7"]
    try expectFailure(65, repeated, in: folder, telling: ["all/0001/test.dat", "--force"])
    try expectFailure(
      73, ["scene", "law.yml", "-o", "all", "--seed", "8"], in: folder, telling: ["all/0000", "--force"])
    try expectSuccess(repeated + ["--force"], in: folder)
    #expect(bytes("all/0001/test.dat") == bytes("parts/0001/test.dat"))
  }

  @Test func `What cannot be is refused in one line`() throws {
    let folder = try folder()
    _ = try folder.write(Array("objects:\n  speed: [9, 2]\n".utf8), to: "bad.yml")
    try expectFailure(66, ["scene", "spfit", "-o", "x"], in: folder, telling: ["spfit", "spift"])
    try expectFailure(65, ["scene", "bad.yml", "-o", "x"], in: folder, telling: ["bad.yml", "speed", "line 2"])
    try expectFailure(64, ["scene", "density:0.5..0.1", "-o", "x"], in: folder, telling: ["density"])
    try expectFailure(64, ["scene", "spift"], in: folder, telling: ["--output"])
    try expectFailure(64, ["scene", "spift", "-o", "x", "--dt", "10,0"], in: folder, telling: ["--dt"])
    try expectFailure(64, ["scene", "spift", "-o", "x", "--shard", "2/2"], in: folder, telling: ["--shard"])
  }

  @Test func `A law is listed and printed`() throws {
    let folder = try folder()
    #expect(try expectSuccess(["scene", "list"], in: folder).output.contains("esim-2d"))
    #expect(try expectSuccess(["scene", "spift", "--print-config"], in: folder).output.contains("curve:"))
  }
}
