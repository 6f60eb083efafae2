import CSQLite
import Recordings
import TestSupport
import Testing

@testable import Datasets

/// Small bags with messages of any type, made byte by byte.
enum BagSamples {
  /// The order of bytes and the packing of a message.
  enum Form: CaseIterable {
    case ros1, littleEndian, bigEndian
  }

  /// A message under construction.
  struct Message {
    let form: Form
    private(set) var bytes: [UInt8]

    init(_ form: Form) {
      self.form = form
      bytes = form == .ros1 ? [] : [0, form == .bigEndian ? 0 : 1, 0, 0]
    }

    mutating func number(_ value: some FixedWidthInteger) {
      let size = value.bitWidth / 8
      if form != .ros1 { while (bytes.count - 4) % size != 0 { bytes.append(0) } }
      withUnsafeBytes(of: form == .bigEndian ? value.bigEndian : value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func string(_ text: String) {
      number(UInt32(text.utf8.count + (form == .ros1 ? 0 : 1)))
      bytes += Array(text.utf8) + (form == .ros1 ? [] : [0])
    }

    mutating func raw(_ other: [UInt8]) { bytes += other }

    mutating func head(width: Int, height: Int) {
      if form == .ros1 { number(UInt32(7)) }
      number(UInt32(12))
      number(UInt32(34))
      string("cam0")
      number(UInt32(height))
      number(UInt32(width))
    }
  }

  /// An array of events.
  static func eventArray(_ events: [Event], form: Form) -> [UInt8] {
    var message = Message(form)
    message.head(width: 640, height: 480)
    message.number(UInt32(events.count))
    for event in events {
      message.number(event.x)
      message.number(event.y)
      message.number(UInt32(event.timeMicroseconds / 1_000_000))
      // The rest below a microsecond is dropped by readers.
      message.number(UInt32(event.timeMicroseconds % 1_000_000 * 1000 + 999))
      message.number(UInt8(event.isOn ? 1 : 0))
    }
    return message.bytes
  }

  /// A packet.
  static func packet(
    _ payload: [UInt8], encoding: String, timeBase: UInt64 = 0, sequence: UInt64 = 0, form: Form
  ) -> [UInt8] {
    var message = Message(form)
    message.head(width: 640, height: 480)
    message.number(sequence)
    message.number(timeBase)
    message.string(encoding)
    message.number(UInt8(0))
    message.number(UInt32(payload.count))
    message.raw(payload)
    return message.bytes
  }

  /// A ROS 1 bag without chunks' compression and without an index.
  static func bag(_ messages: [[UInt8]], type: String, topics: [String] = ["/events"]) -> [UInt8] {
    func field(_ name: String, _ value: [UInt8]) -> [UInt8] {
      little(UInt32(name.utf8.count + 1 + value.count)) + Array("\(name)=".utf8) + value
    }
    func record(_ header: [UInt8], _ data: [UInt8]) -> [UInt8] {
      little(UInt32(header.count)) + header + little(UInt32(data.count)) + data
    }
    var chunk: [UInt8] = []
    for (index, topic) in topics.enumerated() {
      chunk += record(
        field("op", [7]) + field("conn", little(UInt32(index))) + field("topic", Array(topic.utf8)),
        field("topic", Array(topic.utf8)) + field("type", Array(type.utf8)))
    }
    for (index, message) in messages.enumerated() {
      chunk += record(
        field("op", [2]) + field("conn", little(UInt32(index % topics.count)))
          + field("time", little(UInt64(index + 1))), message)
    }
    let start = record(
      field("op", [3]) + field("index_pos", little(UInt64(0))) + field("conn_count", little(UInt32(0)))
        + field("chunk_count", little(UInt32(0))), [0x20, 0x20])
    return Array("#ROSBAG V2.0\n".utf8) + start
      + record(
        field("op", [5]) + field("compression", Array("none".utf8)) + field("size", little(UInt32(chunk.count))), chunk)
  }

  /// An mcap file without chunks and without a summary.
  static func mcap(_ messages: [[UInt8]], type: String) -> [UInt8] {
    func text(_ value: String) -> [UInt8] { little(UInt32(value.utf8.count)) + Array(value.utf8) }
    func record(_ kind: UInt8, _ content: [UInt8]) -> [UInt8] { [kind] + little(UInt64(content.count)) + content }
    let magic: [UInt8] = [0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A]
    var bytes = magic + record(1, text("ros2") + text("test"))
    bytes += record(3, little(UInt16(9)) + text(type) + text("ros2msg") + text(""))
    bytes += record(4, little(UInt16(5)) + little(UInt16(9)) + text("/events") + text("cdr") + text(""))
    for (index, message) in messages.enumerated() {
      bytes += record(5, little(UInt16(5)) + little(UInt32(index)) + little(UInt64(1)) + little(UInt64(1)) + message)
    }
    return bytes + record(15, [0, 0, 0, 0]) + record(2, [UInt8](repeating: 0, count: 20)) + magic
  }

  /// A database of SQLite.
  static func database(_ messages: [[UInt8]], type: String, path: String, pageBytes: Int = 4096) throws {
    var connection: OpaquePointer?
    #expect(sqlite3_open(path, &connection) == SQLITE_OK)
    defer { sqlite3_close(connection) }
    let tables = """
      PRAGMA page_size = \(pageBytes);
      CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT, type TEXT, serialization_format TEXT);
      CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER, timestamp INTEGER, data BLOB);
      CREATE INDEX timestamp_idx ON messages (timestamp ASC);
      INSERT INTO topics VALUES (1, '/rosout', 'rcl_interfaces/msg/Log', 'cdr'), (2, '/events', '\(type)', 'cdr');
      INSERT INTO messages VALUES (1000000, 1, 0, x'00010000');
      """
    #expect(sqlite3_exec(connection, tables, nil, nil, nil) == SQLITE_OK)
    for (index, message) in messages.enumerated() {
      let hex = message.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      let row = "INSERT INTO messages VALUES (\(messages.count - index), 2, \(index), x'\(hex)')"
      #expect(sqlite3_exec(connection, row, nil, nil, nil) == SQLITE_OK)
    }
  }

  /// Packets of 40 events each in the encoding mono.
  static func monoPackets(_ events: [Event], form: Form) -> [[UInt8]] {
    stride(from: 0, to: events.count, by: 40).enumerated().map { index, start in
      let part = events[start..<min(events.count, start + 40)]
      let base = UInt64(part[start].timeMicroseconds) * 1000
      let payload = part.flatMap { event in
        let step = UInt64(event.timeMicroseconds) * 1000 - base
        return little(step | UInt64(event.x) << 32 | UInt64(event.y) << 48 | (event.isOn ? 1 << 63 : 0))
      }
      return packet(payload, encoding: "mono", timeBase: base, sequence: UInt64(index), form: form)
    }
  }

  /// Bytes as one frame of Zstandard.
  static func zstandard(_ bytes: [UInt8]) throws -> [UInt8] {
    try bytes.withUnsafeBytes { try HDF5Filter.zstandard(level: 3).encode($0) }
  }

  /// Random events in the order of time.
  static func events(_ count: Int, from start: Int64 = 1_600_000_000_000_000, seed: UInt64 = 1) -> [Event] {
    var state = seed
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    var time = start
    return (0..<count).map { _ in
      time += Int64(next() % 40)
      return Event(
        timeMicroseconds: time, x: UInt16(next() % 640), y: UInt16(next() % 480), isOn: next() & 1 == 1)
    }
  }

  /// All events of a source.
  static func read(_ source: any EventSource, capacity: Int = 1000) throws -> [Event] {
    var events: [Event] = []
    var batch = EventBatch(capacity: capacity)
    while try source.next(into: &batch) { events += batch.events }
    return events
  }

  static func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
