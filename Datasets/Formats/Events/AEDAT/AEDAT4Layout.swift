import Foundation
import Recordings

/// The FlatBuffers that an AEDAT 4 file is made of, each after its size.
enum AEDAT4Layout {
  /// The streams of pictures and of inertial samples, where there are such.
  static let (frameStream, inertialStream): (Int32, Int32) = (2, 3)

  /// Where a packet's events start.
  static let eventsStart = 32

  /// Appends an integer, low byte first.
  static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  static func pad(_ bytes: inout [UInt8], to count: Int) {
    bytes.append(contentsOf: repeatElement(0, count: max(0, count - bytes.count)))
  }

  /// Writes the size before a finished buffer.
  static func close(_ bytes: inout [UInt8]) {
    let size = UInt32(bytes.count - 4)
    withUnsafeBytes(of: size.littleEndian) { bytes.replaceSubrange(0..<4, with: $0) }
  }

  /// A root table whose one field is a vector that starts at byte 28 and has its elements from byte 32 on.
  private static func start(_ identifier: String, count: Int) -> [UInt8] {
    var bytes: [UInt8] = [0, 0, 0, 0]
    append(UInt32(16), to: &bytes)
    bytes.append(contentsOf: identifier.utf8)
    for entry: UInt16 in [6, 8, 4, 0] { append(entry, to: &bytes) }
    append(Int32(8), to: &bytes)
    append(UInt32(4), to: &bytes)
    append(UInt32(count), to: &bytes)
    return bytes
  }

  /// What stands before a packet's events of 16 bytes.
  static func eventPacketStart(count: Int) -> [UInt8] {
    var bytes = start("EVTS", count: count)
    let size = UInt32(eventsStart - 4 + count * AEDAT4Source.bytesPerEvent)
    withUnsafeBytes(of: size.littleEndian) { bytes.replaceSubrange(0..<4, with: $0) }
    return bytes
  }

  /// A vector of tables of one shape.
  ///
  /// - Parameters:
  ///   - vtable: The shape: its own length, the table's, the fields' places.
  ///   - write: Appends a table's fields after its first 4 bytes.
  static func tables(
    _ identifier: String, count: Int, vtable: [UInt16], write: (Int, inout [UInt8]) -> Void
  ) -> [UInt8] {
    var bytes = start(identifier, count: count)
    let (elements, tableBytes) = (bytes.count, Int(vtable[1]))
    let shape = elements + 4 * count
    let first = (shape + 2 * vtable.count + 7) / 8 * 8
    for index in 0..<count {
      append(UInt32(first + index * tableBytes - (elements + 4 * index)), to: &bytes)
    }
    for entry in vtable { append(entry, to: &bytes) }
    pad(&bytes, to: first)
    for index in 0..<count {
      append(Int32(bytes.count - shape), to: &bytes)
      write(index, &bytes)
      pad(&bytes, to: first + (index + 1) * tableBytes)
    }
    close(&bytes)
    return bytes
  }

  /// A packet of triggers.
  static func triggerPacket(_ triggers: [(time: Int64, kind: AEDAT4TriggerKind)]) -> [UInt8] {
    tables("TRIG", count: triggers.count, vtable: [8, 16, 8, 4]) { index, bytes in
      append(triggers[index].kind.rawValue, to: &bytes)
      pad(&bytes, to: bytes.count + 3)
      append(triggers[index].time, to: &bytes)
    }
  }

  /// A packet as the table at the file's end lists it.
  struct Entry {
    /// The byte after the packet's header.
    var offset: Int
    var stream: Int32
    var byteCount: Int
    var elements: Int
    var times: ClosedRange<Int64>
  }

  /// The table of packets.
  static func table(_ entries: [Entry]) -> [UInt8] {
    tables("FTAB", count: entries.count, vtable: [14, 48, 16, 4, 24, 32, 40]) { index, bytes in
      let entry = entries[index]
      append(entry.stream, to: &bytes)
      append(Int32(entry.byteCount), to: &bytes)
      append(Int32(0), to: &bytes)
      for value in [Int64(entry.offset), Int64(entry.elements), entry.times.lowerBound, entry.times.upperBound] {
        append(value, to: &bytes)
      }
    }
  }

  /// The byte of the header, counted from its size on, that holds the place of the table of packets.
  static let tablePlace = 40

  /// The header after the magic.
  static func header(
    _ compression: AEDAT4Compression, width: Int, height: Int, samples: SampleContents = []
  ) -> [UInt8] {
    let info = Array(streamList(compression, width: width, height: height, samples).utf8)
    var bytes: [UInt8] = [0, 0, 0, 0]
    append(UInt32(24), to: &bytes)
    bytes.append(contentsOf: "IOHE".utf8)
    pad(&bytes, to: bytes.count + 6)
    for entry: UInt16 in [10, 20, 4, 12, 8] { append(entry, to: &bytes) }
    append(Int32(10), to: &bytes)
    append(compression.rawValue, to: &bytes)
    append(UInt32(12), to: &bytes)
    append(Int64(-1), to: &bytes)
    append(UInt32(info.count), to: &bytes)
    bytes.append(contentsOf: info)
    pad(&bytes, to: (bytes.count + 4) / 4 * 4)
    close(&bytes)
    return bytes
  }

  private static func streamList(
    _ compression: AEDAT4Compression, width: Int, height: Int, _ samples: SampleContents
  ) -> String {
    let name =
      switch compression {
      case .none: "NONE"
      case .lz4: "LZ4"
      case .lz4High: "LZ4_HIGH"
      case .zstd: "ZSTD"
      case .zstdHigh: "ZSTD_HIGH"
      }
    func stream(_ id: Int, _ type: String, _ output: String, _ description: String) -> String {
      let path = "/mainloop/Recorder/outInfo/\(id)/"
      return """
        <node name="\(id)" path="\(path)">
        <attr key="compression" type="string">\(name)</attr>
        <attr key="originalModuleName" type="string">saccade</attr>
        <attr key="originalOutputName" type="string">\(output)</attr>
        <attr key="typeDescription" type="string">\(description)</attr>
        <attr key="typeIdentifier" type="string">\(type)</attr>
        <node name="info" path="\(path)info/">
        <attr key="sizeX" type="int">\(width)</attr>
        <attr key="sizeY" type="int">\(height)</attr>
        <attr key="source" type="string">saccade</attr>
        <attr key="tsOffset" type="long">0</attr>
        </node>
        </node>

        """
    }
    var streams =
      stream(0, "EVTS", "events", "Array of events (polarity ON/OFF).")
      + stream(1, "TRIG", "triggers", "External triggers and special signals.")
    if samples.contains(.frames) {
      streams += stream(Int(frameStream), "FRME", "frames", "Standard frame (8-bit image).")
    }
    if samples.contains(.inertial) {
      streams += stream(Int(inertialStream), "IMUS", "imu", "Inertial Measurement Unit data samples.")
    }
    return """
      <dv version="2.0">
      <node name="outInfo" path="/mainloop/Recorder/outInfo/">
      \(streams)</node>
      </dv>

      """
  }
}
