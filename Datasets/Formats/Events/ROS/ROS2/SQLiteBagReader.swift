import Recordings

/// Reads a ROS 2 bag that is a database of SQLite, in the order of the times at which messages were recorded.
final class SQLiteBagReader: BagReader {
  static let magic = Array("SQLite format 3\0".utf8)

  private let path: String
  private let database: SQLiteDatabase
  private let topics: any BagTopicChoice
  private var query: SQLiteQuery?
  private var types: [Int64: BagMessageType] = [:]
  private let decompressor = ChunkDecompressor()
  private var lastRow: Int64?
  private var isAtEnd = false

  let warnings: [RecordingWarning] = []

  /// Opens the database and reads its list of topics.
  ///
  /// - Parameters:
  ///   - path: The path as the user gave it.
  ///   - contentPath: The file that holds the database.
  ///   - isFixed: Whether nobody can change it meanwhile.
  init(path: String, contentPath: String, isFixed: Bool, topics: any BagTopicChoice) throws {
    self.path = path
    self.topics = topics
    database = try SQLiteDatabase(path: path, contentPath: contentPath, isFixed: isFixed)
    for table in ["topics", "messages"] { try database.requirePlainTable(table) }
    query = try select(try topicsWithMessages())
  }

  func next() throws -> BagMessage? {
    guard !isAtEnd, let query else { return nil }
    let place = lastRow.map { "the message after \($0)" } ?? "the first message"
    guard try query.step(place: place) else {
      isAtEnd = true
      return nil
    }
    let row = query.int64(0)
    lastRow = row
    guard let type = types[query.int64(1)] else { return try next() }
    var bytes = query.bytes(2)
    if bytes.starts(with: Ros2Storage.zstandardMagic) {
      try decompressor.decompress(bytes, method: .zstd, path: path, place: .row(row, byte: 0))
      bytes = decompressor.content.bytes
    }
    return BagMessage(bytes: bytes, type: type, form: .cdr, place: .row(row, byte: 0))
  }

  /// All topics but those that hold what is wanted in name only.
  private func topicsWithMessages() throws -> [(identifier: Int64, topic: BagTopic)] {
    let query = try database.query("SELECT id, name, type FROM topics WHERE serialization_format = 'cdr' ORDER BY id")
    var found: [(identifier: Int64, topic: BagTopic)] = []
    while try query.step(place: "the table of topics") {
      found.append((query.int64(0), BagTopic(name: query.text(1), type: query.text(2))))
    }
    // One that is the only one of its kind is told to be empty when it is read.
    if found.filter({ isWanted($0.topic) }).count < 2 { return found }
    return try found.filter { try !isWanted($0.topic) || hasMessages($0.identifier) }
  }

  private func isWanted(_ topic: BagTopic) -> Bool { BagMessageType(name: topic.type).map(topics.reads) ?? false }

  private func hasMessages(_ topic: Int64) throws -> Bool {
    let query = try database.query("SELECT 1 FROM messages WHERE topic_id = ?1 LIMIT 1")
    try query.bind(topic, at: 1)
    return try query.step(place: "the table of messages")
  }

  /// The query for the messages of the chosen topics, or nil where there is none.
  private func select(_ found: [(identifier: Int64, topic: BagTopic)]) throws -> SQLiteQuery? {
    try topics.learn(found.map(\.topic), path: path)
    for (identifier, topic) in found { types[identifier] = topics.accept(topic) }
    guard !types.isEmpty else { return nil }
    let list = types.keys.sorted().map { String($0) }.joined(separator: ", ")
    return try database.query(
      "SELECT id, topic_id, data FROM messages WHERE topic_id IN (\(list)) ORDER BY timestamp, id")
  }
}
