import Files
import Recordings
import TestSupport
import Testing

@testable import Datasets

@Suite struct RosBagWritingTests {
  /// What writes bags.
  enum Kind: CaseIterable {
    case bag, bagBZip2, bagLZ4, mcap, mcapLZ4, mcapZstandard

    func writer(_ path: String, _ options: EventWriteOptions) throws -> any EventSink {
      switch self {
      case .bag: try RosBag1Writer(path: path, options: options)
      case .bagBZip2: try RosBag1Writer(path: path, options: options, topic: "/e", compression: .bz2)
      case .bagLZ4: try RosBag1Writer(path: path, options: options, topic: "/e", compression: .lz4)
      case .mcap: try McapWriter(path: path, options: options, compression: .none)
      case .mcapLZ4: try McapWriter(path: path, options: options, topic: "/e", compression: .lz4)
      case .mcapZstandard: try McapWriter(path: path, options: options)
      }
    }
  }

  static func write(
    _ events: [Event], _ kind: Kind, _ path: String, capacity: Int = 1000,
    options: EventWriteOptions = EventWriteOptions(width: 640, height: 480)
  ) throws {
    let writer = try kind.writer(path, options)
    for start in stride(from: 0, to: events.count, by: capacity) {
      try writer.append(EventBatch(events[start..<min(events.count, start + capacity)]))
    }
    try writer.finish()
  }

  @Test(arguments: Kind.allCases, [1, 7, 1000, 65536])
  func `What is written is read again`(kind: Kind, capacity: Int) throws {
    let folder = try TemporaryFolder()
    let events = BagSamples.events(capacity == 1 ? 3000 : 9000, seed: UInt64(capacity))
    let path = folder.file("bag")
    try Self.write(events, kind, path, capacity: capacity)
    let source = try EventFiles.open(path)
    #expect(source.header.width == 640 && source.header.height == 480)
    #expect(try BagSamples.read(source, capacity: capacity) == events)
    #expect(source.warnings.isEmpty)
    #expect(try folder.names() == ["bag"])
  }

  @Test(arguments: [1, 8, 20, 36, 37])
  func `An mcap file that was cut off before the end of its footer is told, and keeps its events`(missing: Int) throws {
    let folder = try TemporaryFolder()
    let events = BagSamples.events(2000, seed: 4)
    try Self.write(events, .mcap, folder.file("whole.mcap"))
    let bytes = try fileBytes(folder.file("whole.mcap"))
    let path = try folder.write(Array(bytes.dropLast(missing)), to: "cut.mcap")
    let source = try EventFiles.open(path)
    #expect(try BagSamples.read(source, capacity: 1000) == events)
    let warnings = source.warnings
    #expect(warnings.count == 1 && warnings.allSatisfy(\.isTruncation), "\(warnings)")
    #expect(warnings.first?.problem.contains("footer") == true)
  }

  @Test func `A bag that is cut off within a chunk is searched and read without harm`() throws {
    let folder = try TemporaryFolder()
    let events = BagSamples.events(9000, seed: 6)
    try Self.write(events, .bag, folder.file("whole.bag"))
    let bytes = try fileBytes(folder.file("whole.bag"))
    for cut in stride(from: bytes.count / 40, to: bytes.count, by: bytes.count / 40) {
      let path = try folder.write(Array(bytes[..<cut]), to: "cut.bag")
      do {
        let source = try EventFiles.open(path)
        _ = try source.seek(toMicroseconds: events[events.count / 2].timeMicroseconds)
        _ = try BagSamples.read(source, capacity: 1000)
      } catch let error as FileError {
        #expect(error.place != nil || error.remedy != nil, "\(cut): \(error)")
      }
    }
  }

  @Test(arguments: Kind.allCases)
  func `Many chunks and many messages are read again`(kind: Kind) throws {
    let folder = try TemporaryFolder()
    // All at the same time, so that messages are cut by their number, then one step back.
    var events = BagSamples.events(120_000).map { event in
      var copy = event
      copy.timeMicroseconds = 4_000_000_000
      return copy
    }
    events.append(Event(timeMicroseconds: 0, x: .max, y: .max, isOn: true))
    let path = folder.file("bag")
    try Self.write(events, kind, path, capacity: 65536)
    #expect(try BagSamples.read(try EventFiles.open(path), capacity: 65536) == events)
  }

  @Test(arguments: Kind.allCases)
  func `A bag without events keeps the size of the sensor`(kind: Kind) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("empty")
    try Self.write([], kind, path)
    let source = try EventFiles.open(path)
    #expect(source.header.width == 640 && source.header.height == 480)
    #expect(try BagSamples.read(source).isEmpty)
  }

  @Test(arguments: Kind.allCases, [-1, 4_294_967_296_000_000, Int64.min])
  func `A time that a bag cannot hold is refused and leaves nothing`(kind: Kind, time: Int64) throws {
    let folder = try TemporaryFolder()
    let events = [
      Event(timeMicroseconds: 5, x: 1, y: 1, isOn: true), Event(timeMicroseconds: time, x: 1, y: 1, isOn: true),
    ]
    let error = #expect(throws: FileError.self) { try Self.write(events, kind, folder.file("bag")) }
    #expect(error?.kind == .cannotCreate)
    #expect(error?.description.contains("event 1 at \(time) us") == true)
    #expect(error?.description.contains("timeOrigin") == true)
    #expect(try folder.names().isEmpty)
    if time == .min { return }
    var options = EventWriteOptions(width: 2, height: 2)
    options.timeOrigin = min(time, 5)
    try Self.write(
      Array(events.sorted { $0.timeMicroseconds < $1.timeMicroseconds }.prefix(1)), kind, folder.file("bag"),
      options: options)
    #expect(try BagSamples.read(try EventFiles.open(folder.file("bag"))).map(\.timeMicroseconds) == [0])
  }

  @Test func `The check sum is the one of zip`() {
    let bytes = Array("123456789".utf8) + Array("123456789".utf8)
    #expect(bytes[..<9].withUnsafeBytes { CyclicRedundancyCheck.value(of: $0) } == 0xCBF4_3926)
    let whole = bytes.withUnsafeBytes { CyclicRedundancyCheck.value(of: $0) }
    let first = bytes[..<5].withUnsafeBytes { CyclicRedundancyCheck.value(of: $0) }
    #expect(bytes[5...].withUnsafeBytes { CyclicRedundancyCheck.value(of: $0, continuing: first) } == whole)
  }
}

@Suite struct RosBagDamageTests {
  /// A bag of each kind that is small enough to be cut at every byte.
  private static func sample(_ kind: RosBagWritingTests.Kind, _ folder: TemporaryFolder) throws -> ([UInt8], [Event]) {
    // A second between parts, so that there are several messages.
    let events = (0..<6).flatMap { BagSamples.events(40, from: Int64($0) * 1_000_000, seed: UInt64($0)) }
    let path = folder.file("whole")
    try RosBagWritingTests.write(events, kind, path)
    return (try fileBytes(path), events)
  }

  /// What can be read before an error, and whether there was one.
  private static func attempt(_ path: String) throws -> (events: [Event], warnings: Int, error: FileError?) {
    var events: [Event] = []
    var warnings = 0
    do {
      let source = try EventFiles.open(path)
      var batch = EventBatch(capacity: 100)
      do {
        while try source.next(into: &batch) { events += batch.events }
      } catch {
        events += batch.events
        throw error
      }
      warnings = source.warnings.count
    } catch let error as FileError {
      return (events, warnings, error)
    }
    return (events, warnings, nil)
  }

  @Test(arguments: RosBagWritingTests.Kind.allCases)
  func `Flipped bytes give events or an error that names a place`(kind: RosBagWritingTests.Kind) throws {
    let folder = try TemporaryFolder()
    let (bytes, _) = try Self.sample(kind, folder)
    for step in 0..<400 {
      var copy = bytes
      copy[step * 7919 % bytes.count] ^= UInt8(1 << (step % 8)) | (step % 3 == 0 ? 0xf0 : 0)
      let result = try Self.attempt(try folder.write(copy, to: "flipped"))
      #expect(result.events.count <= 100_000)
      if let error = result.error, result.events.isEmpty == false { #expect(error.place != nil) }
    }
  }

  @Test func `A database that is cut or flipped gives events or an error`() throws {
    let folder = try TemporaryFolder()
    let events = BagSamples.events(400)
    let messages = stride(from: 0, to: 400, by: 100).map {
      BagSamples.eventArray(Array(events[$0..<$0 + 100]), form: .littleEndian)
    }
    let path = folder.file("whole.db3")
    try BagSamples.database(messages, type: "dvs_msgs/msg/EventArray", path: path)
    let bytes = try fileBytes(path)
    for length in stride(from: 0, to: bytes.count, by: 97) {
      let result = try Self.attempt(try folder.write(Array(bytes.prefix(length)), to: "cut.db3"))
      #expect(events.starts(with: result.events))
      #expect(result.error != nil || result.events == events, "\(length) bytes")
    }
    for step in 0..<200 {
      var copy = bytes
      copy[step * 7919 % bytes.count] ^= UInt8(1 << (step % 8))
      _ = try Self.attempt(try folder.write(copy, to: "flipped.db3"))
    }
  }

  @Test func `A message that says more than it holds is refused where it stands`() throws {
    let folder = try TemporaryFolder()
    var message = BagSamples.eventArray(BagSamples.events(3), form: .ros1)
    let count = message.count - 3 * 13 - 4
    message[count] = 4
    let path = try folder.write(BagSamples.bag([message], type: "dvs_msgs/EventArray"), to: "a.bag")
    let result = try Self.attempt(path)
    #expect(result.error?.problem.contains("4 elements") == true)
    let bytes = try fileBytes(path)
    #expect(result.error?.place == "byte \(bytes.count - message.count + count)")
  }

  @Test func `A checksum that does not fit is found without compression too`() throws {
    let folder = try TemporaryFolder()
    var (bytes, _) = try Self.sample(.mcap, folder)
    bytes[2000] ^= 1
    let result = try Self.attempt(try folder.write(bytes, to: "a.mcap"))
    #expect(result.error?.problem == "the checksum of a chunk does not fit")
  }
}
