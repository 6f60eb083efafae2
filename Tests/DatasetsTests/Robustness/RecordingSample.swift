import Recordings
import TestSupport
import Testing

@testable import Datasets

/// A small recording of one kind, made by this project: what is cut, and what the fuzzers start from.
struct RecordingSample: Sendable, CustomTestStringConvertible {
  /// What is said of a recording that ends early.
  enum CutRule: Sendable {
    /// Every cut is found: a length, a trailer or a table tells where the end belongs.
    case always
    /// Cuts between records cannot be told from an end, whose length is that of a record where it is fixed.
    case withinRecords(bytes: Int?)
  }

  /// A name of its own.
  let name: String
  /// The folder of the corpus, which is the fuzzer's target too.
  let target: String
  let format: EventFormat
  /// The ending by which some readers tell the format.
  let ending: String
  let cutRule: CutRule
  /// What has to be said of its times, which can be read two ways.
  var timeUnit: TimeUnit?
  /// Writes a file of some events.
  let write: @Sendable (_ events: [Event], _ path: String) throws -> Void

  var testDescription: String { name }

  /// Events that every format can hold: below 128x128 in 8 bits, within 23 bits of time, in order.
  static func events(_ count: Int) -> [Event] {
    var random = AEDATRandom(state: 5)
    var time: Int64 = 1000
    return (0..<count).map { index in
      let isRun = index % 16 < 6
      time += isRun && index % 16 > 0 ? 0 : Int64(random.next() % 40)
      let x = isRun ? UInt16(index % 16 + 40) : UInt16(random.next() % 128)
      let y = isRun ? 17 : UInt16(random.next() % 128)
      return Event(timeMicroseconds: time, x: x, y: y, isOn: isRun || random.next() % 2 == 0)
    }
  }

  /// The target's folder of `Corpus`.
  static func corpusFolder(_ target: String) -> String {
    let here = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
    return "\(here)/Corpus/\(target)"
  }
}

extension RecordingSample {
  /// A sample of every kind of every format.
  static let all: [RecordingSample] = prophesee + aedat + plain + bags + hdf5

  /// A sample that a writer makes.
  init(
    _ name: String, _ target: String, _ format: EventFormat, _ ending: String, _ rule: CutRule,
    writer: @escaping @Sendable (_ path: String, _ options: EventWriteOptions) throws -> any EventSink
  ) {
    self.init(name: name, target: target, format: format, ending: ending, cutRule: rule) { events, path in
      let writer = try writer(path, EventWriteOptions(width: 128, height: 128, overwrite: true))
      for start in stride(from: 0, to: events.count, by: 100) {
        try writer.append(EventBatch(events[start..<min(events.count, start + 100)]))
      }
      try writer.append([ExternalTrigger(timeMicroseconds: 500, channel: 1, isRising: true)])
      try writer.finish()
    }
  }

  /// A sample that a test makes byte by byte.
  init(
    _ name: String, _ target: String, _ format: EventFormat, _ ending: String, _ rule: CutRule,
    bytes: @escaping @Sendable (_ events: [Event]) -> [UInt8]
  ) {
    self.init(name: name, target: target, format: format, ending: ending, cutRule: rule) { events, path in
      try fileWrite(bytes(events), path)
    }
  }

  private static let prophesee = [
    RecordingSample(
      "prophesee-evt2", "prophesee-evt2", .propheseeEVT2, "raw", .withinRecords(bytes: 4), writer: EVT2Writer.init),
    RecordingSample(
      "prophesee-evt21", "prophesee-evt21", .propheseeEVT21, "raw", .withinRecords(bytes: 8), writer: EVT21Writer.init),
    RecordingSample(
      "prophesee-evt3", "prophesee-evt3", .propheseeEVT3, "raw", .withinRecords(bytes: 2), writer: EVT3Writer.init),
    RecordingSample(
      "prophesee-dat", "prophesee-dat", .propheseeDAT, "dat", .withinRecords(bytes: 8), writer: DATWriter.init),
  ]

  private static let aedat =
    [
      RecordingSample("aedat1", "aedat1", .aedat1, "aedat", .withinRecords(bytes: 6), bytes: AEDATSamples.aedat1),
      RecordingSample("aedat2", "aedat2", .aedat2, "aedat", .withinRecords(bytes: 8), writer: AEDAT2Writer.init),
      RecordingSample("aedat3", "aedat3", .aedat3, "aedat", .withinRecords(bytes: nil), bytes: AEDATSamples.aedat3),
    ]
    + [AEDAT4Compression.none, .lz4, .lz4High, .zstd, .zstdHigh].map { compression in
      RecordingSample("aedat4-\(compression)", "aedat4", .aedat4, "aedat4", .always) {
        try AEDAT4Writer(path: $0, options: $1, compression: compression, eventsPerPacket: 60)
      }
    }

  private static let plain = [
    RecordingSample("es-dvs", "es", .es, "es", .withinRecords(bytes: nil), writer: EventStreamWriter.init),
    RecordingSample("es-atis", "es", .es, "es", .withinRecords(bytes: nil), bytes: PlainSamples.atis),
    RecordingSample("nmnist", "nmnist", .nmnist, "bin", .withinRecords(bytes: 5), bytes: PlainSamples.fortyBit),
    RecordingSample("text", "text", .text, "txt", .withinRecords(bytes: nil)) {
      try EventTextWriter(path: $0, style: .text, options: $1)
    },
    RecordingSample("csv", "text", .text, "csv", .withinRecords(bytes: nil)) {
      try EventTextWriter(path: $0, style: .csv, options: $1)
    },
    RecordingSample("npy-records", "npy", .npy, "npy", .always, writer: EventNumpyWriter.init),
    RecordingSample("npy-table", "npy", .npy, "npy", .always) { PlainSamples.table($0, isByColumn: false) },
    RecordingSample("npy-columns", "npy", .npy, "npy", .always) { PlainSamples.table($0, isByColumn: true) },
    RecordingSample("npz", "npz", .npz, "npz", .always, writer: EventNumpyArchiveWriter.init),
    RecordingSample("mat-columns", "mat", .mat, "mat", .always) { MATLABSamples.columns($0, record: nil) },
    RecordingSample("mat-record", "mat", .mat, "mat", .always) { MATLABSamples.columns($0, record: "TD") },
    RecordingSample("mat-table", "mat", .mat, "mat", .always) { MATLABSamples.table($0) },
  ]

  private static let bags =
    RosBagWritingTests.Kind.allCases.map { kind in
      let isFirst = [.bag, .bagBZip2, .bagLZ4].contains(kind)
      return RecordingSample(
        "\(kind)", isFirst ? "rosbag1" : "ros2-mcap", isFirst ? .rosbag1 : .ros2, isFirst ? "bag" : "mcap", .always,
        writer: kind.writer)
    } + [
      RecordingSample("bag-packets", "rosbag1", .rosbag1, "bag", .withinRecords(bytes: nil)) {
        BagSamples.bag(BagSamples.monoPackets($0, form: .ros1), type: "event_camera_msgs/EventPacket")
      },
      RecordingSample("mcap-packets", "ros2-mcap", .ros2, "mcap", .always) {
        BagSamples.mcap(BagSamples.monoPackets($0, form: .littleEndian), type: "event_camera_msgs/msg/EventPacket")
      },
      RecordingSample(name: "db3", target: "ros2-db3", format: .ros2, ending: "db3", cutRule: .always) {
        let messages = BagSamples.monoPackets($0, form: .littleEndian)
        try BagSamples.database(messages, type: "event_camera_msgs/msg/EventPacket", path: $1, pageBytes: 512)
      },
      RecordingSample(name: "db3-zstd", target: "ros2-db3", format: .ros2, ending: "db3", cutRule: .always) {
        let folder = try TemporaryFolder()
        let messages = BagSamples.monoPackets($0, form: .littleEndian)
        let plain = folder.file("plain.db3")
        try BagSamples.database(messages, type: "event_camera_msgs/msg/EventPacket", path: plain, pageBytes: 512)
        try fileWrite(try BagSamples.zstandard(try fileBytes(plain)), $1)
      },
    ]

  private static let hdf5 = [
    RecordingSample(
      name: "prophesee-hdf5", target: "prophesee-hdf5", format: .propheseeHDF5, ending: "hdf5", cutRule: .always,
      write: SmallHDF5.prophesee),
    RecordingSample(name: "dsec-blosc", target: "dsec", format: .dsec, ending: "h5", cutRule: .always) {
      let filters = [4, 2, 2, 1].map { [HDF5Filter.blosc(elementBytes: $0, level: 5)] }
      try SmallHDF5.dsec($0, filters: filters, to: $1)
    },
    RecordingSample(name: "dsec-mixed", target: "dsec", format: .dsec, ending: "h5", cutRule: .always) {
      let filters: [[HDF5Filter]] = [
        [.shuffle(elementBytes: 4), .deflate(level: 4)], [.zstandard(level: 3)], [], [.deflate(level: 1)],
      ]
      try SmallHDF5.dsec($0, filters: filters, to: $1)
    },
    RecordingSample("hdf5-columns", "hdf5", .hdf5, "h5", .always, writer: HDF5EventWriter.init),
    RecordingSample(
      name: "hdf5-table", target: "hdf5", format: .hdf5, ending: "h5", cutRule: .always, timeUnit: .microseconds
    ) {
      HDF5EventSamples.table($0, secondsLast: false, groups: [], name: "events", chunk: nil, to: $1)
    },
    RecordingSample(name: "mvsec", target: "mvsec", format: .mvsec, ending: "hdf5", cutRule: .always) {
      HDF5EventSamples.table(
        $0, secondsLast: true, groups: ["davis", "davis/left"], name: "davis/left/events", chunk: 64, to: $1)
    },
  ]
}
