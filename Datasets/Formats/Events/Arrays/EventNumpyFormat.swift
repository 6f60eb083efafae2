import Files
import Recordings
import Tensors

/// NumPy arrays of events: structured or N×4 in `.npy`; columns, or one such array named events, in `.npz`.
enum EventNumpyFormat: EventFormatFamily {
  private static let aliases: [[String]] = [
    ["t", "ts", "time", "timestamp", "timestamps"], ["x", "xs"], ["y", "ys"],
    ["p", "ps", "pol", "polarity", "polarities"],
  ]

  /// What an array is called that holds all columns of an archive.
  private static let tableName = "events"

  static func detect(_ file: InputFile, start: [UInt8]) throws -> EventFormat? {
    if start.starts(with: FileSignature.numpy) {
      return (try? EventNumpyColumns(file, options: EventReadOptions())) == nil ? nil : .npy
    }
    guard start.starts(with: FileSignature.zip) else { return nil }
    guard let archive = try? NumpyArchive(path: file.path) else { return beginsWithTimes(start) ? .npz : nil }
    return find(archive.names, EventReadOptions()) != nil || archive.names.contains(tableName) ? .npz : nil
  }

  /// Whether an archive that cannot be opened begins with a column of times: what writers put first.
  private static func beginsWithTimes(_ start: [UInt8]) -> Bool {
    let nameOffset = 30
    guard start.count >= nameOffset else { return false }
    let length = Int(start[26]) | Int(start[27]) << 8
    let name = String(decoding: start.dropFirst(nameOffset).prefix(length), as: UTF8.self)
    return aliases[0].contains { name == "\($0).npy" }
  }

  static func find(_ names: [String], _ options: EventReadOptions) -> [Int]? {
    let wanted = options.columnNames.map { $0.map { [$0] } } ?? aliases
    let found = wanted.enumerated().compactMap { column, choices in
      names.firstIndex { choices.contains($0.lowercased()) || choices.contains($0) }
        // Times may be called by their unit, too.
        ?? (column == 0 && choices.count > 1
          ? names.firstIndex { choices.contains(EventTimeUnit.split(column: $0).base) } : nil)
    }
    return found.count == 4 ? found : nil
  }

  fileprivate static func openArchive(_ path: String, _ options: EventReadOptions) throws -> any EventFileSource {
    let archive = try NumpyArchive(path: path)
    guard find(archive.names, options) == nil, archive.names.contains(tableName) else {
      return try EventNumpyArchiveColumns.open(path, options: options)
    }
    // Its rows are wanted from several places, which a deflated entry does not give.
    let table = try SpoolFile()
    try archive.content(tableName) { try table.append($0) }
    return try SpooledEventSource(table, name: path, format: .npy, options: options, container: .npz)
  }

  fileprivate static func openArray(_ file: InputFile, _ options: EventReadOptions) throws -> any EventFileSource {
    let columns = try EventNumpyColumns(file, options: options)
    let stated = options.timeUnit ?? columns.statedUnit
    return try EventArraySource(
      columns, header: EventHeader(format: .npy, width: options.size?.width, height: options.size?.height),
      unit: stated
    ) { columns }
  }
}

extension EventFormatDefinition {
  // A list of times beside a recording may be an array, too.
  static let npy = EventFormatDefinition(
    "NumPy array", family: EventNumpyFormat.self, endings: ["npy"], impliedBy: ["npy"], isSequential: false,
    hasUnitOfTime: false, isMistakable: true,
    open: { file, options in try EventNumpyFormat.openArray(file, options) },
    create: { path, _, options in try EventNumpyWriter(path: path, options: options) })

  static let npz = EventFormatDefinition(
    "NumPy archive", family: EventNumpyFormat.self, endings: ["npz"], impliedBy: ["npz"], isSequential: false,
    hasUnitOfTime: false,
    open: { file, options in try EventNumpyFormat.openArchive(file.path, options) },
    create: { path, _, options in try EventNumpyArchiveWriter(path: path, options: options) })
}
