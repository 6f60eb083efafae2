import Files
import Recordings
import Yams

/// A YAML file of sections with keys, whose every mistake is told with its line.
struct ConfigurationFile {
  /// The path as given.
  let path: String
  /// The text.
  let text: String
  private let root: Node.Mapping

  /// Reads a file.
  ///
  /// - Parameter example: What shows one.
  /// - Throws: `FileError` or ``JobError`` where it is no YAML, or no mapping of sections.
  init(path: String, example: Message) throws {
    let file = try InputFile(path: path)
    guard file.byteCount <= Self.largestByteCount else {
      throw FileError(
        .badContent, path: path, problem: "it has \(file.byteCount) bytes, too many for a configuration")
    }
    try self.init(
      String(decoding: file.bytes(at: 0, count: file.byteCount), as: UTF8.self), path: path, example: example)
  }

  private static let largestByteCount = 1 << 20

  /// Takes a text as that of a file.
  init(_ text: String, path: String, example: Message) throws {
    (self.path, self.text) = (path, text)
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw Self.failure(error, path: path)
    }
    guard case .mapping(let mapping) = node else {
      throw JobError(
        .badContent, path: path, problem: "it is no list of sections with keys", place: "line 1",
        remedy: example + " shows one")
    }
    root = mapping
  }

  private static func failure(_ error: YamlError, path: String) -> FileError {
    func fault(_ problem: String, _ mark: Mark) -> FileError {
      FileError(.badContent, path: path, problem: "it is no YAML: \(problem)", place: "line \(mark.line)")
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return fault(problem, mark)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.sorted()
      return fault("\(names.joined(separator: ", ")) stands there twice", context.mark)
    default: return FileError(.badContent, path: path, problem: "it is no YAML")
    }
  }

  /// The word of a key, before the sections are read: what decides which they are; nil where there is none.
  func word(of key: String, in section: String) -> String? { root[section]?.mapping?[key]?.string }

  /// Reads the sections, each by its own reader.
  ///
  /// - Throws: `FileError` where there is a section that nobody reads.
  func read(_ readers: [(name: String, read: (ConfigurationSection) throws -> Void)]) throws {
    for (key, _) in root {
      let name = key.string ?? ""
      guard !readers.contains(where: { $0.name == name }) else { continue }
      throw FileError(
        .badContent, path: path, problem: "there is no section `\(name)`", place: Self.place(key),
        remedy: Message(Likeness.remedy(for: name, among: readers.map(\.name))))
    }
    for reader in readers {
      let node = root[reader.name]
      var mapping = Node.Mapping([])
      if case .mapping(let content) = node { mapping = content }
      if let node, node.mapping == nil, node.null == nil {
        throw FileError(
          .badContent, path: path, problem: "the section `\(reader.name)` has no keys", place: Self.place(node))
      }
      let section = ConfigurationSection(name: reader.name, mapping: mapping, path: path)
      try reader.read(section)
      try section.refuseRest()
    }
  }

  static func place(_ node: Node) -> String? { node.mark.map { "line \($0.line)" } }
}

/// One section of a configuration. Keys that nobody asked for are mistakes.
final class ConfigurationSection {
  private let name: String
  private let mapping: Node.Mapping
  private let path: String
  private var asked: [String] = []

  init(name: String, mapping: Node.Mapping, path: String) {
    self.name = name
    self.mapping = mapping
    self.path = path
  }

  /// A text, or nil where the key is missing.
  func text(_ key: String) throws -> String? { try value(key, "a text") { $0.string } }

  /// One of some words, or nil where the key is missing.
  func word<Value>(_ key: String, _ words: [(String, Value)]) throws -> Value? {
    try value(key, "one of \(words.map(\.0).joined(separator: ", "))") { node in
      words.first { $0.0 == node.string }?.1
    }
  }

  /// A whole number in a range.
  func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
    let (low, high) = (range.lowerBound, range.upperBound)
    let bounds = high == .max ? "\(low) or more" : "from \(low) to \(high)"
    return try value(key, "a whole number, \(bounds)") { node in node.int.flatMap { range.contains($0) ? $0 : nil } }
  }

  /// A number that satisfies a condition.
  func number(_ key: String, _ condition: String, _ isValid: (Double) -> Bool) throws -> Double? {
    try value(key, "a number \(condition)") { node in node.float.flatMap { $0.isFinite && isValid($0) ? $0 : nil } }
  }

  /// Whether something is so.
  func flag(_ key: String) throws -> Bool? { try value(key, "true or false") { $0.bool } }

  /// A list of texts.
  func texts(_ key: String) throws -> [String]? {
    try value(key, "a list of texts, as [a, b]") { node in
      guard let list = node.sequence else { return nil }
      let values = list.compactMap { $0.string }
      return values.count == list.count ? values : nil
    }
  }

  /// Two whole numbers, the first no greater than the second.
  func range(_ key: String) throws -> ClosedRange<Int>? {
    try value(key, "two whole numbers, the least and the greatest, as [0, 9]") { node in
      guard let list = node.sequence, list.count == 2, let first = list[list.startIndex].int,
        let last = list[list.startIndex + 1].int, 0 <= first, first <= last
      else { return nil }
      return first...last
    }
  }

  /// A size, `WIDTHxHEIGHT`.
  func size(_ key: String) throws -> SensorSize? {
    try value(key, "WIDTHxHEIGHT, as 128x128") { node in
      let parts = node.string?.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) } ?? []
      guard parts.count == 2, let width = parts[0], let height = parts[1], (1...8192).contains(width),
        (1...8192).contains(height)
      else { return nil }
      return SensorSize(width: width, height: height)
    }
  }

  /// A list of whole numbers above 0.
  func integers(_ key: String) throws -> [Int]? {
    try value(key, "a list of whole numbers above 0, as [16, 32]") { node in
      guard let list = node.sequence else { return nil }
      let values = list.compactMap { $0.int }.filter { (1...65536).contains($0) }
      return values.count == list.count && !values.isEmpty ? values : nil
    }
  }

  /// A list of numbers.
  func numbers(_ key: String, _ condition: String, _ isValid: (Double) -> Bool) throws -> [Double]? {
    try value(key, "a list of numbers \(condition), as [0.5]") { node in
      guard let list = node.sequence else { return nil }
      let values = list.compactMap { $0.float }.filter { $0.isFinite && isValid($0) }
      return values.count == list.count && !values.isEmpty ? values : nil
    }
  }

  /// A number, or a list of numbers.
  func numberOrNumbers(_ key: String) throws -> [Double]? {
    try value(key, "a number or a list of numbers, as [0.5, 0.1]") { node in
      if let number = node.float { return number.isFinite ? [number] : nil }
      guard let list = node.sequence else { return nil }
      let values = list.compactMap { $0.float }.filter(\.isFinite)
      return values.count == list.count && !values.isEmpty ? values : nil
    }
  }

  /// A range of numbers, written as its two ends or, where they are the same, as one number.
  func range(_ key: String, _ condition: String, _ isValid: (Double) -> Bool) throws -> ClosedRange<Double>? {
    let ends = try value(key, "two numbers \(condition), as [1, 2], or one") { node -> [Double]? in
      let list = node.sequence.map { $0.compactMap(\.float) } ?? node.float.map { [$0, $0] }
      guard let list, list.count == 2, node.sequence.map({ $0.count == 2 }) ?? true else { return nil }
      return list.allSatisfy { $0.isFinite && isValid($0) } ? list : nil
    }
    guard let ends else { return nil }
    guard ends[0] <= ends[1] else {
      throw fault(key, "goes from \(Text.number(ends[0])) down to \(Text.number(ends[1]))", remedy: "turn it round")
    }
    return ends[0]...ends[1]
  }

  /// A list of some of the words of an enumeration.
  func words<Word: CaseIterable & RawRepresentable>(_ key: String, of: Word.Type) throws -> [Word]?
  where Word.RawValue == String {
    let names = Word.allCases.map(\.rawValue).joined(separator: ", ")
    return try value(key, "a list of \(names)") { node in
      guard let list = node.sequence else { return nil }
      let words = list.compactMap { $0.string.flatMap(Word.init(rawValue:)) }
      return words.count == list.count && !words.isEmpty ? words : nil
    }
  }

  /// A duration with its unit.
  func duration(_ key: String) throws -> Int64? {
    try value(key, "a time above 0, as 20ms") { node in
      node.string.flatMap(Text.duration).flatMap { $0.microseconds > 0 ? $0.microseconds : nil }
    }
  }

  /// What is wrong about a key that is there.
  func fault(_ key: String, _ problem: String, remedy: Message? = nil) -> FileError {
    let place = mapping.first { $0.key.string == key }.flatMap { ConfigurationFile.place($0.key) }
    return FileError(
      .badContent, path: path, problem: "\(name).\(key) \(problem)", place: place, remedy: remedy)
  }

  private func value<Value>(_ key: String, _ wanted: String, _ read: (Node) -> Value?) throws -> Value? {
    asked.append(key)
    guard let node = mapping[key] else { return nil }
    if node.null != nil { throw fault(key, "has no value", remedy: "give it \(wanted), or take the key away") }
    guard let value = read(node) else { throw fault(key, "is \(Self.shown(node)), not \(wanted)") }
    return value
  }

  /// A value that is wrong, as a sentence names it.
  private static func shown(_ node: Node) -> String {
    if let text = node.string { return "`\(text)`" }
    guard let list = node.sequence else { return "a section" }
    if list.isEmpty { return "an empty list" }
    let mostShown = 5
    let words = list.prefix(mostShown).map { $0.string ?? "…" } + (list.count > mostShown ? ["…"] : [])
    return "`[\(words.joined(separator: ", "))]`"
  }

  fileprivate func refuseRest() throws {
    for (key, _) in mapping {
      let word = key.string ?? ""
      if asked.contains(word) { continue }
      throw FileError(
        .badContent, path: path, problem: "there is no key `\(name).\(word)`", place: ConfigurationFile.place(key),
        remedy: Message(Likeness.remedy(for: word, among: asked)))
    }
  }
}
