import Files
import Recordings
import Tensors

/// Numbers in one to three columns, of a text or of an array.
struct TimestampTable {
  struct Row {
    /// The line from 1 on, or the row from 0 on.
    var place: Int
    var numbers: [Number]
  }

  /// A number as it was written.
  enum Number {
    /// Digits and an exponent, of a text.
    case decimal(isNegative: Bool, digits: UInt64, exponent: Int, isFraction: Bool)
    case integer(Int64)
    case real(Double)
  }

  var rows: [Row] = []
  /// What a row is called in messages.
  var rowName = "line"

  private static let mostColumns = 3
  private static let separators: Set<UInt8> = [0x20, 0x09, 0x2c, 0x3b, 0x0d]
  private static let notFinite: Set<String> = ["nan", "inf", "infinity"]

  /// Reads a text.
  init(text file: InputFile) throws {
    let bytes = try file.bytes(at: 0, count: file.byteCount)
    var (line, start) = (0, 0)
    var mayBeNames = true
    while start < bytes.count {
      line += 1
      let end = bytes[start...].firstIndex(of: 0x0a) ?? bytes.count
      let fields = bytes[start..<end].split { Self.separators.contains($0) }
      start = end + 1
      guard let first = fields.first, first.first != UInt8(ascii: "#") else { continue }
      let numbers = fields.map(Self.number)
      func error(_ problem: String) -> FileError {
        FileError(
          .badContent, path: file.path, problem: problem, place: "line \(line)",
          remedy: "a line holds a boundary, or start and end, or start, end and the number of a file")
      }
      if let wrong = numbers.firstIndex(where: { $0 == nil }) {
        let field = String(decoding: fields[wrong].prefix(40), as: UTF8.self)
        let word = field.lowercased().drop { "+-".contains($0) }
        if Self.notFinite.contains(String(word)) { throw error("the time \(field) is not finite") }
        // The names of columns.
        if mayBeNames && numbers.allSatisfy({ $0 == nil }) {
          mayBeNames = false
          continue
        }
        throw error("\"\(field)\" is no number")
      }
      mayBeNames = false
      guard numbers.count <= Self.mostColumns else { throw error("\(numbers.count) numbers are no window") }
      if let columns = rows.first?.numbers.count, columns != numbers.count {
        throw error("\(numbers.count) numbers follow lines of \(columns)")
      }
      rows.append(Row(place: line, numbers: numbers.compactMap { $0 }))
    }
  }

  /// Reads an array.
  init(numpy path: String) throws {
    rowName = "row"
    let shape = try NumpyStream(path: path).header.shape
    guard (1...2).contains(shape.count), shape.count == 1 || (1...Self.mostColumns).contains(shape[1]) else {
      throw FileError(
        .badContent, path: path, problem: "an array of shape \(shape) is no list of times",
        remedy: "save it as [N], [N, 2] or [N, 3]")
    }
    let array = try NumpyFile.read(path: path)
    let columns = shape.count == 1 ? 1 : shape[1]
    let numbers: [Number]
    switch array {
    case .float64(let values): numbers = values.scalars.map { .real($0) }
    case .float32(let values): numbers = values.scalars.map { .real(Double($0)) }
    case .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64:
      guard let values = array.int64 else {
        throw FileError(.badContent, path: path, problem: "a time does not fit in 64 bits")
      }
      numbers = values.scalars.map { .integer($0) }
    }
    for row in 0..<shape[0] {
      let part = Array(numbers[row * columns..<(row + 1) * columns])
      if let wrong = part.first(where: { !$0.value.isFinite }) {
        throw FileError(
          .badContent, path: path, problem: "the time \(wrong.value) is not finite", place: "row \(row)",
          remedy: "leave it out")
      }
      rows.append(Row(place: row, numbers: part))
    }
  }

  private static func number(_ field: ArraySlice<UInt8>) -> Number? {
    field.withUnsafeBytes { bytes in
      guard let (isNegative, digits, exponent) = DecimalNumber.parse(bytes) else { return nil }
      let isFraction = bytes.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }
      return .decimal(isNegative: isNegative, digits: digits, exponent: exponent, isFraction: isFraction)
    }
  }
}

extension TimestampTable.Number {
  /// Whether it was written with a fraction or an exponent, or has a type that may have one.
  var isFraction: Bool {
    switch self {
    case .decimal(_, _, _, let isFraction): isFraction
    case .integer: false
    case .real: true
    }
  }

  /// The number as nearly as a `Double` holds it.
  var value: Double {
    switch self {
    case .decimal(let isNegative, let digits, let exponent, _):
      // Both are exact up to 10²², so that this is rounded once.
      (isNegative ? -1 : 1)
        * (exponent < 0 ? Double(digits) / Self.power(-exponent) : Double(digits) * Self.power(exponent))
    case .integer(let integer): Double(integer)
    case .real(let real): real
    }
  }

  /// The number as a time; nil where it does not fit. Decimals are rounded to the nearest, halves away from zero; numbers
  /// of floating point as the times of events are: the product by 10⁶, halves to even.
  func microseconds(_ unit: TimeUnit) -> Int64? {
    let power =
      switch unit {
      case .seconds: 6
      case .milliseconds: 3
      case .microseconds: 0
      case .nanoseconds: -3
      }
    switch self {
    case .decimal(let isNegative, let digits, let exponent, _):
      return DecimalNumber.integer(isNegative: isNegative, digits: digits, exponent: exponent + power)
    case .integer(let integer):
      let digits = UInt64(integer.magnitude)
      return DecimalNumber.integer(isNegative: integer < 0, digits: digits, exponent: power)
    case .real(let real):
      let time = (power < 0 ? real / Self.power(-power) : real * Self.power(power)).rounded(.toNearestOrEven)
      return Int64(exactly: time)
    }
  }

  /// The number as that of a file.
  var index: Int? {
    guard value >= 0, value <= 1e15 else { return nil }
    return Int(exactly: value)
  }

  private static func power(_ exponent: Int) -> Double {
    exponent < DecimalNumber.powersOfTen.count
      ? Double(DecimalNumber.powersOfTen[exponent]) : (0..<min(exponent, 400)).reduce(1) { product, _ in product * 10 }
  }
}
