/// The fields of NumPy's structured types, those of records within records among them, under their own names.
struct NumpyRecord {
  struct Field {
    /// The name of its own, without those of the records around it.
    var name: String
    /// The type of its numbers; nil where it holds none that are read.
    var element: ArrayElement?
    /// Where it starts in a record.
    var offset: Int
    /// How many numbers it holds.
    var count: Int
  }

  private(set) var fields: [Field] = []
  /// The bytes of a record.
  private(set) var byteCount = 0

  private static let kinds: Set<Character> = ["V", "S", "U", "f", "c", "i", "u", "b", "M", "m", "a"]
  private static let (largestField, deepest) = (1 << 20, 8)
  private let text: [Character]
  private var place = 0

  /// Reads a description such as `[('t', '<i8'), ('xy', '<u2', (2,))]`; nil where it is none, or says more.
  init?(_ description: String) {
    text = Array(description)
    guard record(depth: 0) else { return nil }
  }

  private mutating func record(depth: Int) -> Bool {
    guard depth < Self.deepest, take("[") else { return false }
    while !take("]") {
      guard take("("), let name = name(), take(",") else { return false }
      if peek() == "[" {
        let (start, first) = (byteCount, fields.count)
        guard record(depth: depth + 1) else { return false }
        // Records in an array are passed over: there are several of each field.
        let size = byteCount - start
        guard let count = take(",") ? shape() : 1 else { return false }
        if count != 1 { fields.removeSubrange(first...) }
        guard grow(size, count - 1) else { return false }
      } else {
        guard let type = string() else { return false }
        guard let count = take(",") ? shape() : 1, let size = Self.size(of: type) else { return false }
        fields.append(Field(name: name, element: ArrayElement(dtype: type), offset: byteCount, count: count))
        guard grow(size, count) else { return false }
      }
      guard take(")") else { return false }
      _ = take(",")
    }
    return true
  }

  private mutating func grow(_ size: Int, _ count: Int) -> Bool {
    let (bytes, overflow) = size.multipliedReportingOverflow(by: count)
    guard !overflow, bytes <= Self.largestField, byteCount <= Self.largestField else { return false }
    byteCount += bytes
    return true
  }

  private static func size(of type: String) -> Int? {
    let plain = type.drop { "<>|=".contains($0) }
    let digits = plain.dropFirst().prefix { $0.isNumber }
    guard let kind = plain.first, kinds.contains(kind), let size = Int(digits), size < largestField else { return nil }
    // Texts of four bytes a character.
    return kind == "U" ? 4 * size : size
  }

  private mutating func peek() -> Character? {
    while place < text.count, text[place].isWhitespace { place += 1 }
    return place < text.count ? text[place] : nil
  }

  private mutating func take(_ character: Character) -> Bool {
    guard peek() == character else { return false }
    place += 1
    return true
  }

  private mutating func string() -> String? {
    guard let quote = peek(), quote == "'" || quote == "\"" else { return nil }
    guard let end = text[(place + 1)...].firstIndex(of: quote) else { return nil }
    defer { place = end + 1 }
    return String(text[(place + 1)..<end])
  }

  /// A field's name, or the last of its title and its name.
  private mutating func name() -> String? {
    guard take("(") else { return string() }
    guard string() != nil, take(","), let name = string(), take(")") else { return nil }
    return name
  }

  /// The numbers of an array in a record.
  private mutating func shape() -> Int? {
    guard take("(") else { return nil }
    var count = 1
    while !take(")") {
      _ = peek()
      let start = place
      while place < text.count, text[place].isNumber { place += 1 }
      guard let length = Int(String(text[start..<place])), length < Self.largestField else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard !overflow else { return nil }
      count = product
      _ = take(",")
    }
    return count
  }
}
