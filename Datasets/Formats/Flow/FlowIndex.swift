import Files
import Foundation

/// `index.json`: what a folder of flow fields holds.
public struct FlowIndex: Codable, Sendable {
  /// Its name in the folder.
  public static let fileName = "index.json"

  /// What the folders' owner is called in them.
  package static let work = "flow"

  private static let largestBytes = 256 << 20

  /// A field.
  public struct Field: Codable, Sendable {
    /// The name of its file.
    public var file: String
    /// Where its time starts, in microseconds.
    public var startUs: Int64
    /// Where its time ends, in microseconds.
    public var endUs: Int64
    /// The frame or the window that it starts at.
    public var frameA: Int
    /// The one that it ends at.
    public var frameB: Int
    /// How many iterations it took.
    public var iterations: Int
    /// The events that it was made from; nil for spikes.
    public var events: Int?
    /// The mean length of what each iteration added, in pixels.
    public var updatesPx: [Float]?
    /// What the next iteration would have added.
    public var nextUpdatePx: Float?
    /// Whether that was measured; else it is estimated from the updates.
    public var nextUpdateIsMeasured: Bool?

    package init(
      file: String, startUs: Int64, endUs: Int64, frameA: Int, frameB: Int, iterations: Int, events: Int? = nil,
      updatesPx: [Float]? = nil, nextUpdatePx: Float? = nil, nextUpdateIsMeasured: Bool? = nil
    ) {
      (self.file, self.startUs, self.endUs, self.frameA, self.frameB) = (file, startUs, endUs, frameA, frameB)
      (self.iterations, self.events, self.updatesPx) = (iterations, events, updatesPx)
      (self.nextUpdatePx, self.nextUpdateIsMeasured) = (nextUpdatePx, nextUpdateIsMeasured)
    }
  }

  /// A field of a folder whose index says less, as those of other programs may.
  struct Entry: Decodable {
    var file: String
    var startUs: Int64?
    var endUs: Int64?
    var frameA: Int?
    var frameB: Int?
  }

  private struct Entries: Decodable {
    var fields: [Entry]
  }

  /// The part of the sensor that the fields cover, where they are made from events.
  public struct Region: Codable, Sendable {
    /// The column, from the left.
    public var x: Int
    /// The row, from the top.
    public var y: Int
    /// The columns of the sensor.
    public var sensorWidth: Int
    /// The rows of the sensor.
    public var sensorHeight: Int

    package init(x: Int, y: Int, sensorWidth: Int, sensorHeight: Int) {
      (self.x, self.y, self.sensorWidth, self.sensorHeight) = (x, y, sensorWidth, sensorHeight)
    }

    /// Whether its corner lies on a sensor that there may be.
    fileprivate var isPart: Bool {
      let sides = 1...65535
      return sides.contains(sensorWidth) && sides.contains(sensorHeight) && (0..<sensorWidth).contains(x)
        && (0..<sensorHeight).contains(y)
    }
  }

  /// The work that wrote the folder; nil in older ones.
  public var verb: String?
  /// Everything that it wrote there, by which a later run knows what it may take away; nil in older ones.
  public var files: [String]?
  /// The fields, in order.
  public var fields: [Field]
  /// The columns, in pixels.
  public var width: Int
  /// The rows, in pixels.
  public var height: Int
  /// The name of the network.
  public var model: String
  /// What tells its checkpoint from another; nil where it has none.
  public var weightsDigest: String?
  /// The version of what made it.
  public var version: String
  /// What of the command bears on the result; as typed where the run was stamped.
  public var command: [String]
  /// The format of the files.
  public var format: String?
  /// The part of the sensor that the fields cover; nil where they are made from spikes.
  public var region: Region?
  /// The sum over all fields.
  public var iterations: Int?
  /// How long the run took; in the file only where the run was stamped.
  public var seconds: Double?
  /// Doubts, a line each, at most five of a kind.
  public var warnings: [String]?

  package init(
    fields: [Field], width: Int, height: Int, model: String, weightsDigest: String?, version: String,
    command: [String], format: String? = nil, region: Region? = nil, iterations: Int? = nil
  ) {
    (self.fields, self.width, self.height, self.model) = (fields, width, height, model)
    (self.weightsDigest, self.version, self.command) = (weightsDigest, version, command)
    (self.format, self.region, self.iterations) = (format, region, iterations)
  }

  package func write(to path: String) throws {
    let file = try OutputFile(path: path)
    let text = try JSONText.encode(self, hasSnakeCaseKeys: true, isPretty: true, escapesSlashes: false)
    try file.write([UInt8](text) + [UInt8(ascii: "\n")])
    try file.commit()
  }

  /// Reads the index of a folder.
  ///
  /// - Throws: `FileError` where it is not there, is none, or says less than one of this package does.
  package static func read(folder: String) throws -> FlowIndex {
    let path = "\(folder)/\(fileName)"
    guard let index = try decode(FlowIndex.self, path: path) else {
      throw foreign(path, remedy: "\(Work.estimateFlow) writes one")
    }
    if let region = index.region, !region.isPart {
      throw FileError(
        .badContent, path: path,
        problem:
          "its region begins at (\(region.x), \(region.y)) of \(region.sensorWidth)x\(region.sensorHeight) pixels, "
          + "which is no part of a sensor", remedy: "\(Work.estimateFlow) writes one")
    }
    return index
  }

  private struct Origin: Decodable {
    var verb: String?
    var format: String?
  }

  /// The work that an index says to have written its folder; nil where it does not.
  package static func verb(folder: String) throws -> String? { try origin(folder)?.verb }

  /// The format that an index says its files to have; nil where it does not.
  package static func format(folder: String) throws -> FlowFormat? {
    try origin(folder)?.format.flatMap(FlowFormat.init(rawValue:))
  }

  private static func origin(_ folder: String) throws -> Origin? {
    FolderListing(folder)?.contains(fileName) == true ? try decode(Origin.self, path: "\(folder)/\(fileName)") : nil
  }

  /// The fields that an index lists, whatever else it says of them.
  ///
  /// - Throws: `FileError` where it is no index of fields.
  static func entries(path: String) throws -> [Entry] {
    guard let entries = try decode(Entries.self, path: path) else {
      throw foreign(path, remedy: "\(Work.estimateFlow) writes one; without it the files are taken by their names")
    }
    return entries.fields
  }

  private static func decode<Index: Decodable>(_: Index.Type, path: String) throws -> Index? {
    let file = try InputFile(path: path)
    guard file.byteCount <= largestBytes else { return nil }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try? decoder.decode(Index.self, from: Data(try file.bytes(at: 0, count: file.byteCount)))
  }

  private static func foreign(_ path: String, remedy: Message) -> FileError {
    FileError(
      .badContent, path: path, problem: "this is not the index of a folder of flow fields", remedy: remedy)
  }
}
