import TestSupport

@testable import Workflows

/// A law of scenes that are drawn in no time: textures of one pattern are made once.
enum SmallSceneLaw {
  static let text = """
    recording:
      size: 64x48
      frames: 2000
    objects:
      count: [1, 2]
      speed: [20, 200]
      path: line
    background:
      speed: [5, 40]
      path: line
    textures:
      patterns: [checks]
      drawings: 1
      grain: 0.5
      scale: 1
      darkest: 20
      spread: 180

    """

  static func file() throws -> SceneLawFile { try SceneLawFile(text: text, path: "small") }

  /// Writes the law into a folder and gives its path.
  static func write(in folder: TemporaryFolder) throws -> String { try folder.write(Array(text.utf8), to: "small.yml") }
}
