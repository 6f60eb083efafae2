import Files
import Recordings
import TestSupport
import Testing

@testable import Datasets

@Suite struct AEDATFormatTests {
  @Test func `Samples of frames are passed over, edges are triggers, events outside are counted`() throws {
    let folder = try TemporaryFolder()
    var bytes = Array("#!AER-DAT2.0\r\n# AEChip: eu.seebetter.ini.chips.davis.DAVIS240C\r\n".utf8)
    func add(_ address: UInt32, _ time: UInt32) { bytes += AEDATSamples.big(address) + AEDATSamples.big(time) }
    add(1 << 31 | 5, 0xFFFF_0000)
    add(10 << 22 | 20 << 12 | 1 << 11, 100)
    add(1 << 10, 105)
    let outside = bytes.count
    add(10 << 22 | 240 << 12, 110)
    add(179 << 22 | 239 << 12, 120)
    let reading = try AEDATReading(try folder.write(bytes, to: "mixed.aedat"))
    #expect(
      reading.events == [
        Event(timeMicroseconds: 100, x: 219, y: 169, isOn: true),
        Event(timeMicroseconds: 120, x: 0, y: 0, isOn: false),
      ])
    #expect(reading.triggers == [ExternalTrigger(timeMicroseconds: 105, channel: 0, isRising: true)])
    #expect(reading.warnings.map(\.place) == ["byte \(outside)"])
  }

  @Test func `A first record that begins like a line of the header is a record`() throws {
    let folder = try TemporaryFolder()
    // The row's high bits make the first byte that of #.
    let address = UInt32(0x23) << 24 | 3 << 12
    for end in ["", "#End Of ASCII Header\r\n"] {
      let header = "#!AER-DAT2.0\r\n# AEChip: DAVIS240C\r\n\(end)"
      let bytes = Array(header.utf8) + AEDATSamples.big(address) + AEDATSamples.big(UInt32(7))
      let reading = try AEDATReading(try folder.write(bytes, to: "hash.aedat"))
      // Bits 24 to 30 of the address are the row from its third bit on.
      let row = UInt16(179 - 0x23 * 4)
      #expect(reading.events == [Event(timeMicroseconds: 7, x: 236, y: row, isOn: false)])
    }
  }

  @Test func `A chip of unknown size needs one`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array("#!AER-DAT2.0\r\n# AEChip: some.Other\r\n".utf8), to: "other.aedat")
    let error = try #require(throws: FileError.self) { try EventFiles.open(path) }
    #expect(error.description.contains("some.Other") && error.description.contains("sensorSize"))
    let source = try EventFiles.open(path, options: EventReadOptions(size: (320, 240)))
    #expect(source.header == EventHeader(format: .aedat2, width: 320, height: 240))
  }

  @Test func `Versions that are not read are named`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array("#!AER-DAT5.7\r\n".utf8), to: "new.aedat")
    let error = try #require(throws: FileError.self) { try EventFiles.open(path) }
    #expect(error.description.contains("AEDAT 5.7"))
  }

  @Test func `Edges of AEDAT 3 are triggers, and a damaged packet is named after the events before it`() throws {
    let folder = try TemporaryFolder()
    let events = AEDATSamples.events(200, (346, 260))
    let whole = AEDATSamples.aedat3(events)
    let junk = [UInt8](repeating: 0xFF, count: 40)
    let path = try folder.write(whole + junk, to: "damaged.aedat")
    for capacity in [1, 7, 1000] {
      let reading = try AEDATReading(path, capacity: capacity)
      #expect(reading.events == events)
      #expect(reading.error?.place == "byte \(whole.count)")
      let clock = Int64(1) << 31
      let edges = [clock, clock + 100].map { (time: Int64) -> ExternalTrigger in
        ExternalTrigger(timeMicroseconds: time, channel: 0, isRising: false)
      }
      #expect(reading.triggers == edges)
    }
  }

  @Test(arguments: AEDAT4Compression.allCases)
  func `AEDAT 4 keeps triggers, and ends in a table of its packets`(compression: AEDAT4Compression) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("triggers.aedat4")
    let events = AEDATSamples.events(1000, (346, 260), from: 1_605_537_493_718_345)
    let triggers = (0..<6).map { (index: Int) -> ExternalTrigger in
      ExternalTrigger(timeMicroseconds: Int64(1000 + index), channel: UInt8(index / 4), isRising: index % 2 == 0)
    }
    let writer = try AEDAT4Writer(
      path: path, options: EventWriteOptions(width: 346, height: 260), compression: compression)
    try writer.append(EventBatch(events))
    try writer.append(triggers)
    try writer.finish()
    let reading = try AEDATReading(path)
    #expect(reading.events == events && reading.triggers == triggers && reading.warnings.isEmpty)
    let bytes = try fileBytes(path)
    for threads in [1, 2, 5] {
      let source = try AEDAT4Source(try .init(path: path), stream: "events", threads: threads)
      #expect(try RecordingFigures(of: source).events == 1000)
    }
    let head = try AEDAT4Header(try .init(path: path))
    let table = try #require(head.tableStart)
    #expect(table < bytes.count && head.compression == compression)
    // Without the table's place the packets run into it: the table is not taken for one.
    let error = try #require(throws: FileError.self) {
      try AEDAT4Source(try .init(path: path), stream: "other", threads: 1)
    }
    #expect(error.description.contains("0 (EVTS)"))
  }

  @Test(arguments: [true, false])
  func `What the clock or the sensor cannot hold is refused and leaves nothing`(isAEDAT2: Bool) throws {
    let folder = try TemporaryFolder()
    let options = EventWriteOptions(width: 240, height: 180)
    func writer() throws -> any EventSink {
      isAEDAT2
        ? try AEDAT2Writer(path: folder.file("a"), options: options)
        : try AEDAT4Writer(path: folder.file("a"), options: options)
    }
    let good = Event(timeMicroseconds: 5, x: 1, y: 1, isOn: true)
    var bad = [(x: 240, y: 1), (x: 1, y: 180)].map { Event(timeMicroseconds: 5, x: $0.x, y: $0.y, isOn: true) }
    if isAEDAT2 {
      bad.append(Event(timeMicroseconds: -1, x: 1, y: 1, isOn: true))
      bad.append(Event(timeMicroseconds: 1 << 40, x: 1, y: 1, isOn: true))
    }
    for event in bad {
      let writer = try writer()
      try writer.append(EventBatch([good, good]))
      let error = try #require(throws: FileError.self) { try writer.append(EventBatch([good, event])) }
      #expect(error.kind == .cannotCreate && error.description.contains("event 3"))
      #expect(error.remedy?.pieces.contains { if case .remedy = $0 { true } else { false } } == true)
      #expect(try folder.names().isEmpty)
    }
    #expect(throws: FileError.self) {
      try AEDAT2Writer(path: folder.file("b"), options: EventWriteOptions(width: 1280, height: 720))
    }
  }

  @Test func `An origin makes late recordings fit AEDAT 2`() throws {
    let folder = try TemporaryFolder()
    let start: Int64 = 1_605_537_493_718_345
    let events = AEDATSamples.events(100, (240, 180), from: start)
    let options = EventWriteOptions(width: 240, height: 180, timeOrigin: start - 10)
    let writer = try AEDAT2Writer(path: folder.file("a.aedat"), options: options)
    try writer.append(EventBatch(events))
    try writer.finish()
    let reading = try AEDATReading(folder.file("a.aedat"))
    #expect(reading.events.map(\.timeMicroseconds) == events.map { $0.timeMicroseconds - start + 10 })
  }
}
