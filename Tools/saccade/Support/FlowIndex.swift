import Foundation
import Tensors

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
    var picture: String?
  }

  var fields: [Field]
  var width: Int
  var height: Int
  var model: String
  var weightsDigest: String
  var version: String
  var command: [String]

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
    do {
      return try decoder.decode(FlowIndex.self, from: Data(try file.bytes(at: 0, count: file.byteCount)))
    } catch is DecodingError {
      throw FileError(
        .badContent, path: path, problem: "this is not the index of a folder of flow fields",
        remedy: "saccade flow writes one")
    }
  }
}
