import Files

/// Event recordings in HDF5.
enum HDF5EventFamily: EventFormatFamily {
  static func detect(_ file: InputFile, start: [UInt8]) throws -> EventFormat? {
    guard begins(start) else { return nil }
    return try HDF5EventLayout.find(in: try HDF5File(path: file.path))?.layout.format
  }

  /// Whether a file begins as HDF5 does.
  static func begins(_ start: [UInt8]) -> Bool {
    // Something of the user's may stand before, of 512 bytes or twice, four times, … as many.
    [0, 512, 1024, 2048].contains { start.dropFirst($0).starts(with: FileSignature.hdf5) }
  }

  static func open(
    _ file: InputFile, _ format: EventFormat, _ options: EventReadOptions
  ) throws -> any EventFileSource {
    let hdf5 = try HDF5File(path: file.path)
    if let names = options.columnNames, names.count != 4 {
      throw FileError(
        .badContent, path: file.path, problem: "\(names.count) names of columns are given", remedy: "name t, x, y, p")
    }
    guard
      let (layout, others) = try HDF5EventLayout.find(
        in: hdf5, format: format, columnNames: options.columnNames, place: options.topic)
    else {
      throw FileError(
        .badContent, path: file.path, problem: "it holds no events in the layout \(format.rawValue)",
        remedy: format == .hdf5 ? "give the names of the columns t, x, y, p" : "is it of another format?")
    }
    if layout == .prophesee, let source = try PropheseeECFSource(hdf5, options: options) { return source }
    return try HDF5EventSource(hdf5, layout: layout, others: others, options: options)
  }
}
