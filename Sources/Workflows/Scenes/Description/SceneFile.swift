import Files
import Foundation
import Recordings
import Simulator

/// A scene that a file describes: a `scene.json` that a recording left behind, or one of the user's own.
///
/// It has `scene`, as ``SceneRecord`` holds one, `frames`, `rate_hz` and, unless that is 0, `seed`; other keys are passed over.
/// Pictures and OBJ files are named relative to the file.
public struct SceneFile: Sendable, Equatable {
  /// The file.
  public var path: String
  /// The scene.
  public var scene: Scene
  /// The spike frames of a recording.
  public var frames: Int
  /// Spike frames a second.
  public var rate: Rational
  /// The seed of its cameras.
  public var seed: UInt64
  /// The pictures that it names.
  public var pictures: ScenePictures

  private struct Content: Decodable {
    var scene: Scene
    var frames: Int
    var rateHz: Double
    var seed: UInt64?
  }

  private static let mostBytes = 1 << 27

  /// Whether a path is that of a description, by its ending.
  public static func isNamed(_ path: String) -> Bool { path.lowercased().hasSuffix(".json") }

  /// How long a recording is, in seconds.
  public var seconds: Double { Double(frames) / rate.doubleValue }

  /// Reads a file and the pictures that it names.
  ///
  /// - Throws: `FileError` with what is wrong where.
  public init(path: String) throws {
    let content = try Self.content(path)
    func fault(_ problem: String) -> FileError { FileError(.badContent, path: path, problem: problem) }
    guard (1...100_000_000).contains(content.frames) else { throw fault("`frames` is \(content.frames)") }
    guard content.rateHz > 0, let rate = Rational(positive: Self.text(content.rateHz)) else {
      throw fault("`rate_hz` is \(content.rateHz), not a number above 0")
    }
    var (pictures, names) = (ScenePictures(), [String: String]())
    do {
      try content.scene.check()
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().relativePath
      func file(_ name: String) -> String { name.hasPrefix("/") ? name : "\(folder)/\(name)" }
      for (name, needsAlpha) in content.scene.pictureNames {
        names[name] = try pictures.add(file(name), mustHaveAlpha: needsAlpha)
      }
      for name in content.scene.objectNames { names[name] = try pictures.add(object: file(name)) }
    } catch let error as SceneError {
      throw fault("\(error)")
    }
    (self.path, scene) = (path, content.scene.renamingPictures(names))
    (frames, self.rate) = (content.frames, rate)
    (seed, self.pictures) = (content.seed ?? 0, pictures)
  }

  /// What renders it.
  func renderer(threads: Int?) throws -> SceneRenderer {
    do {
      return try SceneRenderer(scene, pictures: pictures.rendered, objects: pictures.objects, threads: threads)
    } catch let error as SceneError {
      throw FileError(.badContent, path: path, problem: "\(error)")
    }
  }

  private static func text(_ rate: Double) -> String {
    rate == rate.rounded() && rate < 1e15 ? "\(Int64(rate))" : String(format: "%.6f", rate)
  }

  private static func content(_ path: String) throws -> Content {
    let file = try InputFile(path: path)
    guard file.byteCount <= mostBytes else {
      throw FileError(.badContent, path: path, problem: "\(file.byteCount) bytes are too many for a scene")
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(Content.self, from: Data(file.bytes(at: 0, count: file.byteCount)))
    } catch let error as DecodingError {
      throw FileError(
        .badContent, path: path, problem: "it describes no scene: \(problem(error))",
        remedy: "the scene.json of any recording shows one")
    }
  }

  private static func problem(_ error: DecodingError) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.reduce("") { text, key in
        key.intValue.map { "\(text)[\($0)]" } ?? (text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)")
      }
    }
    switch error {
    case .keyNotFound(let key, let context): return "`\(place(context.codingPath + [key]))` is missing"
    case .valueNotFound(_, let context): return "`\(place(context.codingPath))` is missing"
    case .typeMismatch(_, let context):
      return context.codingPath.isEmpty ? "it is no object" : "`\(place(context.codingPath))` is of another kind"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty ? "it is no JSON" : "`\(place(context.codingPath))` is not possible"
    @unknown default: return "it cannot be read"
    }
  }
}
