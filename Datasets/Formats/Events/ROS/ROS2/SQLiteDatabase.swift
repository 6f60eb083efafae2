import CSQLite
import Files

/// A database of SQLite, open for reading.
///
/// The owner of the connection. The files beside it are left as they are: without a journal that waits to be read in,
/// the database is opened as one that nobody changes.
final class SQLiteDatabase {
  fileprivate let connection: OpaquePointer
  private let path: String
  private let guardian: SQLiteGuard

  /// The longest message that is believed, in bytes.
  private static let mostBytes: Int32 = 512 << 20

  /// Opens a database.
  ///
  /// - Parameters:
  ///   - path: The path as the user gave it, for errors.
  ///   - contentPath: The file that holds the database.
  ///   - isFixed: Whether nobody can change it meanwhile.
  init(path: String, contentPath: String, isFixed: Bool) throws {
    self.path = path
    let file = try InputFile(path: contentPath)
    try Self.checkLength(path: path, file)
    var connection: OpaquePointer?
    let code = sqlite3_open_v2(
      Self.address(contentPath, isFixed: isFixed), &connection,
      SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
      nil)
    guard let connection else {
      throw FileError(.inputOutput, path: path, problem: "SQLite has no memory left")
    }
    self.connection = connection
    guardian = SQLiteGuard(fileBytes: file.byteCount + Self.journalBytes(contentPath))
    try check(code)
    // No value is longer than the file that holds it.
    sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, Int32(clamping: min(Int(Self.mostBytes), file.byteCount)))
    saccade_sqlite_confine(connection)
    // Expressions that a stranger's schema brings along run nothing but SQLite's own harmless functions.
    try check(sqlite3_exec(connection, "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;", nil, nil, nil))
    guardian.watch(connection)
  }

  /// The bytes that wait beside the database to be read in with it.
  private static func journalBytes(_ path: String) -> Int { (try? InputFile(path: path + "-wal").byteCount) ?? 0 }

  /// Throws where something of that name is there that is no plain table of rows: a view, a virtual table, a column that
  /// is computed. What such a thing gives when it is read, and for how long, is up to whoever wrote it.
  func requirePlainTable(_ name: String) throws {
    let kinds = try query("SELECT type, rootpage FROM sqlite_master WHERE name = '\(name)' COLLATE NOCASE")
    while try kinds.step(place: "the schema") {
      let kind = kinds.text(0)
      guard kind == "table", kinds.int64(1) > 0 else {
        throw notPlain(name, kind == "table" ? "virtual table" : kind)
      }
    }
    let columns = try query("PRAGMA table_xinfo(\(name))")
    while try columns.step(place: "the schema") {
      // 1 is a hidden column, 2 and 3 are computed ones.
      if columns.int64(6) > 1 { throw notPlain(name, "table whose column \(columns.text(1)) is computed") }
    }
  }

  private func notPlain(_ name: String, _ kind: String) -> FileError {
    FileError(
      .badContent, path: path, problem: "\(name) is a \(kind), and a bag has a plain table there", place: "the schema",
      remedy: "the database is no bag as ROS 2 records it; nothing of it was run")
  }

  deinit { sqlite3_close_v2(connection) }

  /// Throws where the file is shorter than its header says: SQLite takes missing bytes for zeros.
  private static func checkLength(path: String, _ file: InputFile) throws {
    let headerBytes = 100
    guard file.byteCount >= headerBytes else {
      throw FileError(
        .badContent, path: path, problem: "the header of the database is cut off", place: "byte \(file.byteCount)",
        remedy: "fetch the file again", isTruncation: true)
    }
    let header = try file.bytes(at: 0, count: headerBytes)
    func number(_ offset: Int, _ count: Int) -> Int { header[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) } }
    let (storedPageBytes, pages, counter, countedAt) = (number(16, 2), number(28, 4), number(24, 4), number(92, 4))
    let pageBytes = storedPageBytes == 1 ? 1 << 16 : storedPageBytes
    // Old versions of SQLite do not keep the number of pages.
    if counter == countedAt, pages * pageBytes > file.byteCount {
      throw FileError(
        .badContent, path: path, problem: "the database has \(pages * pageBytes) bytes and the file ends before",
        place: "byte \(file.byteCount)", remedy: "fetch the file again, or try sqlite3 FILE .recover",
        isTruncation: true)
    }
  }

  /// Prepares a query.
  func query(_ text: String) throws -> SQLiteQuery {
    var statement: OpaquePointer?
    try check(sqlite3_prepare_v2(connection, text, -1, &statement, nil))
    guard let statement else { throw error(SQLITE_MISUSE) }
    return SQLiteQuery(statement: statement, database: self)
  }

  /// Throws where a call failed.
  fileprivate func check(_ code: Int32, place: String? = nil) throws {
    if code != SQLITE_OK { throw error(code, place: place) }
  }

  fileprivate func error(_ code: Int32, place: String? = nil) -> FileError {
    let message = String(cString: sqlite3_errmsg(connection))
    // What a bag needs is bounded by its pages: a schema that takes all memory there is, is a damaged one.
    let isBad = [
      SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR, SQLITE_TOOBIG, SQLITE_NOMEM, SQLITE_AUTH, SQLITE_INTERRUPT,
    ].contains(code & 0xff)
    return FileError(
      isBad ? .badContent : .inputOutput, path: path,
      problem: code & 0xff == SQLITE_INTERRUPT ? guardian.problem : "SQLite reports: \(message)",
      // Before the first query it is the schema that SQLite reads, from the first page on.
      place: place ?? "byte 0",
      remedy: isBad ? "the database is damaged or no bag; try sqlite3 FILE .recover" : nil)
  }

  private static func address(_ path: String, isFixed: Bool) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-~".utf8)
    let hex = Array("0123456789ABCDEF")
    let escaped = path.utf8.map { byte in
      plain.contains(byte)
        ? String(UnicodeScalar(byte)) : "%\(hex[Int(byte >> 4)])\(hex[Int(byte & 15)])"
    }
    // Without an authority a path that starts with two slashes would be taken for one.
    return "file:\(path.hasPrefix("/") ? "//" : "")\(escaped.joined())\(isFixed ? "?immutable=1" : "")"
  }
}

/// A query and the row at which it stands. Its owner.
final class SQLiteQuery {
  private let statement: OpaquePointer
  private let database: SQLiteDatabase

  fileprivate init(statement: OpaquePointer, database: SQLiteDatabase) {
    self.statement = statement
    self.database = database
  }

  deinit { sqlite3_finalize(statement) }

  /// Sets a parameter of the query, counted from 1.
  func bind(_ value: Int64, at index: Int32) throws { try database.check(sqlite3_bind_int64(statement, index, value)) }

  /// Goes to the next row; whether there is one.
  ///
  /// - Parameter place: Where the reading is, for errors.
  func step(place: String? = nil) throws -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw database.error(code, place: place)
    }
  }

  /// A whole number of the row.
  func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  /// A text of the row.
  func text(_ column: Int32) -> String { sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "" }

  /// The bytes of the row. They stay until the next row.
  func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
    let start = sqlite3_column_blob(statement, column)
    return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(statement, column)))
  }
}
