import Files
import Foundation

/// The compression of AEDAT 4 packets.
public enum AEDAT4Compression: Int32, Sendable, CaseIterable {
  /// As they are.
  case none = 0
  /// LZ4 frames.
  case lz4 = 1
  /// LZ4 frames, packed harder.
  case lz4High = 2
  /// Zstandard.
  case zstd = 3
  /// Zstandard, packed harder.
  case zstdHigh = 4
}

/// A stream of an AEDAT 4 file.
public struct AEDAT4Stream: Sendable, Hashable {
  /// The number that its packets carry.
  public var id: Int32
  /// The four letters of its type: EVTS, FRME, IMUS, TRIG.
  public var type: String
  /// The name its module gave it.
  public var name: String?
  /// The sensor's columns.
  public var width: Int?
  /// The sensor's rows.
  public var height: Int?
}

/// What stands before an AEDAT 4 file's packets.
struct AEDAT4Header {
  static let magic = "#!AER-DAT4.0\r\n"
  private static let sizeBytes = 4
  private static let mostBytes = 16 << 20

  var compression: AEDAT4Compression
  var streams: [AEDAT4Stream]
  /// The byte of the first packet.
  var packetsStart: Int
  /// The byte of the table of packets, or nil where the file states none.
  var tableStart: Int?

  init(_ file: InputFile) throws {
    let start = Self.magic.utf8.count
    func damaged(_ problem: String) -> FileError {
      FileError(
        .badContent, path: file.path, problem: problem, place: "byte \(start)",
        remedy: "the file is damaged; fetch it again")
    }
    let sizeField = try file.bytes(at: start, count: Self.sizeBytes)
    let size = sizeField.withUnsafeBytes { Int(UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self))) }
    guard size <= Self.mostBytes else {
      throw damaged("the header claims \(size) bytes, more than the \(Self.mostBytes) that are read")
    }
    let bytes = try file.bytes(at: start, count: Self.sizeBytes + size)
    packetsStart = start + bytes.count
    let parsed: (compression: Int32, tableStart: Int64, info: [UInt8])? = bytes.withUnsafeBytes { bytes in
      guard let buffer = FlatBuffer(sizePrefixed: bytes), let root = buffer.root else { return nil }
      let compression = buffer.field(0, of: root).map { buffer.integer(Int32.self, at: $0) } ?? 0
      let tableStart = buffer.field(1, of: root).map { buffer.integer(Int64.self, at: $0) } ?? -1
      guard let compression, let tableStart, let info = buffer.vector(2, of: root, bytesPerElement: 1) else {
        return nil
      }
      return (compression, tableStart, Array(buffer.bytes[info.start..<info.start + info.count]))
    }
    guard let parsed else { throw damaged("the header is no table of AEDAT 4") }
    guard let compression = AEDAT4Compression(rawValue: parsed.compression) else {
      throw damaged("the header names compression \(parsed.compression), which is none of 0 to 4")
    }
    self.compression = compression
    tableStart = parsed.tableStart > 0 ? Int(parsed.tableStart) : nil
    guard let streams = AEDAT4StreamList.parse(parsed.info) else {
      throw damaged("the header's description of the streams is no XML")
    }
    self.streams = streams
  }
}

/// The XML of an AEDAT 4 header: nodes and attributes, nothing else of XML.
enum AEDAT4StreamList {
  /// The streams in the order of their numbers, or nil where tags do not match.
  static func parse(_ text: [UInt8]) -> [AEDAT4Stream]? {
    var streams: [Int32: AEDAT4Stream] = [:]
    var path: [String] = []
    var rest = Substring(String(decoding: text, as: UTF8.self))
    while let open = rest.firstIndex(of: "<") {
      guard let close = rest[open...].firstIndex(of: ">") else { return nil }
      let tag = rest[rest.index(after: open)..<close]
      rest = rest[rest.index(after: close)...]
      if tag.hasPrefix("/node") {
        if path.popLast() == nil { return nil }
      } else if tag.hasPrefix("node") {
        if !tag.hasSuffix("/") { path.append(attribute("name", of: tag) ?? "") }
      } else if tag.hasPrefix("attr"), !tag.hasSuffix("/"), let key = attribute("key", of: tag) {
        let value = rest.prefix { $0 != "<" }
        note(key, value, path, &streams)
      }
    }
    return path.isEmpty ? streams.values.sorted { $0.id < $1.id } : nil
  }

  private static func attribute(_ name: String, of tag: Substring) -> String? {
    guard let start = tag.range(of: "\(name)=\"") else { return nil }
    let rest = tag[start.upperBound...]
    return rest.firstIndex(of: "\"").map { String(rest[..<$0]) }
  }

  private static func note(
    _ key: String, _ value: Substring, _ path: [String], _ streams: inout [Int32: AEDAT4Stream]
  ) {
    guard let place = path.firstIndex(of: "outInfo"), path.count > place + 1, let id = Int32(path[place + 1]) else {
      return
    }
    var stream = streams[id] ?? AEDAT4Stream(id: id, type: "")
    let largestSide = Int(UInt16.max) + 1
    let side = Int(value).flatMap { (1...largestSide).contains($0) ? $0 : nil }
    switch key {
    case "typeIdentifier": stream.type = String(value)
    case "originalOutputName": stream.name = String(value)
    case "sizeX": stream.width = side
    case "sizeY": stream.height = side
    default: return
    }
    streams[id] = stream
  }
}
