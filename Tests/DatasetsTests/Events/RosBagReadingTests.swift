import Files
import Recordings
import TestSupport
import Testing

@testable import Datasets

@Suite struct RosBagReadingTests {
  @Test(arguments: BagSamples.Form.allCases, [1, 7, 1000, 65536])
  func `Arrays of events are read in every order of bytes`(form: BagSamples.Form, capacity: Int) throws {
    let folder = try TemporaryFolder()
    let events = BagSamples.events(1203)
    let messages = [0..<1, 1..<3, 3..<3, 3..<700, 700..<1203].map {
      BagSamples.eventArray(Array(events[$0]), form: form)
    }
    for type in ["dvs_msgs", "prophesee_event_msgs"] {
      let bytes =
        form == .ros1
        ? BagSamples.bag(messages, type: "\(type)/EventArray")
        : BagSamples.mcap(messages, type: "\(type)/msg/EventArray")
      let source = try EventFiles.open(try folder.write(bytes, to: "events"))
      #expect(source.header.width == 640 && source.header.height == 480)
      #expect(try BagSamples.read(source, capacity: capacity) == events)
      #expect(source.warnings.isEmpty)
    }
  }

  @Test(arguments: [1, 3, 1000])
  func `Packets of mono add nanoseconds to their base`(capacity: Int) throws {
    let folder = try TemporaryFolder()
    let base: UInt64 = 5_000_000_900
    let words: [UInt64] = [(0, 3, 4, true), (99, 639, 479, false), (100, 1, 2, true), (4_294_967_295, 8, 9, false)]
      .map { (dt: UInt64, x: UInt64, y: UInt64, isOn: Bool) in dt | x << 32 | y << 48 | (isOn ? 1 << 63 : 0) }
    let payload = words.flatMap { BagSamples.little($0) }
    let expected = [
      Event(timeMicroseconds: 5_000_000, x: 3, y: 4, isOn: true),
      Event(timeMicroseconds: 5_000_000, x: 639, y: 479, isOn: false),
      Event(timeMicroseconds: 5_000_001, x: 1, y: 2, isOn: true),
      Event(timeMicroseconds: 9_294_968, x: 8, y: 9, isOn: false),
    ]
    for type in ["event_camera_msgs/EventPacket", "event_array_msgs/EventArray"] {
      let message = BagSamples.packet(payload, encoding: "mono", timeBase: base, form: .ros1)
      let source = try EventFiles.open(try folder.write(BagSamples.bag([message], type: type), to: "mono.bag"))
      #expect(try BagSamples.read(source, capacity: capacity) == expected)
    }
  }

  @Test func `Packets of libcaer count on where their clock wraps`() throws {
    let folder = try TemporaryFolder()
    func record(_ x: UInt32, _ y: UInt32, _ isOn: Bool, _ time: Int32) -> [UInt8] {
      BagSamples.little(1 | (isOn ? 2 : 0) | y << 2 | x << 17) + BagSamples.little(time)
    }
    let payload = record(5, 6, true, .max) + record(32767, 32766, false, 2) + [1, 2, 3]
    let message = BagSamples.packet(payload, encoding: "libcaer", timeBase: 7000, form: .littleEndian)
    let path = try folder.write(BagSamples.mcap([message], type: "event_camera_msgs/msg/EventPacket"), to: "a.mcap")
    let source = try EventFiles.open(path)
    #expect(
      try BagSamples.read(source) == [
        Event(timeMicroseconds: 7 + 2_147_483_647, x: 5, y: 6, isOn: true),
        Event(timeMicroseconds: 7 + 2_147_483_650, x: 32767, y: 32766, isOn: false),
      ])
    #expect(source.warnings.map(\.problem) == ["1 packets end within an event"])
  }

  @Test(arguments: [1, 2, 5, 1000])
  func `Packets of libcaer_cmp hold events, vectors and a clock`(capacity: Int) throws {
    let folder = try TemporaryFolder()
    // High and low time, x, an event, then a vector of rows 100.. and one of the next eight rows.
    let first: [UInt16] = [0x0002, 0x1003, 0x2010, 0x3805, 0x4864, 0x5081, 0x5003]
    let second: [UInt16] = [0x1001, 0x3007]
    let messages = [first, second].enumerated().map { index, words in
      BagSamples.packet(
        words.flatMap { BagSamples.little($0) }, encoding: "libcaer_cmp", timeBase: UInt64(index) * 1_000_000,
        sequence: UInt64(index * 3), form: .ros1)
    }
    let bag = BagSamples.bag(messages, type: "event_camera_msgs/EventPacket")
    let source = try EventFiles.open(try folder.write(bag, to: "a.bag"))
    let expected: [(Int64, UInt16, Bool)] = [
      (8195, 5, true), (8195, 100, true), (8195, 107, true), (8195, 108, true), (8195, 109, true), (1001, 7, false),
    ]
    #expect(
      try BagSamples.read(source, capacity: capacity)
        == expected.map { Event(timeMicroseconds: $0.0, x: 16, y: $0.1, isOn: $0.2) })
    // The second packet has number 3 behind number 0.
    #expect(source.warnings.map(\.problem) == ["2 packets are missing in 1 places by their numbers"])
  }

  @Test func `A topic is asked for where several hold events`() throws {
    let folder = try TemporaryFolder()
    let events = BagSamples.events(6)
    let messages = (0..<6).map { BagSamples.eventArray([events[$0]], form: .ros1) }
    let bag = BagSamples.bag(messages, type: "dvs_msgs/EventArray", topics: ["/left", "/right"])
    let path = try folder.write(bag, to: "two.bag")
    let right = try EventFiles.open(path, options: EventReadOptions(topic: "/right"))
    #expect(try BagSamples.read(right) == [events[1], events[3], events[5]])
    #expect(right.warnings.isEmpty)
    // Without an index the second topic is found too late to ask.
    let unnamed = try EventFiles.open(path)
    #expect(try BagSamples.read(unnamed) == [events[0], events[2], events[4]])
    #expect(unnamed.warnings.map(\.problem) == ["topic /right holds events too"])
    let error = #expect(throws: FileError.self) {
      try EventFiles.open(path, options: EventReadOptions(topic: "/middle"))
    }
    #expect(error?.description.contains("/left (dvs_msgs/EventArray), /right") == true)
  }

  @Test func `A bag without events says what it holds`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(BagSamples.bag([[0]], type: "sensor_msgs/Image"), to: "images.bag")
    let error = #expect(throws: FileError.self) { try EventFiles.open(path) }
    #expect(error?.description.contains("/events (sensor_msgs/Image)") == true)
  }

  @Test func `A database is read in the order of time, messages compressed or not`() throws {
    let folder = try TemporaryFolder()
    let events = BagSamples.events(90)
    let messages = stride(from: 0, to: 90, by: 9).enumerated().map { index, start in
      let plain = BagSamples.eventArray(Array(events[start..<start + 9]), form: .littleEndian)
      return index % 2 == 0 ? plain : try? plain.withUnsafeBytes { try Zstandard.compress($0) }
    }.compactMap { $0 }
    let path = folder.file("a b%20?.db3")
    try BagSamples.database(messages, type: "dvs_msgs/msg/EventArray", path: path)
    #expect(try BagSamples.read(try EventFiles.open(path)) == events)
    let whole = try fileBytes(path).withUnsafeBytes { try Zstandard.compress($0) }
    let compressed = try folder.write(whole, to: "whole.db3.zstd")
    #expect(try EventFiles.detect(compressed) == .ros2)
    #expect(try BagSamples.read(try EventFiles.open(compressed)) == events)
    // Nothing is left beside the recordings.
    #expect(try folder.names() == ["a b%20?.db3", "whole.db3.zstd"])
  }

  @Test func `A folder is read in the order of its metadata, else of its names`() throws {
    let folder = try TemporaryFolder()
    let events = BagSamples.events(30)
    func part(_ range: Range<Int>, _ name: String) throws {
      let message = BagSamples.eventArray(Array(events[range]), form: .littleEndian)
      _ = try folder.write(BagSamples.mcap([message], type: "dvs_msgs/msg/EventArray"), to: name)
    }
    try part(0..<10, "bag_9.mcap")
    try part(10..<20, "bag_10.mcap")
    try part(20..<30, "bag_11.mcap")
    #expect(try EventFiles.detect(folder.path) == .ros2)
    #expect(try BagSamples.read(try EventFiles.open(folder.path), capacity: 7) == events)
    let list = "a:\n  relative_file_paths:\n    - bag_11.mcap\n    - \"old/bag_9.mcap\"\n  version: 4\n"
    _ = try folder.write(Array(list.utf8), to: "metadata.yaml")
    #expect(try BagSamples.read(try EventFiles.open(folder.path)) == Array(events[20..<30] + events[0..<10]))
    _ = try folder.write(Array("relative_file_paths:\n- gone.mcap\n".utf8), to: "metadata.yaml")
    let error = #expect(throws: FileError.self) { try EventFiles.open(folder.path) }
    #expect(error?.kind == .notFound && error?.description.contains("gone.mcap") == true)
  }
}

@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared")) struct RosBagReferenceTests {
  @Test(arguments: ["ros1_dvs_msgs_lz4.bag", "ros2_dvs_msgs_mcap/dvs_msgs_madehere_mcap.mcap"], [1, 7, 1000, 65536])
  func `Arrays of events agree with the reference`(name: String, capacity: Int) throws {
    let reference = try ReferenceRecording.named(name)
    let source = try EventFiles.open(ReferenceRecording.path(name))
    try RecordingFigures(of: source, capacity: capacity).expect(reference, nanoseconds: true)
    #expect(source.header.width == reference.width && source.header.height == reference.height)
    #expect(source.warnings.isEmpty)
  }

  @Test func `A folder agrees with its file`() throws {
    let source = try EventFiles.open(ReferenceRecording.path("ros2_dvs_msgs_mcap"))
    let reference = try ReferenceRecording.named("ros2_dvs_msgs_mcap/dvs_msgs_madehere_mcap.mcap")
    try RecordingFigures(of: source).expect(reference, nanoseconds: true)
  }

  @Test(arguments: ["ros1_event_packets.bag", "ros2_event_packets_db3", "ros2_event_packets_db3/test_events_1.db3"])
  func `Packets agree with the reference`(name: String) throws {
    let reference = try ReferenceRecording.named(name.hasSuffix(".db3") ? "ros2_event_packets_db3" : name)
    for capacity in [1, 7, 1000, 65536] {
      let source = try EventFiles.open(ReferenceRecording.path(name))
      try RecordingFigures(of: source, capacity: capacity).expect(reference)
      #expect(source.header.width == 640 && source.header.height == 480)
      #expect(source.takeTriggers().count == reference.triggers)
    }
  }
}

@Suite struct RosBagEVT3Tests {
  @Test(arguments: [1, 2, 3, 7, 1000], [1, 5, 1000])
  func `Words of EVT3 may be cut between packets anywhere`(packetBytes: Int, capacity: Int) throws {
    let folder = try TemporaryFolder()
    // Time, row, an event, a vector at column 20 of 12 and 8 columns, a trigger, and another time.
    let words: [UInt16] = [0x8001, 0x6002, 0x0007, 0x2805, 0x3814, 0x4803, 0x5081, 0xA101, 0x6009, 0x2006]
    let bytes = words.flatMap { BagSamples.little($0) }
    let messages = stride(from: 0, to: bytes.count, by: packetBytes).enumerated().map { index, start in
      BagSamples.packet(
        Array(bytes[start..<min(bytes.count, start + packetBytes)]), encoding: "evt3", sequence: UInt64(index),
        form: .bigEndian)
    }
    let path = try folder.write(BagSamples.mcap(messages, type: "event_camera_msgs/msg/EventPacket"), to: "a.mcap")
    let source = try EventFiles.open(path)
    let expected: [(Int64, UInt16, Bool)] = [
      (4098, 5, true), (4098, 20, true), (4098, 21, true), (4098, 31, true), (4098, 32, true), (4098, 39, true),
      (4105, 6, false),
    ]
    #expect(
      try BagSamples.read(source, capacity: capacity)
        == expected.map { Event(timeMicroseconds: $0.0, x: $0.1, y: 7, isOn: $0.2) })
    #expect(source.takeTriggers() == [ExternalTrigger(timeMicroseconds: 4098, channel: 1, isRising: true)])
    #expect(source.warnings.isEmpty)
  }
}
