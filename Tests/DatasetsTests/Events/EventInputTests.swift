import Datasets
import Files
import Foundation
import Recordings
import Synchronization
import TestSupport
import Testing

/// Recordings that are not one finished file: pipes, growing files, folders of segments.
@Suite struct EventInputTests {
  private static func events(_ count: Int, from time: Int64 = 0) -> [Event] {
    (0..<count).map { index in
      let (x, y) = (UInt16(index * 7 % 120), UInt16(index * 3 % 100))
      return Event(timeMicroseconds: time + Int64(index) * 40, x: x, y: y, isOn: index % 3 == 0)
    }
  }

  private static func write(
    _ events: [Event], _ format: EventFormat, _ path: String, timeOrigin: Int64 = 0
  ) throws {
    let options = EventWriteOptions(width: 120, height: 100, timeOrigin: timeOrigin)
    let writer = try EventFiles.create(path, format: format, options: options)
    for start in stride(from: 0, to: events.count, by: 60_000) {
      try writer.append(EventBatch(events[start..<min(events.count, start + 60_000)]))
    }
    try writer.finish()
  }

  private static func read(_ reader: EventReader) throws -> [Event] {
    var all: [Event] = []
    while let batch = try reader.nextBatch() { all += batch.events }
    return all
  }

  @Test(arguments: [EventFormat.propheseeEVT3, .text, .aedat2, .es, .npz, .hdf5, .aedat4, .ros2])
  func `a pipe gives what the file gives`(format: EventFormat) throws {
    let folder = try TemporaryFolder()
    let (path, pipe) = (folder.file("recording"), folder.file("pipe"))
    // More than what is looked at before the format is told.
    let events = Self.events(300_000)
    try Self.write(events, format, path)
    #expect(mkfifo(pipe, 0o600) == 0)
    let writer = Thread {
      let bytes = (try? Data(contentsOf: URL(fileURLWithPath: path))) ?? Data()
      let handle = FileHandle(forWritingAtPath: pipe)
      for start in stride(from: 0, to: bytes.count, by: 77_777) {
        try? handle?.write(contentsOf: bytes[start..<min(bytes.count, start + 77_777)])
      }
      try? handle?.close()
    }
    writer.start()
    let reader = try EventReader(pipe)
    #expect(reader.format == format)
    #expect(try Self.read(reader) == events)
  }

  @Test func `a short recording in a pipe is told by its content too`() throws {
    let folder = try TemporaryFolder()
    let (path, pipe) = (folder.file("recording"), folder.file("pipe"))
    let events = Self.events(5)
    try Self.write(events, .propheseeEVT2, path)
    #expect(mkfifo(pipe, 0o600) == 0)
    let writer = Thread {
      try? FileHandle(forWritingAtPath: pipe)?.write(contentsOf: Data(contentsOf: URL(fileURLWithPath: path)))
    }
    writer.start()
    #expect(try Self.read(EventReader(pipe)) == events)
  }

  @Test func `a growing file is followed to its last event`() throws {
    let folder = try TemporaryFolder()
    let (path, growing) = (folder.file("recording"), folder.file("growing.raw"))
    let events = Self.events(200_000)
    try Self.write(events, .propheseeEVT3, path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try bytes[..<1001].write(to: URL(fileURLWithPath: growing))
    let flag = SharedFlag()
    let reader = try EventReader(growing, options: EventReadOptions(following: EventFollowing { flag.isSet }))
    let writer = Thread {
      let handle = FileHandle(forWritingAtPath: growing)
      _ = try? handle?.seekToEnd()
      for start in stride(from: 1001, to: bytes.count, by: 99_999) {
        try? handle?.write(contentsOf: bytes[start..<min(bytes.count, start + 99_999)])
      }
      flag.set()
    }
    writer.start()
    #expect(try Self.read(reader) == events)
    #expect(reader.warnings.isEmpty)
  }

  @Test func `a file that nobody writes any more ends after the idle time`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("recording.raw")
    let events = Self.events(100)
    try Self.write(events, .propheseeEVT2, path)
    let following = EventFollowing(idleSeconds: 0.01)
    #expect(try Self.read(EventReader(path, options: EventReadOptions(following: following))) == events)
  }

  @Test func `containers cannot be followed`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("recording.npz")
    try Self.write(Self.events(100), .npz, path)
    #expect(throws: FileError.self) {
      try EventReader(path, options: EventReadOptions(following: EventFollowing(idleSeconds: 0)))
    }
  }

  @Test func `segments go on where the one before ended`() throws {
    let folder = try TemporaryFolder()
    let events = Self.events(1_200_000)
    // 48 s in twelve segments; the clock of EVT3 wraps twice, and each file starts it within one period as cameras do.
    for part in 0..<12 {
      let slice = Array(events[part * 100_000..<(part + 1) * 100_000])
      let path = folder.file("camera7_\(part).raw")
      try Self.write(slice, .propheseeEVT3, path, timeOrigin: slice[0].timeMicroseconds & ~0xff_ffff)
      let alone = try #require(try EventReader(path).nextBatch())
      #expect(alone[0].timeMicroseconds == slice[0].timeMicroseconds & 0xff_ffff)
    }
    _ = try folder.write(Array("bias 3".utf8), to: "camera7_0.bias")
    let reader = try EventReader(folder.path)
    #expect(reader.size?.width == 120)
    #expect(try Self.read(reader) == events)
  }

  @Test func `a folder of several recordings is refused by name`() throws {
    let folder = try TemporaryFolder()
    try Self.write(Self.events(10), .propheseeEVT2, folder.file("left.raw"))
    try Self.write(Self.events(10), .propheseeEVT2, folder.file("right.raw"))
    let error = try #require(throws: FileError.self) { try EventReader(folder.path) }
    #expect(error.description.contains("2 recordings: left.raw, right.raw"))
    let empty = try TemporaryFolder()
    #expect(throws: FileError.self) { try EventReader(empty.path) }
  }
}

private final class SharedFlag: Sendable {
  private let value = Atomic(false)
  var isSet: Bool { value.load(ordering: .sequentiallyConsistent) }
  func set() { value.store(true, ordering: .sequentiallyConsistent) }
}
