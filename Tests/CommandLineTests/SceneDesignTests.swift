import Foundation
import Media
import Tensors
import TestSupport
import Testing

@Suite struct SceneDesignTests {
  private static let scene = """
    {"frames": 12, "rate_hz": 20000, "scene": {"width": 40, "height": 24, "things": [{"mesh": {"_0": {
      "form": {"object": {"name": "house.obj", "size": 18}},
      "texture": {"paint": {"pattern": {"_0": {"kind": "noise", "seed": 1, "grain": 0.3, "side": 64}}},
        "darkest": 20, "brightest": 200, "scale": 1, "angle": 0, "x": 0, "y": 0},
      "motion": {"x": {"line": {"start": 20, "rate": 5000}}, "y": {"constant": {"value": 12}},
        "z": {"constant": {"value": 0}}, "turns": []},
      "brightness": {"constant": {"value": 1}}}}}],
      "camera": {"x": {"constant": {"value": 0}}, "y": {"constant": {"value": 0}}, "angle": {"constant": {"value": 0}},
        "scale_x": {"constant": {"value": 1}}, "scale_y": {"constant": {"value": 1}}, "shear": {"constant": {"value": 0}}},
      "illumination": {"constant": {"value": 1}}}}
    """
  private static let house = "v 0 0 0\nv 2 0 0\nv 2 2 0\nv 1 3 0\nv 0 2 0\nf 1 2 3 4 5\n"

  @Test func `A designed scene is recorded under its name`() throws {
    let folder = try TemporaryFolder()
    let summary = try expectJSON(
      ["scene", "dice", "-o", "dice", "--size", "48x30", "--frames", "21", "--truth"], in: folder)
    #expect(summary["law"] as? String == "dice")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.file("dice/0000"))
    #expect(names.contains("test.dat") && names.contains("dt=20/motion_vector/0000.flo"))
    #expect(names.contains("scene.json"))
    #expect(names.contains("dt=20/depth/0000.npy") && names.contains("dt=20/normals/0000.npy"))
    let text = try #require(FileManager.default.contents(atPath: folder.file("dice/0000/scene.json")))
    let record = try #require(JSONSerialization.jsonObject(with: text) as? [String: Any])
    #expect((record["depth_order"] as? [Int])?.sorted() == [0, 1, 2, 3, 4])
    // What was written renders the same once more.
    try expectSuccess(["scene", "dice/0000/scene.json", "-o", "again", "--dt", "20"], in: folder)
    let file = "0000/dt=20/motion_vector/0000.flo"
    #expect(
      FileManager.default.contents(atPath: folder.file("again/\(file)"))
        == FileManager.default.contents(atPath: folder.file("dice/\(file)")))
    _ = try expectFailure(
      64, ["scene", "dice", "-o", "x", "--objects", "3"], in: folder, telling: ["--objects is for laws"])
  }

  @Test func `An object of the user's is a thing of a scene, which keeps it; what is wrong with it is a line`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(Array(Self.scene.utf8), to: "scene.json")
    _ = try folder.write(Array(Self.house.utf8), to: "house.obj")
    try expectSuccess(["scene", "scene.json", "-o", "out"], in: folder)
    let kept = try FileManager.default.contentsOfDirectory(atPath: folder.file("out/0000/sources"))
    #expect(kept.count == 1 && kept[0].hasPrefix("house-"))
    try expectSuccess(["scene", "out/0000/scene.json", "-o", "again"], in: folder)
    _ = try folder.write(Array((Self.house + "f 1 2 9\n").utf8), to: "house.obj")
    _ = try expectFailure(
      65, ["scene", "scene.json", "-o", "wrong"], in: folder, telling: ["point 9 is none of the 5, at line 7"])
  }

  private static let law = """
    recording:
      size: 32x24
      frames: 12
    objects:
      count: 3
      kinds: [meshes]
      radius: [0.2, 0.4]
      speed: [1000, 9000]
      turning: [0, 2500]
    background:
      speed: 4000
    textures:
      pictures: [wall.png]
    """

  @Test
  func `Things in space give the same bytes on any number of threads, in shards, and after a run that was cut off`()
    throws
  {
    let folder = try TemporaryFolder()
    // Patterns take long in a debug build.
    let pixels = Tensor<UInt8>(
      shape: [11, 13], scalars: (0..<143).map { UInt8(truncatingIfNeeded: 40 + 67 * $0 % 211) })
    try StillPicture.uint8(pixels).writePNG(path: folder.file("wall.png"))
    _ = try folder.write(Array(Self.law.utf8), to: "law.yml")
    func bytes(_ path: String) -> Data? { FileManager.default.contents(atPath: folder.file(path)) }
    let two = ["--count", "2", "--seed", "7", "--truth", "--kinds", "layers,meshes", "--dt", "10"]
    try expectSuccess(["scene", "law.yml", "-o", "all", "--threads", "1"] + two, in: folder)
    for shard in ["0/2", "1/2"] {
      try expectSuccess(["scene", "law.yml", "-o", "parts", "--shard", shard, "--threads", "2"] + two, in: folder)
    }
    // The record holds the digest of every file.
    for number in 0..<2 {
      let whole = try #require(bytes("all/000\(number)/scene.json"))
      #expect(bytes("parts/000\(number)/scene.json") == whole)
    }
    try FileManager.default.removeItem(atPath: folder.file("all/0001"))
    let again = try expectJSON(["scene", "law.yml", "-o", "all", "--threads", "2"] + two, in: folder)
    #expect(again["kept"] as? Int == 1)
    #expect(bytes("all/0001/scene.json") == bytes("parts/0001/scene.json"))
    let record = try #require(bytes("all/0000/scene.json").map { String(decoding: $0, as: UTF8.self) })
    #expect(record.contains("\"mesh\""))
    // Without the option the law's own.
    try expectSuccess(["scene", "law.yml", "-o", "own", "--dt", "10", "--seed", "7"], in: folder)
    let own = try #require(bytes("own/0000/scene.json"))
    #expect(own != bytes("all/0000/scene.json"))
  }

  @Test func `Kinds of things are told apart, and stand in what is printed`() throws {
    let folder = try TemporaryFolder()
    let text = try expectSuccess(["scene", "spift", "--print-config", "--kinds", "layers,meshes"], in: folder).output
    #expect(text.contains("  kinds: [layers, meshes] "))
    try expectFailure(64, ["scene", "spift", "-o", "x", "--kinds", "layers,sprites"], in: folder, telling: ["meshes"])
    try expectFailure(64, ["scene", "spift", "-o", "x", "--kinds", "meshes,meshes"], in: folder, telling: ["--kinds"])
    try expectFailure(
      64, ["scene", "dice", "-o", "x", "--kinds", "meshes"], in: folder, telling: ["--kinds is for laws"])
    try expectFailure(
      64, ["scene", "dice", "-o", "x", "--report", "x.html"], in: folder, telling: ["--report", "list"])
  }
}
