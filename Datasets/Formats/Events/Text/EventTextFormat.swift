import Files
import Recordings

/// Lines of t x y p: text and csv, with or without a header, in any order of columns that a header names.
enum EventTextFormat: EventFormatFamily {
  static let sign = EventFormatSign.content
  /// What of a file is looked at to tell its columns and its unit of time.
  private static let startBytes = 1 << 16
  /// What is looked at in one go where that does not tell the unit.
  private static let lookBytes = 1 << 20

  static func detect(_ file: InputFile, start: [UInt8]) throws -> EventFormat? {
    let layout = try? EventTextLayout(
      start, isWhole: start.count == file.byteCount, path: file.path, options: EventReadOptions())
    return layout == nil ? nil : .text
  }

  static func open(_ file: InputFile, _ options: EventReadOptions) throws -> any EventFileSource {
    let start = try file.bytes(at: 0, count: min(startBytes, file.byteCount))
    guard
      let layout = try EventTextLayout(
        start, isWhole: start.count == file.byteCount, path: file.path, options: options)
    else {
      throw FileError(
        .badContent, path: file.path, problem: "no line holds the four numbers t, x, y, p", place: "line 1",
        remedy: "separate columns by blanks, tabs, commas or semicolons; name them in a header line")
    }
    if let doubt = layout.doubt {
      throw FileError(
        .badContent, path: file.path, problem: doubt, place: "line \(layout.linesBefore + 1)",
        remedy: "say which they are by their numbers with \(Setting.columns, to: "T,X,Y,P"), or in a header line")
    }
    let size = layout.size ?? options.size
    let header = EventHeader(format: .text, width: size?.width, height: size?.height)
    func usual(_ layout: EventTextLayout, _ exponent: Int) -> EventTextLines? {
      EventTextLines(layout, exponent: exponent, kernels: .best, threads: options.threads)
    }
    let decoder: EventTextDecoder
    if let unit = layout.statedUnit {
      decoder = EventTextDecoder(path: file.path, layout: layout, unit: unit, usual: usual)
    } else {
      let isOpenEnded = options.isOpenEnded
      let evidence = try evidence(file, layout, isOpenEnded: isOpenEnded)
      let finding = try evidence.finding(path: file.path, isOpenEnded: isOpenEnded)
      decoder = EventTextDecoder(
        path: file.path, layout: layout, unit: finding.unit, reason: finding.reason, isWhole: !evidence.isReal,
        usual: usual)
    }
    return DecodedEventSource(file: file, header: header, dataOffset: layout.dataOffset, decoder: decoder)
  }

  /// What the times show of their unit: those of the first lines, and only where these do not decide it the others.
  private static func evidence(
    _ file: InputFile, _ layout: EventTextLayout, isOpenEnded: Bool
  ) throws -> EventTimeEvidence {
    if layout.evidence.isDecided || file.byteCount <= startBytes { return layout.evidence }
    var evidence = EventTimeEvidence()
    var (place, rest) = (layout.dataOffset, [UInt8]())
    while place < file.byteCount && !evidence.isDecided {
      let count = min(lookBytes, file.byteCount - place)
      var bytes = rest + (try file.bytes(at: place, count: count))
      place += count
      // What still comes may go on with the last line.
      let end = place == file.byteCount && !isOpenEnded ? bytes.count : (bytes.lastIndex(of: 10) ?? -1) + 1
      rest = Array(bytes[end...])
      // A longer line is refused by the decoder, with its number.
      if rest.count > lookBytes { break }
      bytes.removeSubrange(end...)
      bytes.withUnsafeBytes { layout.addTimes(of: $0, to: &evidence) }
    }
    return evidence
  }
}

extension EventFormatDefinition {
  // A list of times beside a recording looks like text of events.
  static let text = EventFormatDefinition(
    "text, csv", family: EventTextFormat.self, endings: ["txt", "csv"], impliedBy: ["txt", "csv"],
    isSequential: true, hasUnitOfTime: false, leastBytesPerEvent: 8, isMistakable: true, streamsOut: true,
    open: { file, options in try EventTextFormat.open(file, options) },
    create: { path, _, options in
      let named: EventTextWriter.Style = path.lowercased().hasSuffix(".csv") ? .csv : .text
      return try EventTextWriter(path: path, style: options.textStyle ?? named, options: options)
    })
}
