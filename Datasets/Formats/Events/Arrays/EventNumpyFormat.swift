import Files
import Recordings
import Tensors

/// NumPy arrays of events: structured or N×4 in `.npy`; columns, or one such array, in `.npz`.
enum EventNumpyFormat: EventFormatFamily {
  /// What an array is called that holds all columns of an archive: by people, and by `numpy.savez` where nobody says.
  private static let tableNames = ["events", "event_data", "event", "data", "arr_0"]

  static func detect(_ file: InputFile, start: [UInt8]) throws -> EventFormat? {
    if start.starts(with: FileSignature.numpy) {
      return (try? EventNumpyColumns(file, options: EventReadOptions())) == nil ? nil : .npy
    }
    guard start.starts(with: FileSignature.zip) else { return nil }
    guard let archive = try? NumpyArchive(path: file.path) else { return beginsWithTimes(start) ? .npz : nil }
    if try columns(in: archive, EventReadOptions()) != nil { return .npz }
    return try table(in: archive, EventReadOptions()) == nil ? nil : .npz
  }

  /// Whether an archive that cannot be opened begins with a column of times: what writers put first.
  private static func beginsWithTimes(_ start: [UInt8]) -> Bool {
    let nameOffset = 30
    guard start.count >= nameOffset else { return false }
    let length = Int(start[26]) | Int(start[27]) << 8
    let name = String(decoding: start.dropFirst(nameOffset).prefix(length), as: UTF8.self)
    return EventColumnNames.known[0].contains { name == "\($0).npy" }
  }

  /// Where the columns t, x, y, p stand among an archive's arrays, or t, the pairs of x and y, and p.
  static func columns(_ names: [String], _ options: EventReadOptions) -> [Int]? {
    if let found = EventColumnNames.find(in: names, asked: options.columnNames) { return found }
    guard options.columnNames == nil, let pairs = EventColumnNames.findPairs(in: names) else { return nil }
    return [pairs.t, pairs.xy, pairs.p]
  }

  /// Where the columns stand among an archive's arrays, by their names, or by what they hold where `numpy.savez` was told
  /// no names.
  static func columns(in archive: NumpyArchive, _ options: EventReadOptions) throws -> [Int]? {
    if let found = columns(archive.names, options) { return found }
    let names = (0..<4).map { "arr_\($0)" }
    guard options.columnNames == nil, archive.names.sorted() == names else { return nil }
    let headers = try names.map { try archive.header($0) }
    guard headers.allSatisfy({ $0.shape.count == 1 && $0.count == headers[0].count }) else { return nil }
    let looked = min(headers[0].count, EventColumnOrder.rowsThatTell)
    let columns = try names.map { try EventNumpyArchiveColumns.numbers(of: archive.stream($0), count: looked) }
    return EventColumnOrder.order(of: columns).compactMap { archive.names.firstIndex(of: names[$0]) }
  }

  /// The array of an archive that holds whole events: one of the usual names, else the only one; nil where it is none.
  private static func table(in archive: NumpyArchive, _ options: EventReadOptions) throws -> String? {
    let named = tableNames.filter(archive.names.contains) + (archive.names.count == 1 ? archive.names : [])
    return try named.first { name in
      var start: [UInt8] = []
      try archive.content(name, atMost: EventNumpyColumns.longestStart) { start += $0 }
      return EventNumpyColumns.mayBeEvents(start, options)
    }
  }

  static func recording(inFolder path: String) throws -> EventFolder? {
    try EventNumpyFolder(path).map { folder in EventFolder(format: .npy, open: { try folder.open($0) }) }
  }

  fileprivate static func openArchive(_ path: String, _ options: EventReadOptions) throws -> any EventFileSource {
    let archive = try NumpyArchive(path: path)
    guard try columns(in: archive, options) == nil, let tableName = try table(in: archive, options) else {
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
