import Files
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Datasets

private func open(
  _ path: String, _ format: EventFormat, options: EventReadOptions = EventReadOptions()
) throws -> any EventFileSource {
  try format.definition.open(try InputFile(path: path), options)
}

private func writer(_ name: String, _ path: String, _ options: EventWriteOptions) throws -> any EventSink {
  switch name {
  case "es": try EventStreamWriter(path: path, options: options)
  case "txt": try EventTextWriter(path: path, style: .text, options: options)
  case "csv": try EventTextWriter(path: path, style: .csv, options: options)
  case "npy": try EventNumpyWriter(path: path, options: options)
  default: try EventNumpyArchiveWriter(path: path, options: options)
  }
}

private func randomEvents(_ count: Int) -> [Event] {
  var generator = SeededRandom(seed: 3)
  var time: Int64 = 0
  return (0..<count).map { _ in
    time += Int64.random(in: 0...300, using: &generator)
    return Event(
      timeMicroseconds: time, x: .random(in: 0..<320, using: &generator),
      y: .random(in: 0..<240, using: &generator), isOn: .random(using: &generator))
  }
}

private func all(_ source: any EventSource, capacity: Int = 1000) throws -> [Event] {
  var batch = EventBatch(capacity: capacity)
  var events: [Event] = []
  while try source.next(into: &batch) { events += batch.events }
  return events
}

private let written: [(name: String, format: EventFormat)] = [
  ("es", .es), ("txt", .text), ("csv", .text), ("npy", .npy), ("npz", .npz),
]

@Suite struct PlainFormatTests {
  @Test(arguments: [Int64.min, .min + 1, -1, 0, .max - 1, .max])
  func `Text holds every time of 64 bits`(time: Int64) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("e.csv")
    let writer = try EventFiles.create(path, options: EventWriteOptions(width: 4, height: 4))
    try writer.append(EventBatch([Event(timeMicroseconds: time, x: 1, y: 2, isOn: true)]))
    try writer.finish()
    let read = try EventFiles.readAll(path)
    #expect(read.count == 1 && read[0].timeMicroseconds == time)
  }

  @Test(
    .enabled(if: SharedFolder.isPresent, "needs ../shared"),
    arguments: [
      ("dvs.es", EventFormat.es), ("atis.es", .es), ("nmnist.bin", .nmnist), ("faery.csv", .text),
      ("rpg_events.txt", .text), ("esim.npz", .npz),
    ], [7, 65536])
  func `Real recordings give the figures of reference readers`(file: (String, EventFormat), capacity: Int) throws {
    let reference = try ReferenceRecording.named(file.0)
    let source = try open(ReferenceRecording.path(file.0), file.1, options: reference.readOptions)
    try RecordingFigures(of: source, capacity: capacity).expect(reference)
  }

  @Test(arguments: written, [1, 7, 65536])
  func `What is written is read again`(form: (name: String, format: EventFormat), capacity: Int) throws {
    let place = try TemporaryFolder()
    let events = randomEvents(3000)
    let path = place.file("a.\(form.name)")
    let output = try writer(form.name, path, EventWriteOptions(width: 320, height: 240))
    try output.append(EventBatch(events[..<1000]))
    try output.append(EventBatch(events[1000...]))
    try output.finish()
    #expect(try place.names() == ["a.\(form.name)"])
    let source = try open(path, form.format)
    #expect(try all(source, capacity: capacity) == events)
    #expect(source.warnings.isEmpty)
  }

  @Test(arguments: written)
  func `A file with a flipped byte gives events or an error`(
    form: (name: String, format: EventFormat)
  ) throws {
    let place = try TemporaryFolder()
    let events = randomEvents(20)
    let output = try writer(form.name, place.file("a"), EventWriteOptions(width: 320, height: 240))
    try output.append(EventBatch(events))
    try output.finish()
    let bytes = try fileBytes(place.file("a"))
    for place8 in stride(from: 0, to: bytes.count, by: 5) {
      var flipped = bytes
      flipped[place8] ^= 0x55
      let path = try place.write(flipped, to: "flip.\(form.name)")
      do { _ = try all(try open(path, form.format)) } catch is FileError {}
    }
  }

  @Test(arguments: [
    ("0.000001 1 2 1\n1.5e-3\t3 4 -1\n\n# end\n0.0020004 5 6 0", [1, 1500, 2000] as [Int64], "seconds"),
    ("x,y,polarity,timestamp\r\n1,2,1,10\r\n3,4,0,20\r\n5,6,0,30\r\n", [10, 20, 30], "microseconds"),
    (
      "1;2;1;1500000000000000999\n3;4;0;1500000000000002000\n5;6;0;1500000000000003001\n",
      [1_500_000_000_000_000, 1_500_000_000_000_002, 1_500_000_000_000_003], "nanoseconds"
    ),
    ("346 260\n10 1 2 1\n20 3 4 0\n30 5 6 0\n", [10, 20, 30], "microseconds"),
    ("5000000 1 2 true\n5000010 3 4 False\n5000020 5 6 0\n", [5_000_000, 5_000_010, 5_000_020], "microseconds"),
  ])
  func `Columns and units of text are told from it`(text: String, times: [Int64], unit: String) throws {
    let place = try TemporaryFolder()
    let source = try open(try place.write(Array(text.utf8), to: "a.txt"), .text)
    let expected = [(1, 2, true), (3, 4, false), (5, 6, false)]
    let events = zip(times, expected).map {
      Event(timeMicroseconds: $0, x: UInt16($1.0), y: UInt16($1.1), isOn: $1.2)
    }
    #expect(try all(source, capacity: 2) == events)
    #expect(source.warnings.contains { $0.description.contains(unit) })
  }

  @Test(arguments: ["10 7 2 1\n20 3 4 0\n", "7 2 10 1\n3 4 20 0\n", "7 2 1 10\n3 4 0 20\n"])
  func `Columns without names are told by which of them grows`(text: String) throws {
    let place = try TemporaryFolder()
    let source = try open(try place.write(Array(text.utf8), to: "a.txt"), .text)
    let expected = [
      Event(timeMicroseconds: 10, x: 7, y: 2, isOn: true), Event(timeMicroseconds: 20, x: 3, y: 4, isOn: false),
    ]
    #expect(try all(source, capacity: 2) == expected)
  }

  @Test func `Colour events of an Event Stream are read without their colours`() throws {
    let place = try TemporaryFolder()
    var bytes = Array("Event Stream".utf8) + [2, 0, 0, 4, 64, 1, 240, 0]
    // 254 µs run on, then 6; a reset that lets nothing run on; 253 at once.
    bytes += [0xff, 6, 33, 0, 9, 0, 1, 2, 3, 0xfe, 253, 44, 1, 239, 0, 255, 254, 253]
    let expected = [
      Event(timeMicroseconds: 260, x: 33, y: 230, isOn: true), Event(timeMicroseconds: 513, x: 300, y: 0, isOn: true),
    ]
    let source = try open(try place.write(bytes, to: "a.es"), .es)
    #expect(try all(source, capacity: 1) == expected)
    #expect(source.warnings.map(\.problem) == ["events of type color have no polarity"])
  }

  @Test func `A table in an archive is read`() throws {
    let place = try TemporaryFolder()
    let archive = try NumpyArchiveWriter(path: place.file("a.npz"))
    try archive.add(Tensor<Int64>(shape: [2, 4], scalars: [10, 7, 2, 1, 70_020, 3, 4, 0]), named: "events")
    try archive.commit()
    #expect(try EventFiles.detect(place.file("a.npz")) == .npz)
    let source = try open(place.file("a.npz"), .npz)
    #expect(source.header.format == .npz)
    let expected = [
      Event(timeMicroseconds: 10, x: 7, y: 2, isOn: true), Event(timeMicroseconds: 70_020, x: 3, y: 4, isOn: false),
    ]
    #expect(try all(source, capacity: 1) == expected)
  }

  @Test func `Records of NumPy are read by the names of their fields`() throws {
    let place = try TemporaryFolder()
    let header =
      "{'descr': [('p', '|i1'), ('', '|V1'), ('y', '<u2'), ('x', '>u2'), ('t', '<i8')], "
      + "'fortran_order': False, 'shape': (2,), }\n"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
    bytes += [0xff, 9, 3, 0, 0, 4, 5, 0, 0, 0, 0, 0, 0, 0]
    bytes += [1, 9, 6, 0, 1, 0, 7, 0, 0, 0, 0, 0, 0, 0]
    let expected = [
      Event(timeMicroseconds: 5, x: 4, y: 3, isOn: false), Event(timeMicroseconds: 7, x: 256, y: 6, isOn: true),
    ]
    #expect(try all(try open(try place.write(bytes, to: "a.npy"), .npy), capacity: 1) == expected)
  }

  @Test(arguments: ["'fortran_order': True, 'shape': (3, 4)", "'fortran_order': False, 'shape': (4, 3)"])
  func `Seconds in a table stored by column are read`(order: String) throws {
    let place = try TemporaryFolder()
    let header = "{'descr': '<f8', \(order), }\n"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
    for number in [8.0, 1, 2, 3, 9, 4, 0.000137, 0.25, 0.5, -1, 1, 1] {
      withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
    }
    let expected = [
      Event(timeMicroseconds: 137, x: 8, y: 3, isOn: false), Event(timeMicroseconds: 250_000, x: 1, y: 9, isOn: true),
      Event(timeMicroseconds: 500_000, x: 2, y: 4, isOn: true),
    ]
    #expect(try all(try open(try place.write(bytes, to: "a.npy"), .npy), capacity: 2) == expected)
  }

  @Test func `A bad line is named after the events before it`() throws {
    let place = try TemporaryFolder()
    let lines = (0..<100).map { "\($0 * 10) \($0) 7 1" } + ["1000 70000 7 1", "1010 1 1 1", ""]
    let path = try place.write(Array(lines.joined(separator: "\n").utf8), to: "a.txt")
    let source = try open(path, .text)
    var batch = EventBatch(capacity: 1000)
    #expect(try source.next(into: &batch))
    #expect(batch.count == 100)
    let error = #expect(throws: FileError.self) { try source.next(into: &batch) }
    #expect(error?.place == "line 101")
  }

  @Test func `Event Stream refuses what it cannot hold and leaves nothing`() throws {
    let place = try TemporaryFolder()
    let output = try EventStreamWriter(path: place.file("a.es"), options: EventWriteOptions(width: 10, height: 10))
    let batch = EventBatch([Event(timeMicroseconds: 1 << 40, x: 1, y: 1, isOn: true)])
    let error = #expect(throws: FileError.self) { try output.append(batch) }
    #expect(error?.kind == .cannotCreate)
    #expect(error?.remedy?.pieces.contains(.remedy(.set(.timeOrigin))) == true)
    #expect(try place.names().isEmpty)
  }

  @Test(arguments: [1, 3, 7])
  func `A decoder fed in pieces gives the same events`(piece: Int) throws {
    let place = try TemporaryFolder()
    let events = randomEvents(200)
    for name in ["es", "csv"] {
      let output = try writer(name, place.file("a.\(name)"), EventWriteOptions(width: 320, height: 240))
      try output.append(EventBatch(events))
      try output.finish()
      let bytes = try fileBytes(place.file("a.\(name)"))
      if name == "es" {
        var decoder = EventStreamDecoder(path: "a", kind: .dvs, width: 320, height: 240)
        #expect(try fed(&decoder, bytes, from: 20, piece) == events)
      } else {
        let layout = try #require(
          try EventTextLayout(bytes, isWhole: true, path: "a", options: EventReadOptions()))
        var decoder = EventTextDecoder(path: "a", layout: layout, unit: .microseconds) {
          EventTextLines($0, exponent: $1, kernels: .best, threads: 2)
        }
        #expect(try fed(&decoder, bytes, from: layout.dataOffset, piece) == events)
      }
    }
  }

  private func fed(
    _ decoder: inout some EventDecoder, _ bytes: [UInt8], from start: Int, _ piece: Int
  ) throws -> [Event] {
    var (begin, end, events) = (start, start, [Event]())
    var batch = EventBatch(capacity: 100)
    while begin < bytes.count {
      end = min(bytes.count, end + piece)
      try bytes[begin..<end].withUnsafeBytes { part in
        try batch.refill { columns in
          let (consumed, count) = try decoder.decode(
            part, at: begin, isLast: end == bytes.count, into: columns, from: 0)
          begin += consumed
          return count
        }
      }
      events += batch.events
    }
    return events
  }
}
