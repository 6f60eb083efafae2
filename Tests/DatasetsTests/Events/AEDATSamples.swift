import Files
import Recordings
import TestSupport
import Testing

@testable import Datasets

/// What a reader handed out until it ended or threw.
struct AEDATReading {
  var events: [Event] = []
  var triggers: [ExternalTrigger] = []
  var warnings: [RecordingWarning] = []
  var error: FileError?

  /// Reads a file of any kind, or one of AEDAT 4 with so many threads.
  init(_ path: String, capacity: Int = 4096, threads: Int? = nil) throws {
    do {
      let source: any EventSource =
        if let threads {
          try AEDAT4Source(try .init(path: path), stream: nil, threads: threads)
        } else {
          try EventFiles.open(path)
        }
      defer { (triggers, warnings) = (source.takeTriggers(), source.warnings) }
      var batch = EventBatch(capacity: capacity)
      while try source.next(into: &batch) { events += batch.events }
    } catch let error as FileError {
      self.error = error
    }
  }
}

enum AEDATSamples {
  /// Kinds of files that this project can make.
  enum Kind: String, CaseIterable, CustomTestStringConvertible {
    case dvs128, davis, aedat1, aedat3, uncompressed, lz4, lz4High, zstd, zstdHigh

    var testDescription: String { rawValue }

    var size: (width: Int, height: Int) { self == .dvs128 || self == .aedat1 ? (128, 128) : (346, 260) }

    var compression: AEDAT4Compression? {
      switch self {
      case .uncompressed: AEDAT4Compression.none
      case .lz4: .lz4
      case .lz4High: .lz4High
      case .zstd: .zstd
      case .zstdHigh: .zstdHigh
      default: nil
      }
    }
  }

  /// Events at random whose times rise, with a step back now and then.
  static func events(_ count: Int, _ size: (width: Int, height: Int), from start: Int64 = 1000) -> [Event] {
    var random = AEDATRandom(state: 42)
    var time = start
    return (0..<count).map { _ in
      time += Int64(random.next() % 20)
      let back = random.next() % 50 == 0 ? Int64(3) : 0
      return Event(
        timeMicroseconds: time - back, x: UInt16(random.next() % UInt64(size.width)),
        y: UInt16(random.next() % UInt64(size.height)), isOn: random.next() % 2 == 0)
    }
  }

  /// Writes a file of a kind.
  static func write(_ kind: Kind, _ events: [Event], to folder: TemporaryFolder, batch: Int = 1000) throws -> String {
    let path = folder.file("\(kind.rawValue).aedat")
    let options = EventWriteOptions(width: kind.size.width, height: kind.size.height, overwrite: true)
    let writer: any EventSink
    switch kind {
    case .aedat1: return try folder.write(aedat1(events), to: "\(kind.rawValue).aedat")
    case .aedat3: return try folder.write(aedat3(events), to: "\(kind.rawValue).aedat")
    case .dvs128, .davis: writer = try AEDAT2Writer(path: path, options: options)
    default:
      writer = try AEDAT4Writer(
        path: path, options: options, compression: kind.compression ?? .none, eventsPerPacket: 300)
    }
    for start in stride(from: 0, to: events.count, by: batch) {
      try writer.append(EventBatch(events[start..<min(events.count, start + batch)]))
    }
    try writer.finish()
    return path
  }

  static func aedat1(_ events: [Event]) -> [UInt8] {
    var bytes = Array("#!AER-DAT1.0\r\n# This is a raw AE data file - do not edit\r\n".utf8)
    for event in events {
      let (row, column, off): (UInt16, UInt16, UInt16) = (127 - event.y, 127 - event.x, event.isOn ? 0 : 1)
      bytes += big(row << 8 | column << 1 | off) + big(UInt32(truncatingIfNeeded: event.timeMicroseconds))
    }
    return bytes
  }

  /// Packets of 100 events with an event marked invalid at the end, edges and packets of another type between.
  static func aedat3(_ events: [Event]) -> [UInt8] {
    var bytes = Array("#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 1: DAVIS346\r\n#!END-HEADER\r\n".utf8)
    for start in stride(from: 0, to: events.count, by: 100) {
      let part = events[start..<min(events.count, start + 100)]
      for (overflow, run) in runs(part) {
        bytes += packet(type: 1, size: 8, timeOffset: 4, overflow: overflow, count: run.count + 1)
        for event in run {
          let (x, y, on): (UInt32, UInt32, UInt32) = (UInt32(event.x), UInt32(event.y), event.isOn ? 2 : 0)
          let word = x << 17 | y << 2 | on | 1
          bytes += little(word) + little(UInt32(event.timeMicroseconds & 0x7FFF_FFFF))
        }
        bytes += little(UInt32(0)) + little(UInt32(0))
      }
      bytes += packet(type: 3, size: 36, timeOffset: 4, overflow: 0, count: 2) + [UInt8](repeating: 7, count: 72)
      bytes += packet(type: 0, size: 8, timeOffset: 4, overflow: 1, count: 1)
      bytes += little(UInt32(3 << 1 | 1)) + little(UInt32(start))
    }
    return bytes
  }

  private static func runs(_ events: ArraySlice<Event>) -> [(overflow: Int32, events: [Event])] {
    events.reduce(into: []) { runs, event in
      let overflow = Int32(event.timeMicroseconds >> 31)
      if runs.last?.overflow == overflow {
        runs[runs.count - 1].events.append(event)
      } else {
        runs.append((overflow, [event]))
      }
    }
  }

  static func packet(type: Int16, size: Int32, timeOffset: Int32, overflow: Int32, count: Int) -> [UInt8] {
    var bytes = little(type) + little(Int16(1))
    for word in [size, timeOffset, overflow, Int32(count), Int32(count), Int32(max(0, count - 1))] {
      bytes += little(word)
    }
    return bytes
  }

  static func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
  static func big(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
}

/// SplitMix64: the same numbers in every run.
struct AEDATRandom {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
