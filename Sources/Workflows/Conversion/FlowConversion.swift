import Datasets
import Files
import Recordings

/// Writes flow in another format: one field, or a folder of fields with what its index says of their times.
public struct FlowConversion: Job {
  /// What came in and went out.
  public struct Summary: Encodable, Sendable {
    /// What was read.
    public var input: String
    /// What was written: a file, or a folder for a folder.
    public var output: String
    /// The format that was written.
    public var to: String
    /// The columns of the first field, in pixels.
    public var width: Int
    /// The rows of the first field, in pixels.
    public var height: Int
    /// How many fields were written.
    public var fields: Int
    /// Doubts, a line each, at most five of a kind.
    public var warnings: [String]
  }

  /// What is read.
  public enum Input: Sendable {
    /// One field; its format where the file does not say it.
    case file(String, FlowFormat?)
    /// A folder of fields.
    case folder(FlowFolder)

    /// The flow at a path; nil where there is none, or a recording.
    ///
    /// - Parameter format: The format, where files do not say it; nil to tell it.
    /// - Throws: `FileError` where there is nothing at the path, or a PNG of which nothing says the scale.
    public init?(path: String, format: FlowFormat?) throws {
      if FlowFolder.isFolder(path) {
        guard (try? EventFiles.detect(path)) == nil, let folder = try? FlowFolder(path: path, format: format),
          let first = folder.entries.first, try format != nil || FlowFormat.isFlow(first.path)
        else { return nil }
        self = .folder(folder)
      } else {
        guard try FlowFormat.isFlow(path) else { return nil }
        self = .file(path, path.lowercased().hasSuffix(".png") ? format : nil)
      }
    }

    fileprivate var path: String {
      switch self {
      case .file(let path, _): path
      case .folder(let folder): folder.path
      }
    }
  }

  /// What an index says of fields that had none, or as much as theirs said.
  private struct Index: Encodable {
    struct Field: Encodable {
      var file: String
      var startUs: Int64?
      var endUs: Int64?
      var frameA: Int?
      var frameB: Int?
    }

    var verb: String
    var files: [String]
    var fields: [Field]
    var width: Int
    var height: Int
    var format: String
  }

  /// The work, as indexes name it.
  package static let work = "convert"

  /// What is read.
  public var input: Input
  /// Where it goes: a file for a file, a folder for a folder.
  public var output: String
  /// The format that is written.
  public var format: FlowFormat
  /// Whether what is there is replaced; of a folder what an earlier conversion wrote there.
  public var overwrite: Bool

  /// Describes a conversion.
  public init(input: Input, output: String, format: FlowFormat, overwrite: Bool = false) {
    (self.input, self.output, self.format, self.overwrite) = (input, output, format, overwrite)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    let (size, count): (SensorSize, Int)
    switch input {
    case .file(let path, let from):
      let field = try FlowField(path: path, format: from)
      try write(field, to: output, named: path, log)
      (size, count) = (SensorSize(width: field.width, height: field.height), 1)
    case .folder(let folder): (size, count) = (try convert(folder, log), folder.fieldCount)
    }
    return Summary(
      input: input.path, output: output, to: format.rawValue, width: size.width, height: size.height, fields: count,
      warnings: log.warnings)
  }

  private func convert(_ folder: FlowFolder, _ log: JobLog) throws -> SensorSize {
    let target = try OutputFolder(
      path: output, overwrite: overwrite, index: FlowIndex.fileName, verb: Self.work,
      inputs: folder.entries.map(\.path))
    let progress = log.steps(total: folder.fieldCount, unit: "fields")
    defer { progress.finish() }
    var fields: [Index.Field] = []
    var size: SensorSize?
    for (place, entry) in folder.entries.enumerated() {
      let field = try folder.field(place)
      let stem = String(entry.path.dropFirst(folder.path.count).drop { $0 == "/" }).droppingEnding
      let name = "\(stem).\(format.fileEnding)"
      try write(field, to: try target.add(name), named: entry.path, log)
      size = size ?? SensorSize(width: field.width, height: field.height)
      fields.append(
        Index.Field(
          file: name, startUs: entry.window?.startMicroseconds, endUs: entry.window?.endMicroseconds,
          frameA: entry.frames?.lowerBound, frameB: entry.frames?.upperBound))
      try progress.advance(1)
    }
    guard let size else { preconditionFailure("A folder of flow holds a field.") }
    let index = Index(
      verb: Self.work, files: target.files + [FlowIndex.fileName], fields: fields, width: size.width,
      height: size.height, format: format.rawValue)
    let file = try OutputFile(path: try target.add(FlowIndex.fileName))
    try file.write(
      [UInt8](JSONText.encode(index, hasSnakeCaseKeys: true, isPretty: true, escapesSlashes: false))
        + [UInt8(ascii: "\n")])
    try file.commit()
    try target.commit()
    return size
  }

  private func write(_ field: FlowField, to path: String, named input: String, _ log: JobLog) throws {
    let notes = try field.write(to: path, format: format, overwrite: overwrite && path == output)
    if let warning = notes.warning(format: format) {
      try log.warn(kind: "saturation", path: input, Message(warning))
    }
  }
}

extension String {
  /// The path without the ending of its name.
  fileprivate var droppingEnding: String {
    guard let dot = lastIndex(of: "."), !self[dot...].contains("/") else { return self }
    return String(self[..<dot])
  }
}
