import Datasets
import Foundation
import Media
import Recordings
import Tensors
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
      pictures: [wall.png]
    """

  /// A folder with a law. Its scenes are painted with a picture: patterns take long in a debug build.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let pixels = Tensor<UInt8>(
      shape: [11, 13], scalars: (0..<143).map { UInt8(truncatingIfNeeded: 40 + 67 * $0 % 211) })
    try StillPicture.uint8(pixels).writePNG(path: folder.file("wall.png"))
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
    let three = ["--count", "3", "--seed", "7", "--frames", "21"]
    try expectSuccess(["scene", "law.yml", "-o", "all"] + three + ["--threads", "1"], in: folder)
    for shard in ["0/2", "1/2"] {
      try expectSuccess(
        ["scene", "law.yml", "-o", "parts", "--shard", shard, "--threads", "2"] + three, in: folder)
    }
    try expectSuccess(["scene", "law.yml", "-o", "one", "--seed", "9", "--frames", "21"], in: folder)
    for file in ["test.dat", "dt=10/motion_vector/0001.flo"] {
      let first = try #require(bytes("all/0002/\(file)"))
      #expect(bytes("parts/0002/\(file)") == first)
      // Scene 2 of seed 7 is scene 0 of seed 9.
      #expect(bytes("one/0000/\(file)") == first)
    }
    try FileManager.default.removeItem(atPath: folder.file("all/0001"))
    let repeated = ["scene", "law.yml", "-o", "all"] + three
    let again = try expectJSON(repeated, in: folder)
    #expect(again["kept"] as? Int == 2)
    #expect(bytes("all/0001/scene.json") == bytes("parts/0001/scene.json"))
    _ = try folder.write([1, 2, 3], to: "all/0001/test.dat")
    try expectFailure(65, repeated, in: folder, telling: ["all/0001/test.dat", "--force"])
    try expectFailure(
      73, ["scene", "law.yml", "-o", "all", "--seed", "8", "--frames", "21"], in: folder,
      telling: ["all/0000", "--force"])
    try expectSuccess(repeated + ["--force"], in: folder)
    #expect(bytes("all/0001/test.dat") == bytes("parts/0001/test.dat"))
  }

  @Test func `Cameras come from files, and are told by what is in them`() throws {
    let folder = try folder()
    _ = try folder.write(Array("camera:\n  kind: events\npixels:\n  contrast-on: 0.9\n".utf8), to: "dull.yml")
    _ = try folder.write(
      Array("camera:\n  kind: spikes\n  rate: 10000\nsensor:\n  photons: 900\n".utf8), to: "mine.yml")
    let scene = ["scene", "law.yml", "--frames", "21"]
    func events(_ output: String, _ camera: String) throws -> Int {
      let summary = try expectJSON(
        scene + ["-o", output, "--event-camera", camera, "--event-format", "csv", "--camera", "mine.yml"], in: folder)
      return try #require((summary["scenes"] as? [[String: Any]])?.first?["events"] as? Int)
    }
    let (many, few) = (try events("many", "ideal"), try events("few", "dull.yml"))
    #expect(few < many && few > 0)
    #expect(try folder.bytes("few/0000/events.csv").count < folder.bytes("many/0000/events.csv").count)
    let record = try #require(
      JSONSerialization.jsonObject(with: Data(folder.bytes("few/0000/scene.json"))) as? [String: Any])
    #expect(record["rate_hz"] as? Double == 10_000 && record["camera"] as? String == "mine.yml")
    // The same name with another content is another camera.
    _ = try folder.write(Array("camera:\n  kind: events\npixels:\n  contrast-on: 0.8\n".utf8), to: "dull.yml")
    try expectFailure(
      73,
      scene + [
        "-o", "few", "--event-camera", "dull.yml", "--event-format", "csv", "--camera", "mine.yml",
      ], in: folder, telling: ["few/0000"])
    _ = try folder.write(Array("camera:\n  kind: events\n  width: 9\n  height: 9\n".utf8), to: "small.yml")
    try expectFailure(
      64, scene + ["-o", "x", "--event-camera", "small.yml", "--size", "16x16"], in: folder,
      telling: ["small.yml", "9x9", "16x16"])
    try expectFailure(66, scene + ["-o", "x", "--event-camera", "quiet"], in: folder, telling: ["quiet", "noisy"])
    try expectFailure(66, scene + ["-o", "x", "--camera", "idael"], in: folder, telling: ["idael", "scsim"])
    try expectFailure(65, scene + ["-o", "x", "--camera", "dull.yml"], in: folder, telling: ["dull.yml", "spikes"])
  }

  @Test func `A preview shows picture, spikes, events and flow, beside each scene or in a file`() throws {
    let folder = try folder()
    let scene = ["scene", "law.yml", "-o", "all", "--frames", "21"]
    try expectSuccess(scene + ["--preview"], in: folder)
    let video = try VideoReader(path: folder.file("all/0000/preview.mp4"))
    #expect(video.width > 4 * 32 && video.height >= 24)
    // Other files are asked for.
    try expectFailure(73, scene + ["--preview", "look.mp4"], in: folder, telling: ["all/0000"])
    // A scene that is there is shown, and stays as it is.
    let plain = ["scene", "law.yml", "-o", "plain", "--frames", "21"]
    try expectSuccess(plain, in: folder)
    let before = try folder.bytes("plain/0000/scene.json")
    let facts = try expectJSON(plain + ["--preview", "look.mp4"], in: folder)
    #expect(facts["kept"] as? Int == 1)
    #expect(try folder.bytes("plain/0000/scene.json") == before)
    #expect(try folder.bytes("look.mp4") == folder.bytes("all/0000/preview.mp4"))
    try expectFailure(64, scene + ["--preview", "look.gift"], in: folder, telling: ["look.gift"])
    try expectFailure(
      64, scene + ["--preview", "two.mp4", "--count", "2"], in: folder, telling: ["--preview"])
  }

  @Test func `A scene is light for simulate, of its own size and rate unless others are said`() throws {
    let folder = try folder()
    try expectSuccess(["scene", "law.yml", "-o", "all", "--frames", "21", "--seed", "4"], in: folder)
    let scene = "all/0000/scene.json"
    let facts = try expectJSON(
      ["simulate", "spikes", scene, "-o", "s.dat", "--seed", "4", "--threads", "1"], in: folder)
    #expect(facts["width"] as? Int == 32 && facts["height"] as? Int == 24 && facts["frames"] as? Int == 21)
    // The same light, camera and seed.
    #expect(try folder.bytes("s.dat") == folder.bytes("all/0000/test.dat"))
    try expectSuccess(
      ["simulate", "events", scene, "-o", "e.csv", "--fps", "5000", "--size", "16x12", "--threads", "1"], in: folder)
    try expectSuccess(
      ["simulate", "events", scene, "-o", "f.csv", "--fps", "5000", "--size", "16x12", "--threads", "2"], in: folder)
    #expect(try folder.bytes("e.csv").count > 100 && folder.bytes("e.csv") == folder.bytes("f.csv"))
    let both = try expectJSON(
      ["simulate", "spikes,events", scene, "-o", "both", "--frames", "none", "--fps", "10000"], in: folder)
    #expect(both["video_frames"] as? Int == 11)
    try expectFailure(
      64, ["simulate", "events", scene, "-o", "g.csv", "--white", "1"], in: folder, telling: ["--white"])
    try expectFailure(
      64, ["simulate", "events", scene, "-o", "g.csv", "--gamma", "srgb"], in: folder, telling: ["scene"])
    _ = try folder.write(Array("{}".utf8), to: "empty.json")
    try expectFailure(
      65, ["simulate", "events", "empty.json", "-o", "g.csv"], in: folder, telling: ["empty.json", "scene"])
    try expectFailure(66, ["simulate", "events", "none.json", "-o", "g.csv"], in: folder, telling: ["none.json"])
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
    let short = ["scene", "law.yml", "-o", "x", "--frames", "15"]
    try expectFailure(64, short + ["--dt", "10,20"], in: folder, telling: ["20", "--dt", "--frames"])
    try expectFailure(64, short + ["--layout", "dsec"], in: folder, telling: ["2000", "--dt"])
    try expectFailure(64, short + ["--layout", "mvsec", "--dt", "1,2"], in: folder, telling: ["--dt", "mvsec"])
    try expectFailure(
      64, short + ["--layout", "dsec", "--camera", "scsim"], in: folder, telling: ["--camera", "dsec"])
    try expectFailure(
      64, short + ["--layout", "npz", "--event-format", "csv"], in: folder, telling: ["--event-format", "npz"])
    _ = try folder.write(Array("objects:\n  cutouts: [wall.png]\n".utf8), to: "cut.yml")
    try expectFailure(65, ["scene", "cut.yml", "-o", "x"], in: folder, telling: ["wall.png", "alpha"])
    _ = try folder.write(Array("{\"scene\": 1}".utf8), to: "scene.json")
    try expectFailure(65, ["scene", "scene.json", "-o", "x"], in: folder, telling: ["scene.json", "scene"])
    try expectFailure(64, ["scene", "scene.json", "-o", "x", "--count", "2"], in: folder, telling: ["--count"])
  }

  @Test func `A law is listed and printed`() throws {
    let folder = try folder()
    let list = try expectSuccess(["scene", "list"], in: folder).output
    for word in ["esim-2d", "mvsec", "spikingsim", "dvs346"] { #expect(list.contains(word), "\(word)") }
    let facts = try expectJSON(["scene", "list"], in: folder)
    #expect((facts["laws"] as? [[String: Any]])?.count == 3 && (facts["layouts"] as? [[String: Any]])?.count == 4)
    #expect(try expectSuccess(["scene", "spift", "--print-config"], in: folder).output.contains("curve:"))
  }
}
