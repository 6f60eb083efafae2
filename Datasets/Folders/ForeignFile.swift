import Files

/// What files are that people give for recordings and that are none.
public enum ForeignFile {
  static let startBytes = 4096

  /// A file, and the bytes that it begins with.
  struct Look {
    let path: String
    let start: [UInt8]

    /// Whether these bytes stand at a place.
    func has(_ bytes: [UInt8], at place: Int = 0) -> Bool { start.dropFirst(place).starts(with: bytes) }

    /// Whether this text stands at a place.
    func has(_ text: String, at place: Int = 0) -> Bool { has(Array(text.utf8), at: place) }

    /// The ending of the name.
    var ending: String? { fileEnding(of: path) }
  }

  /// What a file is, and what to do with it: clauses in lower case.
  typealias Finding = (problem: String, remedy: Message)

  /// The error that says what a file is and what would read it, where it is something known that is no recording; nil where
  /// it may be one. A file that is packed as a whole is looked into.
  ///
  /// - Throws: `FileError` where there is no such file, or its packing is damaged.
  public static func error(_ path: String) throws -> FileError? {
    if EventFiles.isPipe(path) || FolderListing(path) != nil { return nil }
    let file = try InputFile(path: path)
    let start = try file.bytes(at: 0, count: min(startBytes, file.byteCount))
    let look = Look(path: path, start: start)
    let finding = placeholder(start) ?? archive(look) ?? picture(look) ?? network(look) ?? table(look) ?? document(look)
    if let (problem, remedy) = finding {
      return FileError(.badContent, path: path, problem: problem, remedy: remedy)
    }
    if let unpacked = try UnpackedFile.around(path), let inner = try error(unpacked.path) {
      return FileError(.badContent, path: path, problem: "in its packing \(inner.problem)", remedy: inner.remedy)
    }
    if let (problem, remedy) = arrays(look) ?? lines(look) {
      return FileError(.badContent, path: path, problem: problem, remedy: remedy)
    }
    return nil
  }

  /// What stands in the place of a file that was not fetched: such a file is none of any format, whatever its name.
  static func placeholder(_ start: [UInt8]) -> Finding? {
    if start.isEmpty { return ("the file is empty", "record or fetch it again") }
    if start.starts(with: "version https://git-lfs.github.com/spec/".utf8) {
      return ("this is a pointer of Git LFS, not the file itself", "fetch the file with git lfs pull")
    }
    let text = String(decoding: start.prefix(512), as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    let beginning = text.prefix(64).lowercased()
    if ["<!doctype html", "<html", "<head", "<body"].contains(where: beginning.hasPrefix) {
      return ("this is a web page (HTML)", "the download gave a page in the file's place; fetch the file itself")
    }
    if beginning.hasPrefix("<?xml") {
      return ("this is XML, as servers answer with where a file cannot be had", "fetch the file itself")
    }
    return nil
  }
}

// MARK: Kinds of files

extension ForeignFile {
  private static let tarMark = (place: 257, text: "ustar")

  fileprivate static func archive(_ look: Look) -> Finding? {
    let unpack: Message = "unpack it, and pass what it holds"
    let kinds: [(Bool, String)] = [
      (look.has(tarMark.text, at: tarMark.place), "a tar archive"),
      (look.has([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]), "a 7z archive"), (look.has("Rar!"), "a RAR archive"),
    ]
    if let (_, name) = kinds.first(where: \.0) { return ("this is \(name)", unpack) }
    let packings: [(Bool, String, String)] = [
      (look.has([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]), "xz", "xz -d"),
      (look.ending == "lzma" && look.has([0x5D, 0x00]), "LZMA", "unlzma"),
      (look.has([0x1F, 0x9D]), "compress", "uncompress"),
    ]
    if let (_, name, command) = packings.first(where: \.0) {
      return (
        "this is compressed by \(name), which is not read",
        "unpack it with \(Message(command)); gz, zst, bz2, lz4 and zip are read"
      )
    }
    // The end of the table alone.
    if look.has("PK\u{5}\u{6}") { return ("this is a zip archive without a file", "fetch it again") }
    guard look.has(FileSignature.zip), let archive = try? ZipReader(path: look.path) else { return nil }
    let names = archive.entries.map(\.name)
    if names.contains(where: { $0.hasSuffix("data.pkl") }) { return parameters("PyTorch") }
    if names.allSatisfy({ $0.hasSuffix(".npy") }) || Packing.onlyFile(archive) != nil { return nil }
    let listed = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
    return ("this is a zip archive of \(names.count) files: \(listed)", unpack)
  }

  fileprivate static func picture(_ look: Look) -> Finding? {
    let simulate: Message = "\(Work.simulate) makes spikes or events of it"
    let pictures: [(Bool, String)] = [
      (look.has(FileSignature.png), "PNG"), (look.has([0xFF, 0xD8, 0xFF]), "JPEG"), (look.has("GIF8"), "GIF"),
      (look.has([0x49, 0x49, 0x2A, 0x00]) || look.has([0x4D, 0x4D, 0x00, 0x2A]), "TIFF"),
      (look.has("RIFF") && look.has("WEBP", at: 8), "WebP"),
      (look.ending == "bmp" && look.has("BM"), "BMP"),
      (["pgm", "ppm", "pnm"].contains(look.ending ?? "") && look.has("P"), "PNM"),
    ]
    if let (_, name) = pictures.first(where: \.0) { return ("this is a picture (\(name))", simulate) }
    let videos: [(Bool, String)] = [
      (look.has("ftyp", at: 4), "MP4 or QuickTime"), (look.has("RIFF") && look.has("AVI ", at: 8), "AVI"),
      (look.has([0x1A, 0x45, 0xDF, 0xA3]), "Matroska or WebM"), (look.has("FLV"), "Flash"),
      (look.has([0x00, 0x00, 0x01, 0xBA]), "MPEG"),
    ]
    return videos.first(where: \.0).map { ("this is a video (\($0.1))", simulate) }
  }

  /// What is said of a network's parameters.
  private static func parameters(_ kind: String) -> Finding {
    (
      "these are a network's parameters (\(kind))",
      "\(Work.estimateFlow) and \(Work.reconstruct) take them with \(Setting.weights), beside a recording"
    )
  }

  fileprivate static func network(_ look: Look) -> Finding? {
    if look.ending == "onnx" {
      return ("this is a network (ONNX)", "\(Work.convertClassifier) makes a spiking classifier of one")
    }
    // The length of the table, of 64 bits, and the table.
    if look.has("{\"", at: 8), look.start.dropFirst(5).starts(with: [0, 0, 0]) { return parameters("safetensors") }
    // What PyTorch put before its zip archives: a pickle of a number of its own.
    if look.has([0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46]) { return parameters("PyTorch, of an old layout") }
    if look.has([0x80]), look.start.count > 2, (2...5).contains(look.start[1]),
      [0x7D, 0x95, 0x5D, 0x63, 0x28].contains(look.start[2])
    {
      return ("this is a pickle of Python, which is not read", "save arrays with numpy.savez, and pass the .npz")
    }
    return nil
  }

  fileprivate static func table(_ look: Look) -> Finding? {
    if look.has("PAR1") { return ("this is a table of Parquet, which is not read", "save it as csv") }
    if look.has("ARROW1") || look.has("FEA1") {
      return ("this is a table of Arrow, which is not read", "save it as csv")
    }
    if look.has(FileSignature.numpy), isBoxes(look.start) {
      return (
        "these are boxes of objects, as Prophesee's data sets have them, not events",
        "pass the recording that they belong to, whose name ends in _td.dat or .h5"
      )
    }
    if look.has("PIEH") { return flow }
    if look.has([0, 0, 8, 1]) || look.has([0, 0, 8, 3]) {
      return (
        "these are pictures or labels of a data set for classification (IDX)",
        "\(Work.evaluateClassifier) takes the folder that it lies in with \(Setting.dataset)"
      )
    }
    return nil
  }

  static let flow: Finding = (
    "this is a field of flow, no recording", "\(Work.render) shows it, and \(Work.convert) writes its other formats"
  )

  fileprivate static func document(_ look: Look) -> Finding? {
    if look.has("%PDF") { return ("this is a document (PDF)", "pass the recording") }
    if look.has("\u{7F}ELF") || look.has("MZ") && ["exe", "dll"].contains(look.ending ?? "") {
      return ("this is a program", "pass the recording")
    }
    if look.has("RIFF"), look.has("WAVE", at: 8) { return ("this is sound (WAV)", "pass the recording") }
    if look.ending == "bias" || look.ending == "json" || ["yml", "yaml"].contains(look.ending ?? "") {
      return ("these are settings, as cameras and programs keep them", "pass the recording that lies beside them")
    }
    if look.start.count >= 64, look.start.allSatisfy({ $0 == 0 }), look.ending != "dat" {
      return ("it begins with zeros alone, as a file does that was not written to its end", "record or fetch it again")
    }
    return nil
  }

  /// Whether the records of an array have the fields that Prophesee's toolbox gives a box.
  private static func isBoxes(_ start: [UInt8]) -> Bool {
    let text = String(decoding: start.prefix(1024), as: UTF8.self)
    return text.contains("'w'") && text.contains("'h'") && text.contains("'class_id'")
  }
}
