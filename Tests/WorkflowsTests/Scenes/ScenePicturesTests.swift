import Files
import Foundation
import Media
import Recordings
import Simulator
import Tensors
import TestSupport
import Testing

@testable import Workflows

/// Pictures of the user's in laws and descriptions.
@Suite struct ScenePicturesTests {
  private static func law(objects: String = "", textures: String = "") -> String {
    """
    recording:
      size: 32x24
      frames: 21
    objects:
      count: 1
      speed: [0, 1000]
      \(objects)
    textures:
      \(textures.isEmpty ? "pictures: [wall.png]" : textures)
    """
  }

  @Test func `A cut-out is a thing as large as others, painted with itself`() throws {
    let sample = try SceneRecordingSample()
    try SceneRecordingSample.sprite.writePNG(path: sample.folder.file("sprite.png"))
    let text = Self.law(objects: "cutouts: [sprite.png]\n  radius: 0.3")
    let file = try sample.law(text)
    #expect(file.law.shapes.isEmpty && file.law.cutouts.map(\.side) == [10] && file.law.patterns.isEmpty)
    let record = try sample.record("all", law: text)
    guard case .layer(let layer) = record.scene.things[1], case .picture(let name) = layer.shape else {
      Issue.record("the thing is no cut-out")
      return
    }
    #expect(layer.texture.paint == .picture(name: name) && name.hasPrefix("sources/sprite-"))
    // 2 · 0.3 of the shorter side for its 10 pixels.
    #expect(abs(layer.motion.scaleX.value(at: 0) - 2 * 0.3 * 24 / 10) < 1e-9)
    // The folder keeps what it is made of.
    #expect(try fileBytes(sample.folder.file("all/0000/\(name)")) == fileBytes(sample.folder.file("sprite.png")))
    let objects = try sample.renderer(of: "all/0000").objects(at: 0)
    let seen = objects.scalars.count { $0 == 1 }
    #expect(seen > 10 && seen < 200)
  }

  @Test func `Pictures and patterns, shapes and cut-outs may be mixed`() throws {
    let sample = try SceneRecordingSample()
    try SceneRecordingSample.sprite.writePNG(path: sample.folder.file("sprite.png"))
    let file = try sample.law(
      Self.law(
        objects: "cutouts: [sprite.png]\n  shapes: [star]", textures: "pictures: [wall.png]\n  patterns: [noise]"))
    #expect(file.law.shapes == [.star] && file.law.cutouts.count == 1)
    #expect(file.law.patterns == [.noise] && file.law.pictures.count == 1)
    let scenes = try (0..<12).map {
      try file.law.scene(seed: $0, size: file.size, seconds: file.seconds).pictureNames.map(\.name).count
    }
    #expect(Set(scenes).count > 1)
  }

  @Test func `A texture of one pixel is a plain gray`() throws {
    let sample = try SceneRecordingSample()
    try FileManager.default.removeItem(atPath: sample.folder.file("wall.png"))
    try StillPicture.uint8(Tensor(shape: [1, 1], scalars: [188])).writePNG(path: sample.folder.file("wall.png"))
    _ = try sample.record("all", law: Self.law())
    let gray = try sample.renderer(of: "all/0000").picture(at: 0.0003).scalars
    let level = LinearLight.ofBytes[188]
    #expect(gray.allSatisfy { abs($0 - level) < 0.05 })
  }

  @Test(arguments: [
    (law(objects: "cutouts: [wall.png]"), "wall.png", "alpha"),
    (law(textures: "pictures: [none.png]"), "none.png", ""),
    (law(textures: "pictures: [law.txt]"), "law.txt", ""),
    (law(textures: "pictures: []"), "textures.pictures", "names none"),
    (law(textures: "pictures: wall.png"), "textures.pictures", "list"),
    (law(objects: "radius: [0.3, 0.2]"), "objects.radius", "turn it round"),
  ]) func `What is no picture for it is told in one line`(text: String, name: String, word: String) throws {
    let sample = try SceneRecordingSample()
    _ = try sample.folder.write(Array("no picture".utf8), to: "law.txt")
    do {
      _ = try sample.law(text)
      Issue.record("\(text) was read")
    } catch {
      #expect(
        "\(error)".contains(name) && (word.isEmpty || "\(error)".contains(word)) && !"\(error)".contains("\n"),
        "\(error)")
    }
  }

  @Test func `A scene that is described renders the same again, pictures included`() throws {
    let sample = try SceneRecordingSample()
    let record = try sample.record("all", law: Self.law()) { $0.writesEvents = true }
    let again = try sample.record("again") {
      $0.origin = .description(try SceneFile(path: sample.folder.file("all/0000/scene.json")))
      $0.writesEvents = true
      $0.seed = $0.origin.seed
    }
    #expect(again.digests == record.digests && again.scene == record.scene)
  }

  @Test(arguments: ["two points", "no points", "missing", "kind", "no JSON"])
  func `A description is rendered, or its mistake told`(change: String) throws {
    let sample = try SceneRecordingSample()
    _ = try sample.record("all", law: Self.law())
    let text = String(decoding: try fileBytes(sample.folder.file("all/0000/scene.json")), as: UTF8.self)
    var root = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    var scene = try #require(root["scene"] as? [String: Any])
    var things = try #require(scene["things"] as? [[String: [String: Any]]])
    var layer = try #require(things[1]["layer"]?["_0"] as? [String: Any])
    var motion = try #require(layer["motion"] as? [String: Any])
    let path = ["two points": ([0.0, 0.001], [4.0, 14.0]), "no points": ([], [])][change]
    if let path { motion["x"] = ["spline": ["times": path.0, "values": path.1]] }
    if change == "missing" { motion["angle"] = nil }
    if change == "kind" { motion["angle"] = "left" }
    layer["motion"] = motion
    things[1] = ["layer": ["_0": layer]]
    scene["things"] = things
    root["scene"] = scene
    let changed =
      change == "no JSON" ? Data("scene".utf8) : try JSONSerialization.data(withJSONObject: root)
    let file = try sample.folder.write(Array(changed), to: "all/0000/mine.json")
    if change == "two points" {
      // A line, whatever lies before and after.
      let renderer = try SceneFile(path: file).renderer(threads: 1)
      let flow = renderer.truth(from: 0.0004, to: 0.0006)
      #expect(renderer.scene.pose(of: 1, at: 0.0006).dx - renderer.scene.pose(of: 1, at: 0.0004).dx - 2 < 1e-9)
      #expect(flow.objects.shape == [24, 32])
      return
    }
    do {
      _ = try SceneFile(path: file)
      Issue.record("\(change) was read")
    } catch {
      let words = ["no points": "thing 1 has a path of 0 times", "missing": "angle` is missing", "kind": "angle"]
      #expect("\(error)".contains(words[change] ?? "no JSON") && "\(error)".contains("mine.json"), "\(error)")
    }
  }
}
