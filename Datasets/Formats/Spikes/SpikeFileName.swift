import Files
import Foundation
import Recordings

/// The sensor's size as file names of spike recordings carry it.
public enum SpikeFileName {
  /// The last `_WIDTHxHEIGHT` in the name of the file at `path`: 400×250 for `car_400x250.dat`.
  ///
  /// The size ends where the name does, or before any character that is neither letter nor digit.
  public static func geometry(in path: String) -> SpikeGeometry? {
    let name = path.split(separator: "/").last ?? ""
    for part in name.split(separator: "_").dropFirst().reversed() {
      let size = part.prefix { $0.isLetter || $0.isNumber }
      let sides = size.split(separator: "x", omittingEmptySubsequences: false)
      guard sides.count == 2, let width = side(sides[0]), let height = side(sides[1]) else { continue }
      if let geometry = SpikeGeometry(checkedWidth: width, height: height) { return geometry }
    }
    return nil
  }

  /// The size of a file without a header: what the user gave, else what the name says, else what the index of the folder
  /// says that lists the file.
  static func geometry(of path: String, given: SpikeGeometry?) throws -> SpikeGeometry {
    if let geometry = try given ?? geometry(in: path) ?? indexedGeometry(of: path) { return geometry }
    throw FileError(
      .badContent, path: path, problem: "the file does not say the size of its frames",
      remedy: "pass \(Setting.sensorSize, to: "WIDTHxHEIGHT"), or name the file NAME_WIDTHxHEIGHT.dat")
  }

  private static let indexName = "index.json"
  private static let largestIndex = 64 << 20

  private struct Index: Decodable {
    var files: [String]
    var width: Int
    var height: Int
  }

  /// The size that the index beside a file says, where the run that wrote it made the file.
  private static func indexedGeometry(of path: String) throws -> SpikeGeometry? {
    let url = URL(fileURLWithPath: path)
    let place = url.deletingLastPathComponent().appendingPathComponent(indexName).path
    guard FileManager.default.fileExists(atPath: place) else { return nil }
    let file = try InputFile(path: place)
    guard file.byteCount <= largestIndex else { return nil }
    let bytes = Data(try file.bytes(at: 0, count: file.byteCount))
    guard let index = try? JSONDecoder().decode(Index.self, from: bytes),
      index.files.contains(url.lastPathComponent)
    else { return nil }
    return SpikeGeometry(checkedWidth: index.width, height: index.height)
  }

  private static func side(_ digits: Substring) -> Int? {
    digits.allSatisfy { $0.isASCII && $0.isNumber } ? Int(digits) : nil
  }
}
