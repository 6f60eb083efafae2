import Files

/// Short texts in `.npz` archives: names of axes and the like, NumPy's type `<U`.
extension NumpyArchiveWriter {
  /// Adds a list of texts, padded to the longest of them as NumPy stores them, or a single text without an axis.
  ///
  /// - Precondition: No array of that name was added before.
  public func add(texts: [String], isScalar: Bool = false, named name: String) throws {
    precondition(!isScalar || texts.count == 1, "A single text is one, not \(texts.count).")
    let letters = texts.map { $0.unicodeScalars.map(\.value) }
    let longest = max(letters.map(\.count).max() ?? 0, 1)
    let padded = letters.flatMap { $0 + [UInt32](repeating: 0, count: longest - $0.count) }
    let header = NumpyHeader.encoded(type: "'<U\(longest)'", shape: isScalar ? [] : [texts.count])
    try add(header: header, body: AnyTensor(Tensor(shape: [padded.count], scalars: padded)), named: name)
  }
}

extension NumpyArchive {
  private static let longestEntry = 1 << 20

  /// A list of texts, or a single one, that NumPy or ``NumpyArchiveWriter/add(texts:isScalar:named:)`` stored.
  ///
  /// - Throws: `FileError` where there is no such array, or it holds something else than short texts.
  public func texts(_ name: String) throws -> [String] {
    var bytes: [UInt8] = []
    try content(name) { part in
      guard bytes.count + part.count <= Self.longestEntry else { throw noTexts(name) }
      bytes.append(contentsOf: part)
    }
    guard bytes.count >= 10, bytes[6] == 1 else { throw noTexts(name) }
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    guard start <= bytes.count, let header = NumpyLiteral.header(in: Array(bytes[10..<start])),
      header.dtype.hasPrefix("<U"), let length = Int(header.dtype.dropFirst(2)), length > 0, header.shape.count < 2,
      let count = Shape.countFromFile(header.shape), count <= (bytes.count - start) / 4 / length
    else { throw noTexts(name) }
    return (0..<count).map { index in
      var text = String.UnicodeScalarView()
      for letter in 0..<length {
        let place = start + 4 * (index * length + letter)
        let code = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
        if code == 0 { break }
        text.append(Unicode.Scalar(code) ?? "\u{FFFD}")
      }
      return String(text)
    }
  }

  private func noTexts(_ name: String) -> FileError {
    FileError(
      .badContent, path: path, problem: "the array holds no short texts", place: "entry \(name)",
      remedy: "store names as an array of strings, without pickling")
  }
}
