import Files
import Recordings

/// Prophesee's RAW and DAT files.
enum PropheseeFamily: EventFormatFamily {
  static func detect(_ file: InputFile, start: [UInt8]) throws -> EventFormat? {
    guard start.first == UInt8(ascii: "%") else { return nil }
    let header = try PropheseeHeader(file)
    guard !header.isEmpty else { return nil }
    if let name = header.encodingName {
      guard let format = header.rawFormat else {
        throw FileError(
          .badContent, path: file.path, problem: "the header names the encoding \(name), which is not read",
          place: "byte 0", remedy: "EVT2, EVT2.1 and EVT3 are; convert it with the camera maker's tools")
      }
      return format
    }
    if header["plugin_name"] != nil || header["system_id"] != nil {
      // Headers that name no encoding are older than EVT3.
      return .propheseeEVT2
    }
    return header["version"] != nil || header.fields.first?.key == "data" ? .propheseeDAT : nil
  }

  /// Opens a RAW file with the decoder for what its header says.
  static func open<Decoder: EventDecoder>(
    _ file: InputFile, _ format: EventFormat, _ options: EventReadOptions,
    decoder: (PropheseeHeader) throws -> Decoder
  ) throws -> any EventFileSource {
    let text = try PropheseeHeader(file)
    return DecodedEventSource(
      file: file, header: header(format, text, options), dataOffset: text.byteCount, decoder: try decoder(text))
  }

  /// Opens a DAT file.
  static func openDAT(_ file: InputFile, _ options: EventReadOptions) throws -> any EventFileSource {
    let text = try PropheseeHeader(file)
    let start = text.byteCount
    let decoder = try datDecoder(file, text)
    // A file that ends with its header holds no event and may lack type and size.
    let data = min(start + 2, file.byteCount)
    guard data != start + 1 else {
      throw FileError(
        .badContent, path: file.path, problem: "the file ends between the type and the size of its events",
        place: "byte \(data)", remedy: "it is cut off; fetch it again")
    }
    return DecodedEventSource(
      file: file, header: header(.propheseeDAT, text, options), dataOffset: data, decoder: decoder)
  }

  private static func header(
    _ format: EventFormat, _ text: PropheseeHeader, _ options: EventReadOptions
  ) -> EventHeader {
    let size = options.size ?? text.size
    return EventHeader(format: format, width: size?.width, height: size?.height)
  }

  /// Whether the upper halves of EVT2.1's words come first.
  ///
  /// Headers that are silent come from cameras of either order. Words of time tell: 8 in the highest bits of one half,
  /// nothing in the other; where there are none, the camera does.
  static func areHalvesSwapped(_ file: InputFile, _ header: PropheseeHeader) throws -> Bool {
    switch header.endianness {
    case "little": return false
    case "legacy": return true
    case nil: break
    case .some(let order):
      throw FileError(
        .badContent, path: file.path, problem: "the header names the unknown byte order \(order)", place: "byte 0",
        remedy: "little and legacy are known")
    }
    let bytes = try file.bytes(at: header.byteCount, count: min(file.byteCount - header.byteCount, 1 << 16))
    var votes = 0
    bytes.withUnsafeBytes { bytes in
      for place in stride(from: 0, to: bytes.count - 7, by: 8) {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        let (low, high) = (UInt32(truncatingIfNeeded: word), UInt32(truncatingIfNeeded: word >> 32))
        if low >> 28 == 8 && high == 0 { votes += 1 }
        if high >> 28 == 8 && low == 0 { votes -= 1 }
      }
    }
    return votes == 0 ? header.cameraSwapsHalves ?? false : votes > 0
  }

  private static func datDecoder(_ file: InputFile, _ header: PropheseeHeader) throws -> DATDecoder {
    let place = "byte \(header.byteCount)"
    let bytes = try file.bytes(at: header.byteCount, count: min(2, file.byteCount - header.byteCount))
    let version = header["version"] == nil ? 2 : header.number("version")
    guard let version, (1...2).contains(version) else {
      throw FileError(
        .badContent, path: file.path, problem: "the header names the unknown version \(header["version"] ?? "")",
        place: "byte 0", remedy: "versions 1 and 2 are read")
    }
    if bytes.count == 2 && !(bytes[0] == 0 || bytes[0] == 0x0c) {
      let what = bytes[0] == 0x0e ? "triggers, not events" : "items of the unknown type \(bytes[0])"
      throw FileError(.badContent, path: file.path, problem: "the file holds \(what)", place: place)
    }
    if bytes.count == 2 && bytes[1] != 8 {
      throw FileError(
        .badContent, path: file.path, problem: "events take \(bytes[1]) bytes where 8 are expected", place: place,
        remedy: "the file is damaged; fetch it again")
    }
    let origin = header["t0"].flatMap { Int64($0) } ?? 0
    return DATDecoder(path: file.path, version: version, timeOrigin: origin)
  }
}
