import Files

/// The surface in a Wavefront OBJ file: its points, its faces as triangles, and what is known at their corners.
///
/// Lines `v`, `vt`, `vn` and `f` are read, in any order, and go on after a `\` at their end; groups, materials, lines and free
/// forms are passed over. Faces of more
/// than three corners are fans around their first one. In the file x points to the right, y upwards and z to the viewer; here
/// y points downwards and z away, as in pictures.
public struct WavefrontObject: Sendable {
  /// The points.
  public private(set) var points: [SIMD3<Double>] = []
  /// Which points the triangles have as corners, three after another.
  public private(set) var corners: [Int32] = []
  /// Where a texture lies at each of the ``corners``, from its upper left, 0 to 1 across and down; nil where a face does not
  /// say.
  public private(set) var coordinates: [SIMD2<Float>]?
  /// The normal at each of the ``corners``, zero where a face does not say; nil where none does.
  public private(set) var normals: [SIMD3<Float>]?

  /// Reads a file.
  ///
  /// Cost: some 0.3 µs a number. Memory: 32 bytes a point and 72 a triangle.
  ///
  /// - Parameter mostTriangles: How many triangles are read; a file of more is refused before memory is taken for them.
  /// - Throws: `FileError` with the line of the mistake.
  public init(path: String, mostTriangles: Int) throws {
    let file = try InputFile(path: path)
    var parser = WavefrontParser(path: path, mostTriangles: mostTriangles)
    var (offset, rest): (Int, [UInt8]) = (0, [])
    while offset < file.byteCount {
      let count = min(1 << 20, file.byteCount - offset)
      rest += try file.bytes(at: offset, count: count)
      offset += count
      guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else {
        if rest.count > WavefrontParser.longestLine { throw parser.fault("a line of more than 16 MiB") }
        continue
      }
      try parser.read(rest[...end])
      rest.removeSubrange(...end)
    }
    try parser.read(rest[...])
    try parser.finish()
    (points, corners) = (parser.points, parser.corners)
    if !parser.lacksCoordinates {
      coordinates = parser.cornerCoordinates.map { parser.coordinates[Int($0)] }
    }
    if parser.hasNormals { normals = parser.cornerNormals.map { $0 < 0 ? .zero : parser.normals[Int($0)] } }
  }
}

/// Reads lines of an OBJ file.
private struct WavefrontParser {
  let path: String
  let mostTriangles: Int
  static let longestLine = 1 << 24
  var points: [SIMD3<Double>] = []
  var coordinates: [SIMD2<Float>] = []
  var normals: [SIMD3<Float>] = []
  var corners: [Int32] = []
  var cornerCoordinates: [Int32] = []
  var cornerNormals: [Int32] = []
  var (lacksCoordinates, hasNormals) = (false, false)
  private var line = 0
  /// The largest number of each column that a face names, and the line.
  private var largest: [(number: Int, line: Int)] = [(0, 0), (0, 0), (0, 0)]

  init(path: String, mostTriangles: Int) { (self.path, self.mostTriangles) = (path, mostTriangles) }

  func fault(_ problem: String, line: Int? = nil, remedy: Message? = nil) -> FileError {
    FileError(.badContent, path: path, problem: problem, place: "line \(line ?? self.line)", remedy: remedy)
  }

  private func excess(_ what: String) -> FileError {
    fault(
      "more than \(what)",
      remedy: "simplify it: a surface has up to \(mostTriangles) triangles, and 4 points for each")
  }

  mutating func read(_ text: ArraySlice<UInt8>) throws {
    for bytes in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast() {
      line += 1
      try readLine(bytes)
    }
    if let last = text.last, last != UInt8(ascii: "\n") {
      line += 1
      try readLine(text.split(separator: UInt8(ascii: "\n")).last ?? [])
    }
  }

  /// What a line begins with that goes on from the one before.
  private var begun: [UInt8] = []

  private mutating func readLine(_ bytes: ArraySlice<UInt8>) throws {
    if let last = bytes.lastIndex(where: { $0 > 32 }), bytes[last] == UInt8(ascii: "\\") {
      begun += bytes[..<last] + [32]
      if begun.count > Self.longestLine { throw fault("a line of more than 16 MiB") }
      return
    }
    guard begun.isEmpty else {
      let whole = begun + bytes
      begun = []
      return try readWholeLine(whole[...])
    }
    try readWholeLine(bytes)
  }

  private mutating func readWholeLine(_ bytes: ArraySlice<UInt8>) throws {
    // Most lines of other kinds are told by their first letter.
    guard let first = bytes.first(where: { $0 > 32 }), first == UInt8(ascii: "v") || first == UInt8(ascii: "f") else {
      return
    }
    let words = bytes.split { $0 <= 32 }.prefix { $0.first != UInt8(ascii: "#") }
    switch words[0] {
    case [UInt8(ascii: "v")]:
      let v = try numbers(words, least: 3)
      if points.count >= 4 * mostTriangles { throw excess("\(4 * mostTriangles) points") }
      points.append(SIMD3(v[0], -v[1], -v[2]))
    case Array("vt".utf8)[...]:
      let v = try numbers(words, least: 1)
      if coordinates.count >= 4 * mostTriangles { throw excess("\(4 * mostTriangles) places of textures") }
      coordinates.append(SIMD2(Float(v[0]), 1 - Float(v.count > 1 ? v[1] : 0)))
    case Array("vn".utf8)[...]:
      let v = try numbers(words, least: 3)
      if normals.count >= 4 * mostTriangles { throw excess("\(4 * mostTriangles) normals") }
      normals.append(SIMD3(Float(v[0]), -Float(v[1]), -Float(v[2])))
    case [UInt8(ascii: "f")]: try readFace(words.dropFirst())
    default: return
    }
  }

  private func numbers(_ words: ArraySlice<ArraySlice<UInt8>>, least: Int) throws -> [Double] {
    let numbers = try words.dropFirst().map { word in
      let text = String(decoding: word, as: UTF8.self)
      guard let number = Double(text), number.isFinite else { throw fault("`\(text.prefix(40))` is no number") }
      return number
    }
    if numbers.count < least { throw fault("\(numbers.count) numbers where \(least) are needed") }
    return numbers
  }

  private mutating func readFace(_ words: ArraySlice<ArraySlice<UInt8>>) throws {
    if words.count < 3 { throw fault("a face of \(words.count) corners") }
    if corners.count / 3 + words.count - 2 > mostTriangles {
      throw excess("\(mostTriangles) triangles")
    }
    let face = try words.map { try corner($0) }
    for index in 1..<face.count - 1 {
      for corner in [face[0], face[index], face[index + 1]] {
        corners.append(corner.x)
        cornerCoordinates.append(corner.y)
        cornerNormals.append(corner.z)
      }
    }
  }

  /// The point, the place in the texture and the normal of a corner, from 0 on; −1 for what it does not say.
  private mutating func corner(_ word: ArraySlice<UInt8>) throws -> SIMD3<Int32> {
    var corner = SIMD3<Int32>(repeating: -1)
    let counts = [points.count, coordinates.count, normals.count]
    let parts = word.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    for (column, part) in parts.enumerated() {
      if part.isEmpty && column > 0 { continue }
      let text = String(decoding: part, as: UTF8.self)
      guard column < 3, let number = Int(text), number != 0, abs(number) < 1 << 31 else {
        throw fault("`\(String(decoding: word.prefix(40), as: UTF8.self))` is no corner")
      }
      // Numbers below 0 count back from what was read last.
      let index = number > 0 ? number - 1 : counts[column] + number
      if index < 0 { throw fault("corner \(number) is none of the \(counts[column]) so far") }
      if index >= largest[column].number { largest[column] = (index + 1, line) }
      corner[column] = Int32(index)
    }
    if corner.y < 0 { lacksCoordinates = true }
    if corner.z >= 0 { hasNormals = true }
    return corner
  }

  func finish() throws {
    if corners.isEmpty { throw FileError(.badContent, path: path, problem: "it has no faces") }
    let columns = [("point", points.count), ("place of a texture", coordinates.count), ("normal", normals.count)]
    for (column, found) in zip(columns, largest) where found.number > column.1 {
      throw fault("\(column.0) \(found.number) is none of the \(column.1)", line: found.line)
    }
  }
}
