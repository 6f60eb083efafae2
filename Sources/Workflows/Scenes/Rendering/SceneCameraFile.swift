import Files
import Media

/// What is common to the camera files that scenes are recorded with.
enum SceneCameraFile {
  /// Refuses what is neither a name nor a file.
  static func require(_ text: String, names: [String]) throws {
    if Paths.exists(text) { return }
    throw FileError(
      .notFound, path: text, problem: "there is no such file, nor a camera of that name",
      remedy: "cameras are \(names.joined(separator: ", "))")
  }

  /// What tells one camera from another: the digest of its file and of the maps that go with it.
  static func digest(_ path: String) throws -> String {
    var digest = try FileDigest(path: path).description
    if let maps = try CameraFile.mapsPath(of: path) { digest += try "," + FileDigest(path: maps).description }
    return digest
  }
}
