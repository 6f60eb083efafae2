import Foundation
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
}
