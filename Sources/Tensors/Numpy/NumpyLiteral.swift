/// Reads the Python literal in a `.npy` header: a dictionary of a string, a truth value and a tuple of integers.
///
/// A state machine over bytes that builds nothing but these three; whatever else stands there makes it give up.
struct NumpyLiteral {
  struct Header: Equatable {
    var dtype: String
    var isFortranOrder: Bool
    var shape: [Int]
  }

  private let text: [UInt8]
  private var position = 0

  private init(_ text: [UInt8]) { self.text = text }

  /// The header in a text, or nil where it holds none.
  static func header(in text: [UInt8]) -> Header? {
    var literal = NumpyLiteral(text)
    return literal.header()
  }

  private mutating func header() -> Header? {
    var dtype: String?
    var order: Bool?
    var shape: [Int]?
    guard take("{") else { return nil }
    while !take("}") {
      guard let key = string(), take(":") else { return nil }
      switch key {
      case "descr": dtype = peek() == UInt8(ascii: "[") ? bracketed() : string()
      case "fortran_order": order = truth()
      case "shape": shape = tuple()
      default: return nil
      }
      if !take(",") {
        guard take("}") else { return nil }
        break
      }
    }
    guard let dtype, let order, let shape, [nil, UInt8(ascii: "#")].contains(peek()) else { return nil }
    return Header(dtype: dtype, isFortranOrder: order, shape: shape)
  }

  /// The next byte that is no white space, or nil at the end.
  private mutating func peek() -> UInt8? {
    while position < text.count, [0x20, 0x09, 0x0a, 0x0d].contains(text[position]) { position += 1 }
    return position < text.count ? text[position] : nil
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func string() -> String? {
    guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
    let start = position + 1
    guard let end = text[start...].firstIndex(of: quote) else { return nil }
    position = end + 1
    return String(decoding: text[start..<end], as: UTF8.self)
  }

  private mutating func truth() -> Bool? {
    for (word, value) in [("True", true), ("False", false)] {
      _ = peek()
      if text[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return value
      }
    }
    return nil
  }

  private mutating func tuple() -> [Int]? {
    var values: [Int] = []
    guard take("(") else { return nil }
    while !take(")") {
      guard let value = integer() else { return nil }
      values.append(value)
      if !take(",") {
        guard take(")") else { return nil }
        break
      }
    }
    return values
  }

  private mutating func integer() -> Int? {
    _ = peek()
    let digits = text[position...].prefix { (0x30...0x39).contains($0) }
    position = digits.endIndex
    // Python 2 marked long integers.
    if position < text.count, text[position] == UInt8(ascii: "L") { position += 1 }
    return Int(String(decoding: digits, as: UTF8.self))
  }

  /// The text of a list, which describes a structured type: it is only named in an error.
  private mutating func bracketed() -> String? {
    let start = position
    var depth = 0
    while position < text.count {
      if text[position] == UInt8(ascii: "[") { depth += 1 }
      if text[position] == UInt8(ascii: "]") { depth -= 1 }
      position += 1
      if depth == 0 { return String(decoding: text[start..<position], as: UTF8.self) }
    }
    return nil
  }
}
