import Files
import Foundation

/// `index.json`: what a folder of flow fields holds.
struct FlowIndex: Codable {
  static let fileName = "index.json"

  struct Field: Codable {
    var file: String
    var startUs: Int64
    var endUs: Int64
    var frameA: Int
    var frameB: Int
    var iterations: Int
    /// The events that it was made from; nil for spikes.
    var events: Int?
    /// The mean length of what each iteration added, in pixels.
    var updatesPx: [Float]?
    /// What the next iteration would have added.
    var nextUpdatePx: Float?
    /// Whether that was measured; else it is estimated from the updates.
    var nextUpdateIsMeasured: Bool?
  }

  /// The part of the sensor that the fields cover, where they are made from events.
  struct Region: Codable {
    var x: Int
    var y: Int
    var sensorWidth: Int
    var sensorHeight: Int

    /// Whether its corner lies on a sensor that there may be.
    fileprivate var isPart: Bool {
      let sides = 1...65535
      return sides.contains(sensorWidth) && sides.contains(sensorHeight) && (0..<sensorWidth).contains(x)
        && (0..<sensorHeight).contains(y)
    }
  }

  /// The work that wrote the folder; nil in older ones.
  var verb: String?
  /// Everything that it wrote there, by which a later run knows what it may take away; nil in older ones.
  var files: [String]?
  var fields: [Field]
  var width: Int
  var height: Int
  var model: String
  var weightsDigest: String
  var version: String
  /// What of the command bears on the result; as typed where the run was stamped.
  var command: [String]
  /// The format of the files.
  var format: String?
  var region: Region?
  /// The sum over all fields.
  var iterations: Int?
  /// How long the run took; in the file only where the run was stamped.
  var seconds: Double?
  var warnings: [String]?

  func write(to path: String) throws {
    let file = try OutputFile(path: path)
    try file.write([UInt8](try JSON.encode(self, pretty: true)) + [UInt8(ascii: "\n")])
    try file.commit()
  }

  /// Reads the index of a folder.
  static func read(folder: String) throws -> FlowIndex {
    let path = "\(folder)/\(fileName)"
    let file = try InputFile(path: path)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let index: FlowIndex
    do {
      index = try decoder.decode(FlowIndex.self, from: Data(try file.bytes(at: 0, count: file.byteCount)))
    } catch is DecodingError {
      throw FileError(
        .badContent, path: path, problem: "this is not the index of a folder of flow fields",
        remedy: "saccade flow writes one")
    }
    if let region = index.region, !region.isPart {
      throw FileError(
        .badContent, path: path,
        problem:
          "its region begins at (\(region.x), \(region.y)) of \(region.sensorWidth)x\(region.sensorHeight) pixels, "
          + "which is no part of a sensor", remedy: "saccade flow writes one")
    }
    return index
  }
}
