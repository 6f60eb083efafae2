import Recordings
import TestSupport
import Testing

@testable import Datasets

@Suite struct AEDATTests {
  @Test(
    .enabled(if: SharedFolder.isPresent, "needs ../shared"),
    arguments: [
      ("aedat2_davis240_aps_imu.aedat", EventFormat.aedat2), ("aedat2_dvs128.aedat", .aedat2),
      ("aedat3_davis240.aedat", .aedat3), ("aedat4_dvxplorer_lz4.aedat4", .aedat4),
      ("aedat4_zstd_frames_imu_triggers.aedat4", .aedat4),
    ], [1, 7, 1000, EventBatch.standardCapacity])
  func `Real recordings give what reference readers give`(file: (String, EventFormat), capacity: Int) throws {
    let reference = try ReferenceRecording.named(file.0)
    let source = try EventFiles.open(ReferenceRecording.path(file.0))
    #expect(source.header == EventHeader(format: file.1, width: reference.width, height: reference.height))
    try RecordingFigures(of: source, capacity: capacity).expect(reference)
    #expect(source.warnings.isEmpty, "\(source.warnings)")
    if let triggers = reference.triggers { #expect(source.takeTriggers().count == triggers) }
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
  func `Frames and inertial samples of AEDAT 4 are counted, triggers handed out`() throws {
    let path = ReferenceRecording.path("aedat4_zstd_frames_imu_triggers.aedat4")
    let source = try #require(try EventFiles.open(path) as? AEDAT4Source)
    _ = try RecordingFigures(of: source)
    #expect(source.skippedPackets == ["FRME": 6, "IMUS": 1])
    #expect(source.takeTriggers().first == ExternalTrigger(timeMicroseconds: 1_000_000, channel: 0, isRising: true))
    #expect(source.streams.map(\.type) == ["EVTS", "FRME", "IMUS", "TRIG"])
  }

  @Test(arguments: AEDATSamples.Kind.allCases, [1, 7, 1000, 65536])
  func `What is written is read again`(kind: AEDATSamples.Kind, capacity: Int) throws {
    let folder = try TemporaryFolder()
    let events = AEDATSamples.events(2500, kind.size)
    let path = try AEDATSamples.write(kind, events, to: folder)
    let reading = try AEDATReading(path, capacity: capacity)
    #expect(reading.error == nil && reading.warnings.isEmpty, "\(reading.warnings)")
    #expect(reading.events == events)
    let header = try EventFiles.open(path).header
    #expect(header.width == kind.size.width && header.height == kind.size.height)
  }

  @Test(arguments: [AEDATSamples.Kind.dvs128, .davis, .aedat1, .aedat3])
  func `Times past the clock's end are unrolled`(kind: AEDATSamples.Kind) throws {
    let folder = try TemporaryFolder()
    let ends: [Int64] = kind == .aedat3 ? [1 << 31, 1 << 33] : [1 << 31]
    for end in ends {
      var events = AEDATSamples.events(500, kind.size, from: end - 2500)
      // Steps of just under half the range, up to past 2³².
      let late = end == 1 << 31 ? Array(stride(from: Int64(1) << 32, to: 1 << 34, by: 2_000_000_000)) : []
      for (index, time) in late.enumerated() {
        events.append(Event(timeMicroseconds: time - 1000, x: UInt16(index), y: 1, isOn: true))
      }
      let reading = try AEDATReading(try AEDATSamples.write(kind, events, to: folder))
      #expect(reading.events == events)
    }
  }

  @Test(arguments: [AEDATSamples.Kind.dvs128, .davis, .aedat1])
  func `A record that is cut off is left out, and its place told`(kind: AEDATSamples.Kind) throws {
    let folder = try TemporaryFolder()
    let events = AEDATSamples.events(10, kind.size)
    let bytes = try fileBytes(try AEDATSamples.write(kind, events, to: folder))
    let record = kind == .aedat1 ? 6 : 8
    for left in 1..<record {
      let path = try folder.write(Array(bytes.dropLast(record - left)), to: "cut.aedat")
      for capacity in [1, 3, 9, 100] {
        let reading = try AEDATReading(path, capacity: capacity)
        #expect(reading.events == Array(events.dropLast()))
        #expect(reading.warnings.map(\.place) == ["byte \(bytes.count - record)"])
        #expect(reading.warnings.first?.problem.contains("\(left) of \(record) bytes") == true)
      }
    }
  }

  @Test(arguments: AEDATSamples.Kind.allCases)
  func `Flipped bytes never crash or hang`(kind: AEDATSamples.Kind) throws {
    let folder = try TemporaryFolder()
    let events = AEDATSamples.events(700, kind.size)
    let bytes = try fileBytes(try AEDATSamples.write(kind, events, to: folder))
    var random = AEDATRandom(state: 7)
    for round in 0..<400 {
      var damaged = bytes
      for _ in 0...round % 3 {
        let place = Int(random.next() % UInt64(bytes.count))
        damaged[place] = round % 2 == 0 ? UInt8(truncatingIfNeeded: random.next()) : ~damaged[place]
      }
      let reading = try AEDATReading(try folder.write(damaged, to: "damaged.aedat"))
      if let error = reading.error { #expect(error.kind == .badContent, "\(error)") }
      // An address is no more than a place; in packets a count may grow only into what is there.
      #expect(reading.events.count <= events.count + damaged.count / 8)
    }
  }

  @Test(arguments: AEDAT4Compression.allCases)
  func `Any number of threads reads a file, whole or damaged, the same`(compression: AEDAT4Compression) throws {
    let folder = try TemporaryFolder()
    let size = (width: 346, height: 260)
    let events = AEDATSamples.events(20_000, size)
    let path = folder.file("a.aedat4")
    let writer = try AEDAT4Writer(
      path: path, options: EventWriteOptions(width: size.width, height: size.height), compression: compression,
      eventsPerPacket: 50)
    for start in stride(from: 0, to: events.count, by: 4000) {
      try writer.append(EventBatch(events[start..<start + 4000]))
    }
    try writer.finish()
    let bytes = try fileBytes(path)
    var random = AEDATRandom(state: 11)
    for round in 0..<12 {
      var damaged = bytes
      if round > 0 { damaged[Int(random.next() % UInt64(bytes.count))] ^= 0xff }
      if round > 8 { damaged.removeLast(Int(random.next() % UInt64(bytes.count / 2))) }
      let file = try folder.write(damaged, to: "b.aedat4")
      let readings = try [1, 2, 5].map { try AEDATReading(file, threads: $0) }
      if round == 0 { #expect(readings[0].events == events) }
      for reading in readings.dropFirst() {
        #expect(reading.events == readings[0].events)
        #expect(reading.error?.description == readings[0].error?.description)
        #expect(reading.warnings.map(\.description) == readings[0].warnings.map(\.description))
      }
    }
  }

  @Test(arguments: [1, 3, 7, 29, 1000])
  func `Decoders fed in pieces give the same events`(piece: Int) throws {
    let folder = try TemporaryFolder()
    for kind in [AEDATSamples.Kind.dvs128, .davis, .aedat1, .aedat3] {
      let events = AEDATSamples.events(1000, kind.size)
      let path = try AEDATSamples.write(kind, events, to: folder)
      let text = try AEDATTextHeader(try .init(path: path))
      let bytes = Array(try fileBytes(path)[text.dataOffset...])
      if kind == .aedat3 {
        try feed(AEDAT3Decoder(path: path), bytes, piece, events)
      } else {
        let chip = try JAERChip.choose(named: text.value("AEChip"), size: nil, path: path) { JAERAddresses() }.chip
        try feed(JAERDecoder(path: path, chip: chip, addressBytes: kind == .aedat1 ? 2 : 4), bytes, piece, events)
      }
    }
  }

  private func feed(_ decoder: some EventDecoder, _ bytes: [UInt8], _ piece: Int, _ expected: [Event]) throws {
    var decoder = decoder
    var (events, batch, start, end): ([Event], EventBatch, Int, Int) = ([], EventBatch(capacity: 64), 0, 0)
    while start < bytes.count {
      end = min(bytes.count, end + piece)
      var consumed = 0
      repeat {
        try bytes.withUnsafeBytes { bytes in
          try batch.refill { columns in
            let window = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
            let step = try decoder.decode(window, at: start, isLast: end == bytes.count, into: columns, from: 0)
            consumed = step.consumed
            return step.end
          }
        }
        events += batch.events
        start += consumed
      } while consumed > 0 && start < end
    }
    #expect(events == expected)
    #expect(decoder.warnings.isEmpty)
  }
}
