import Files
import Recordings

/// AEDAT 1 to 4: jAER's, cAER's and DV's recordings.
enum AEDATFamily: EventFormatFamily {
  static func detect(_ file: InputFile, start: [UInt8]) throws -> EventFormat? {
    func begins(_ text: String) -> Bool { start.starts(with: text.utf8) }
    if begins(AEDAT4Header.magic) { return .aedat4 }
    if begins("#!AER-DAT3.1") { return .aedat3 }
    if begins("#!AER-DAT2") { return .aedat2 }
    // What jAER wrote before it numbered its versions.
    if begins("#!AER-DAT1") || begins("# This is a raw AE data file") { return .aedat1 }
    guard begins("#!AER-DAT") else { return nil }
    let digits = start.dropFirst("#!AER-DAT".count).prefix(8).prefix { $0 > 0x20 && $0 < 0x7F }
    let version = String(decoding: digits, as: UTF8.self)
    throw FileError(
      .badContent, path: file.path, problem: "this is AEDAT \(version), which is not read", place: "byte 0",
      remedy: "versions 1, 2, 3.1 and 4 are; convert it with jAER or DV")
  }

  static func openAEDAT4(_ file: InputFile, _ options: EventReadOptions) throws -> any EventFileSource {
    let magic = try file.bytes(at: 0, count: min(file.byteCount, AEDAT4Header.magic.utf8.count))
    guard magic.elementsEqual(AEDAT4Header.magic.utf8) else {
      throw FileError(
        .badContent, path: file.path, problem: "this is no AEDAT 4: it does not begin with #!AER-DAT4.0",
        place: "byte 0", remedy: "leave out \(Setting.inputFormat) to have its format told by its content")
    }
    // A file of one reach or two is read before another thread wakes.
    let smallBytes = 1 << 20
    let mostThreads = file.byteCount < smallBytes ? 1 : 4
    return try AEDAT4Source(file, stream: options.topic, threads: min(mostThreads, options.threads))
  }

  static func openAEDAT3(_ file: InputFile, _ options: EventReadOptions) throws -> any EventFileSource {
    let text = try packetsOfAEDAT3(file)
    let source = text.values.first { $0.key.hasPrefix("Source") }?.value
    let size = options.size ?? source.flatMap(JAERChip.init(named:)).map { ($0.width, $0.height) }
    return DecodedEventSource(
      file: file, header: EventHeader(format: .aedat3, width: size?.width, height: size?.height),
      dataOffset: text.dataOffset, decoder: AEDAT3Decoder(path: file.path))
  }

  /// The header of AEDAT 3.1, after which its packets stand.
  ///
  /// - Throws: `FileError` where they are stored in a way that is not read.
  static func packetsOfAEDAT3(_ file: InputFile) throws -> AEDATTextHeader {
    let text = try AEDATTextHeader(file)
    guard text.isEnded else {
      throw FileError(
        .badContent, path: file.path, problem: "the header lacks its last line, #!END-HEADER",
        place: "byte \(text.dataOffset)", remedy: "the file is cut off or damaged; fetch it again")
    }
    if let layout = text.value("Format"), layout.contains("Serial-TS") {
      throw FileError(
        .badContent, path: file.path, problem: "its timestamps are compressed (\(layout)), which is not read",
        place: "byte 0", remedy: "record it with the format RAW")
    }
    return text
  }

  /// Opens a file of jAER, whose addresses take 2 bytes in AEDAT 1 and 4 in AEDAT 2.
  static func openJAER(
    _ file: InputFile, _ format: EventFormat, addressBytes: Int, _ options: EventReadOptions
  ) throws -> any EventFileSource {
    let text = try AEDATTextHeader(file)
    let (chip, isGuess) = try JAERChip.choose(named: text.value("AEChip"), size: options.size, path: file.path) {
      // Those of 16 bits are all of one layout.
      addressBytes == 4 ? try JAERAddresses(file, from: text.dataOffset) : JAERAddresses()
    }
    // Addresses count from the corner of the chip, of which the picture may be a part.
    let size = options.size ?? text.size ?? (chip.width, chip.height)
    return DecodedEventSource(
      file: file, header: EventHeader(format: format, width: size.width, height: size.height),
      dataOffset: text.dataOffset,
      decoder: JAERDecoder(
        path: file.path, chip: chip, addressBytes: addressBytes,
        remarks: isGuess ? [JAERAddresses.remark(chip, path: file.path)] : []))
  }
}
