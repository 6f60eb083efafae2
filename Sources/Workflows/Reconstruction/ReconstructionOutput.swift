import Files
import Foundation
import Recordings

/// Where reconstructed pictures go, and as what: the ending of the path says it.
public struct ReconstructionOutput: Sendable {
  /// What is written.
  enum Kind: Sendable {
    /// `.npy`: the values, float32 `[pictures, height, width]`.
    case numbers
    /// `.png`: one picture.
    case still
    /// `.mp4`, `.gif`, `.mkv`, `.avi`.
    case video
    /// `.html`: a page that plays the pictures in any browser.
    case page
    /// No ending: a folder of PNGs with `index.json`.
    case folder
  }

  /// The path.
  public var path: String
  /// Whether what is there is replaced; of a folder only what an earlier run wrote.
  public var overwrite: Bool
  /// Pictures a second of a video or a page; nil for what the input says.
  public var framesPerSecond: Double?
  /// What the index of a folder says of the run.
  public var stamp: RunStamp

  /// Describes an output.
  public init(
    path: String, overwrite: Bool = false, framesPerSecond: Double? = nil, stamp: RunStamp = RunStamp()
  ) {
    (self.path, self.overwrite, self.framesPerSecond, self.stamp) = (path, overwrite, framesPerSecond, stamp)
  }

  /// Whether a folder is written, which `OutputFolder` holds against what is there.
  package func isFolder() throws -> Bool { if case .folder = try kind() { true } else { false } }

  /// What the ending says.
  ///
  /// - Throws: ``JobError`` where it says nothing that is known.
  func kind() throws -> Kind {
    let ending = (path.lowercased() as NSString).pathExtension
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue { return .folder }
    switch ending {
    case "npy": return .numbers
    case "png": return .still
    case "html", "htm": return .page
    case "": return .folder
    default:
      if PictureOutput.isVideo(path) { return .video }
      throw JobError(
        wrongOptions:
          "the ending says no kind of picture; choose .npy, .png, .mp4, .gif, .mkv, .avi, .html, or a folder",
        path: path)
    }
  }
}

/// One of the pictures that a run made.
public struct ReconstructedPicture: Codable, Sendable {
  /// The number of its window or frame.
  public var index: Int
  /// Its file in a folder; nil elsewhere.
  public var file: String?
  /// Where its window starts, in microseconds on the recording's clock; nil of grids, which have no times.
  public var startUs: Int64?
  /// Where its window ends, which is the time that it shows.
  public var endUs: Int64?
  /// The events of its window.
  public var events: Int?
}

/// `index.json` of a folder of pictures.
struct PictureIndex: Codable {
  static let fileName = "index.json"
  /// What the folder's owner is called in it.
  static let work = "reconstruct"

  var verb = Self.work
  var files: [String]
  var pictures: [ReconstructedPicture]
  var width: Int
  var height: Int
  var method: String
  var weightsDigest: String?
  var version: String
  var command: [String]
  var seconds: Double?

  func write(to path: String) throws {
    let file = try OutputFile(path: path)
    let text = try JSONText.encode(self, hasSnakeCaseKeys: true, isPretty: true, escapesSlashes: false)
    try file.write([UInt8](text) + [UInt8(ascii: "\n")])
    try file.commit()
  }

  /// The index of a folder; nil where there is none, or one of something else.
  static func read(folder: String) throws -> PictureIndex? {
    let path = "\(folder)/\(fileName)"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let file = try InputFile(path: path)
    guard file.byteCount <= largestBytes else { return nil }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let index = try? decoder.decode(PictureIndex.self, from: Data(try file.bytes(at: 0, count: file.byteCount)))
    return index?.verb == work ? index : nil
  }

  private static let largestBytes = 64 << 20
}
