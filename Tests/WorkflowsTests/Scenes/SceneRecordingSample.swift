import Files
import Foundation
import Media
import Recordings
import Simulator
import Tensors
import TestSupport

@testable import Workflows

/// Recordings of small scenes, painted with a picture: patterns take long in a debug build.
struct SceneRecordingSample {
  let folder: TemporaryFolder

  static let law = """
    recording:
      size: 32x24
      frames: 45
    objects:
      count: 2
      radius: [0.2, 0.3]
      speed: [3000, 9000]
    background:
      speed: 4000
    textures:
      pictures: [wall.png]
    """

  init() throws {
    folder = try TemporaryFolder()
    try Self.wall.writePNG(path: folder.file("wall.png"))
  }

  /// A gray picture with detail.
  static var wall: StillPicture {
    .uint8(Tensor(shape: [11, 13], scalars: (0..<143).map { UInt8(truncatingIfNeeded: 40 + 67 * $0 % 211) }))
  }

  /// A picture with a transparent frame.
  static var sprite: StillPicture {
    .uint8(
      Tensor(
        shape: [8, 10, 4],
        scalars: (0..<80).flatMap { pixel -> [UInt8] in
          let isInside = (2..<8).contains(pixel % 10) && (2..<6).contains(pixel / 10)
          return [UInt8(3 * pixel), 200, 90, isInside ? 255 : 0]
        }))
  }

  /// The law of a text.
  func law(_ text: String = Self.law) throws -> SceneLawFile {
    try SceneLawFile(text: text, path: folder.file("law.yml"))
  }

  /// A recording of it.
  func recording(_ output: String, law text: String = Self.law) throws -> SceneRecording {
    SceneRecording(
      origin: .law(try law(text), name: "law.yml"), output: folder.file(output), seed: 5, intervals: [20], threads: 1)
  }

  /// Records one scene, and reads its description.
  func record(
    _ output: String, law text: String = Self.law, _ change: (inout SceneRecording) throws -> Void = { _ in }
  ) throws -> SceneRecord {
    var recording = try recording(output, law: text)
    try change(&recording)
    _ = try recording.run(observer: SilentObserver())
    return try record(of: "\(output)/0000")
  }

  /// What the folder of a scene says of it.
  func record(of scene: String) throws -> SceneRecord {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(SceneRecord.self, from: Data(fileBytes(folder.file("\(scene)/scene.json"))))
  }

  /// What renders a scene that was recorded.
  func renderer(of scene: String) throws -> SceneRenderer {
    try SceneFile(path: folder.file("\(scene)/scene.json")).renderer(threads: 1)
  }
}
