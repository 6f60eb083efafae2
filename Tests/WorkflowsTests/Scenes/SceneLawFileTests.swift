import Files
import Recordings
import Simulator
import Testing

@testable import Workflows

@Suite struct SceneLawFileTests {
  @Test func `The laws of the package are read, and differ as they say`() throws {
    let spift = try SceneLawName.spift.file()
    #expect(spift.size == SensorSize(width: 800, height: 500) && spift.frames == 500 && spift.rate == 20_000)
    #expect(spift.law.objects == 8...12 && spift.law.motion.path == .curve && spift.eventShare == nil)
    let esim = try SceneLawName.esim2d.file()
    #expect(esim.law.objects == 2...30 && esim.law.motion.speed == 0.5...600 && esim.law.background.speed == 0.5...40)
    #expect(esim.law.motion.turning == 0...60 && esim.law.motion.scale == 0.3...1.5 && esim.law.motion.path == .line)
    let density = try #require(SceneLawName("density:0.1..0.25"))
    #expect(try density.file().eventShare == 0.1...0.25)
    #expect(try density.file().law == esim.law)
    #expect(spift.law.kinds == [.layers] && spift.law.forms == SceneFormKind.allCases)
    let both = try SceneLawFile(text: SceneLawName.esim2d.text(kinds: [.layers, .meshes]), path: "both.yml")
    #expect(both.law.kinds == [.layers, .meshes])
    #expect(density.name == "density:0.1..0.25")
    for name in ["density:0.3..0.1", "density:", "density:0..2", "phm"] {
      #expect(SceneLawName(name) == nil, "\(name)")
    }
  }

  @Test(arguments: [
    ("objects:\n  speed: [9, 2]", "objects.speed goes from 9 down to 2"),
    ("objects:\n  shapes: [ellipse, moon]", "moon"),
    ("objects:\n  kinds: [layers, sprites]", "objects.kinds"),
    ("objects:\n  forms: [cube]", "objects.forms"),
    ("objects:\n  radius: [1, 2, 3]", "objects.radius"),
    ("objects:\n  count: 2.5", "objects.count"),
    ("objects:\n  size: 3", "objects.size"),
    ("recording:\n  size: 800", "recording.size"),
    ("textures:\n  darkest: 300", "textures.darkest"),
    ("things:\n  speed: 1", "things"),
    ("objects:\n  radius: [0.1, 20]", "radius"),
    ("- 1", "shows one"),
  ]) func `Mistakes are told in one line`(text: String, word: String) throws {
    do {
      _ = try SceneLawFile(text: text, path: "mine.yml")
      Issue.record("\(text) was read")
    } catch {
      #expect("\(error)".contains(word) || word == "moon" && "\(error)".contains("objects.shapes"), "\(error)")
      #expect("\(error)".hasPrefix("mine.yml") && !"\(error)".contains("\n"))
    }
  }

  @Test func `Speeds are scaled until the share of pixels with events lies in the range`() throws {
    // Painted with a picture, and slower than what is asked for: patterns and many steps take long in a debug build.
    let sample = try SceneRecordingSample()
    let text = SceneRecordingSample.law.replacing("[3000, 9000]", with: "[2, 4]").replacing("4000", with: "1")
    let file = try sample.law(text)
    var density = SceneDensity(
      law: file.law, seed: 3, size: SensorSize(width: 24, height: 16), seconds: 0.03, objects: 2, threads: 1,
      pictures: file.pictures)
    let pace = try density.pace(for: 0.2...0.4)
    density.law.pace = pace
    // What was found stands.
    #expect(try density.pace(for: 0.2...0.4) == pace)
    #expect(pace > 1)
  }
}
