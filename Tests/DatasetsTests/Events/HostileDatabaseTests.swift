import CSQLite
import Files
import Recordings
import TestSupport
import Testing

@testable import Datasets

/// Databases under the name of a bag that do something else than hold its rows.
@Suite struct HostileDatabaseTests {
  private static let topics = """
    CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT, type TEXT, serialization_format TEXT);
    INSERT INTO topics VALUES (1, '/events', 'dvs_msgs/msg/EventArray', 'cdr');
    """
  private static let endless = """
    WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c)
    SELECT i AS id, 1 AS topic_id, i AS timestamp, x'00010000' AS data FROM c
    """

  /// What stands in place of the bag's tables, and a word of the error.
  static let schemas: [(sql: String, word: String)] = [
    ("\(topics) CREATE VIEW messages AS \(endless);", "view"),
    ("\(topics) CREATE VIEW Messages AS \(endless);", "view"),
    ("\(topics) CREATE VIEW messages AS SELECT id, id AS topic_id, 0 AS timestamp, name AS data FROM topics;", "view"),
    (
      """
      CREATE VIEW topics AS SELECT 1 AS id, '/events' AS name, 'dvs_msgs/msg/EventArray' AS type,
        'cdr' AS serialization_format;
      CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER, timestamp INTEGER, data BLOB);
      """, "view"
    ),
    (
      """
      \(topics) CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER, timestamp INTEGER,
        data BLOB AS (zeroblob(1000000 * id)) VIRTUAL);
      INSERT INTO messages(id, topic_id, timestamp) VALUES (1, 1, 0);
      """, "computed"
    ),
    ("\(topics) CREATE VIRTUAL TABLE messages USING fts5(topic_id, timestamp, data);", "virtual table"),
  ]

  private static func make(_ sql: String, _ path: String) throws {
    var connection: OpaquePointer?
    #expect(sqlite3_open(path, &connection) == SQLITE_OK)
    defer { sqlite3_close(connection) }
    #expect(sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK, "\(String(cString: sqlite3_errmsg(connection)))")
  }

  @Test(arguments: schemas.indices)
  func `What is no plain table is refused in one line and not run`(index: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("bag.db3")
    try Self.make(Self.schemas[index].sql, path)
    let error = #expect(throws: FileError.self) { try BagSamples.read(EventFiles.open(path)) }
    #expect(error?.kind == .badContent && error?.path == path)
    #expect(error?.problem.contains(Self.schemas[index].word) == true, "\(error?.description ?? "")")
  }

  @Test func `A view that says it is a table is not run`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("bag.db3")
    try Self.make(
      """
      \(Self.topics) CREATE VIEW messages AS \(Self.endless);
      PRAGMA writable_schema = ON;
      UPDATE sqlite_master SET type = 'table', rootpage = 2 WHERE name = 'messages';
      """, path)
    let error = #expect(throws: FileError.self) { try BagSamples.read(EventFiles.open(path)) }
    #expect(error?.kind == .badContent)
  }

  @Test func `Tables without numbers of rows and tables with triggers are read as others`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("bag.db3")
    let events = BagSamples.events(30)
    let hex = BagSamples.eventArray(events, form: .littleEndian)
      .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    try Self.make(
      """
      \(Self.topics)
      CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER, timestamp INTEGER, data BLOB) WITHOUT ROWID;
      CREATE TRIGGER t AFTER INSERT ON topics BEGIN DELETE FROM messages; END;
      INSERT INTO messages VALUES (1, 1, 5, x'\(hex)');
      """, path)
    #expect(try BagSamples.read(EventFiles.open(path)) == events)
  }

  @Test func `A compressed bag that unfolds to more than the limit, or to no bag, does not fill the disk`() throws {
    let folder = try TemporaryFolder()
    let magic = SQLiteBagReader.magic
    for (start, word) in [(magic, "it holds more than \(UnpackedLimit.leastBytes) bytes"), ([], "neither an mcap")] {
      let content = start + [UInt8](repeating: 0, count: UnpackedLimit.leastBytes + (4 << 20))
      let packed = try content.withUnsafeBytes { try Zstandard.compress($0, level: 1) }
      let path = try folder.write(packed, to: "bag.db3.zstd")
      let error = #expect(throws: FileError.self) { try BagSamples.read(EventFiles.open(path)) }
      #expect(error?.kind == .badContent && error?.problem.contains(word) == true, "\(error?.description ?? "")")
    }
  }

  @Test func `Queries may read the tables of a bag and nothing else`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("bag.db3")
    try BagSamples.database([], type: "dvs_msgs/msg/EventArray", path: path)
    try Self.make("CREATE TABLE others(a); INSERT INTO others VALUES (1);", path)
    let database = try SQLiteDatabase(path: path, contentPath: path, isFixed: true)
    _ = try database.query("SELECT id FROM messages")
    for text in [
      "SELECT a FROM others", "DELETE FROM messages", "ATTACH 'x.db' AS x", "PRAGMA journal_mode",
      "SELECT load_extension('x')", "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT i FROM c",
    ] {
      let error = #expect(throws: FileError.self, "\(text)") { try database.query(text).step() }
      #expect(error?.kind == .badContent, "\(text)")
    }
  }

  @Test func `A query that takes more steps than the bytes of the file can is ended`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("bag.db3")
    try BagSamples.database((0..<100).map { [UInt8($0)] }, type: "dvs_msgs/msg/EventArray", path: path)
    let database = try SQLiteDatabase(path: path, contentPath: path, isFixed: true)
    let query = try database.query(
      "SELECT a.id FROM messages a, messages b, messages c, messages d, messages e WHERE a.id + e.id < 0")
    let error = #expect(throws: FileError.self) { try query.step() }
    #expect(error?.kind == .badContent && error?.problem.contains("steps") == true)
  }
}
