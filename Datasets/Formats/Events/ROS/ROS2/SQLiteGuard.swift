import CSQLite

/// What a connection to a stranger's database may do: read the tables of a bag, for as long as their bytes can take.
///
/// It outlives the connection that it watches.
final class SQLiteGuard {
  /// The tables of a bag, and SQLite's own lists of what there is.
  private static let readable: Set<String> = ["topics", "messages", "sqlite_master", "sqlite_schema"]
  /// Steps of SQLite's machine between two looks.
  private static let period: Int32 = 10_000
  /// Steps for opening and for what is looked up, and for each byte of the file: a row takes some forty of them and not
  /// less than a few bytes.
  private static let (leastSteps, stepsPerByte) = (50_000_000, 64)

  private let fileBytes: Int
  private var stepsLeft: Int

  /// Prepares to watch the reading of a file.
  init(fileBytes: Int) {
    self.fileBytes = fileBytes
    let (steps, overflow) = fileBytes.multipliedReportingOverflow(by: Self.stepsPerByte)
    stepsLeft = overflow ? .max : max(Self.leastSteps, steps)
  }

  /// What is wrong where reading was ended here.
  var problem: String { "reading the database takes more steps than \(fileBytes) bytes of rows can" }

  /// Watches a connection from now on.
  func watch(_ connection: OpaquePointer) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    sqlite3_progress_handler(
      connection, Self.period,
      { context in
        guard let context else { return 1 }
        return Unmanaged<SQLiteGuard>.fromOpaque(context).takeUnretainedValue().mayGoOn() ? 0 : 1
      }, context)
    sqlite3_set_authorizer(
      connection,
      { _, action, first, _, schema, cause in
        SQLiteGuard.allows(action, first, schema: schema, cause: cause) ? SQLITE_OK : SQLITE_DENY
      }, nil)
  }

  private func mayGoOn() -> Bool {
    stepsLeft -= Int(Self.period)
    return stepsLeft > 0
  }

  /// - Parameters:
  ///   - first: The table that is read, or what else the action is about.
  ///   - schema: The database: `main` is the file.
  ///   - cause: The view or trigger that wants it; nil where the query itself does.
  private static func allows(
    _ action: Int32, _ first: UnsafePointer<CChar>?, schema: UnsafePointer<CChar>?, cause: UnsafePointer<CChar>?
  ) -> Bool {
    guard cause == nil else { return false }
    let name = first.map { String(cString: $0).lowercased() }
    switch action {
    case SQLITE_SELECT: return true
    case SQLITE_READ:
      guard let name, readable.contains(name) else { return false }
      return schema.map { String(cString: $0) == "main" } ?? true
    case SQLITE_PRAGMA: return name == "table_xinfo"
    default: return false
    }
  }
}
