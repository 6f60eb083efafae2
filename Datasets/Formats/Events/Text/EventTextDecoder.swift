import Recordings
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Lines of text as events.
///
/// Lines in the usual shape, t x y p with one separator between, are read eight digits at a time; all others, and what
/// is wrong, field by field. Seconds are decimal numbers and become microseconds without a detour over binary fractions;
/// more than six decimals are rounded to the nearest, nanoseconds down.
struct EventTextDecoder: EventDecoder {
  private static let longestLine = 1 << 16
  /// What the quick way may read beyond the place where it stands.
  private static let lookahead = 80

  let path: String
  private let layout: EventTextLayout
  private let unitExponent: Int
  private let isUsual: Bool
  private var line: Int
  private(set) var warnings: [RecordingWarning] = []

  init(path: String, layout: EventTextLayout) {
    self.path = path
    self.layout = layout
    unitExponent = EventTimeUnit.exponent(layout.unit)
    isUsual = layout.places == [0, 1, 2, 3] && layout.fieldCount == 4
    line = layout.linesBefore
    if layout.isUnitGuessed { warnings.append(EventTimeUnit.warning(layout.unit, path: path)) }
  }

  mutating func decode(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, isLast: Bool, into columns: EventColumns, from start: Int
  ) throws -> (consumed: Int, end: Int) {
    guard let base = bytes.baseAddress else { return (0, start) }
    var (place, index) = (0, start)
    while place < bytes.count, index < columns.capacity {
      if isUsual {
        let first = index
        place = usualLines(base, from: place, to: bytes.count &- Self.lookahead, columns, &index)
        line &+= index &- first
        if index == columns.capacity { break }
      }
      let rest = bytes.count - place
      if rest == 0 { break }
      let end = memchr(base + place, 10, rest).map { UnsafeRawPointer($0) - base }
      if end == nil && !isLast {
        guard rest < Self.longestLine else {
          if index > start { break }
          throw error("it has no end within \(Self.longestLine) bytes", "this is no text of events")
        }
        break
      }
      do {
        line += 1
        let text = UnsafeRawBufferPointer(start: base + place, count: (end ?? bytes.count) - place)
        if try parse(text, into: columns, at: index) { index += 1 }
      } catch {
        if end == nil {
          warnings.append(
            RecordingWarning(
              path: path, problem: "line \(line) is cut off after \(rest) bytes", place: "byte \(offset + place)",
              consequence: "it is left out"))
          return (bytes.count, index)
        }
        line -= 1
        // The events before it are handed out first.
        if index > start { break }
        line += 1
        throw error
      }
      place = end.map { $0 + 1 } ?? bytes.count
    }
    return (place, index)
  }

  /// Reads lines until one is not of the usual shape, and returns where it begins.
  private func usualLines(
    _ base: UnsafeRawPointer, from start: Int, to limit: Int, _ columns: EventColumns, _ index: inout Int
  ) -> Int {
    let isSeconds = unitExponent == 6
    let isNanoseconds = unitExponent == -3
    let isMilliseconds = unitExponent == 3
    var (place, count) = (start, index)
    defer { index = count }
    while place < limit, count < columns.capacity {
      var at = base + place
      var (time, digits) = DecimalNumber.eight(at)
      if digits == 0 { return place }
      at += digits
      if digits == 8 {
        let (more, moreDigits) = DecimalNumber.eight(at)
        if moreDigits == 8 { return place }
        time = time &* Self.power(moreDigits) &+ more
        at += moreDigits
        digits &+= moreDigits
      }
      if isSeconds {
        if digits > 12 { return place }
        time = time &* 1_000_000
        if at.load(as: UInt8.self) == 0x2e {
          at += 1
          var (fraction, places) = DecimalNumber.eight(at)
          at += places
          if places == 8 {
            let (more, morePlaces) = DecimalNumber.eight(at)
            if morePlaces == 8 { return place }
            fraction = fraction &* Self.power(morePlaces) &+ more
            at += morePlaces
            places &+= morePlaces
          }
          if places == 9 {
            time = time &+ (fraction &+ 500) / 1000
          } else if places <= 6 {
            time = time &+ fraction &* Self.power(6 &- places)
          } else {
            let power = Self.power8(places &- 6)
            time = time &+ (fraction &+ power / 2) / power
          }
        }
      } else if isNanoseconds {
        time /= 1000
      } else if isMilliseconds {
        time = time &* 1000
      }
      if !Self.isSeparator(at.load(as: UInt8.self)) { return place }
      let (x, xDigits) = DecimalNumber.eight(at + 1)
      at += 1 &+ xDigits
      if xDigits == 0 || x > 0xffff || !Self.isSeparator(at.load(as: UInt8.self)) { return place }
      let (y, yDigits) = DecimalNumber.eight(at + 1)
      at += 1 &+ yDigits
      if yDigits == 0 || y > 0xffff || !Self.isSeparator(at.load(as: UInt8.self)) { return place }
      var sign = at.load(fromByteOffset: 1, as: UInt8.self)
      var polarity = sign &- 48
      if sign == 0x2d {
        at += 1
        sign = at.load(fromByteOffset: 1, as: UInt8.self)
        if sign != 49 { return place }
        polarity = 0
      }
      if polarity > 1 { return place }
      at += 2
      if at.load(as: UInt8.self) == 13 { at += 1 }
      if at.load(as: UInt8.self) != 10 { return place }
      columns.t[count] = Int64(truncatingIfNeeded: time)
      columns.x[count] = UInt16(truncatingIfNeeded: x)
      columns.y[count] = UInt16(truncatingIfNeeded: y)
      columns.p[count] = polarity
      count &+= 1
      place = at + 1 - base
    }
    return place
  }

  @inline(__always)
  private static func isSeparator(_ byte: UInt8) -> Bool { byte == 32 || byte == 44 || byte == 9 || byte == 59 }

  /// 10 to the power of 0 to 7.
  @inline(__always)
  private static func power(_ exponent: Int) -> UInt64 {
    switch exponent {
    case 0: 1
    case 1: 10
    case 2: 100
    case 3: 1000
    case 4: 10_000
    case 5: 100_000
    case 6: 1_000_000
    default: 10_000_000
    }
  }

  /// 10 to the power of 0 to 10.
  private static func power8(_ exponent: Int) -> UInt64 {
    exponent > 7 ? power(exponent &- 7) &* 10_000_000 : power(exponent)
  }

  /// Reads a line of any shape; whether it holds an event.
  private func parse(_ text: UnsafeRawBufferPointer, into columns: EventColumns, at index: Int) throws -> Bool {
    var fields: [UnsafeRawBufferPointer] = []
    var start: Int?
    for place in 0...text.count {
      let isEnd = place == text.count || text[place] == 13 || Self.isSeparator(text[place])
      if isEnd, let from = start {
        fields.append(UnsafeRawBufferPointer(rebasing: text[from..<place]))
        start = nil
      } else if !isEnd && start == nil {
        start = place
      }
    }
    if fields.isEmpty || fields[0][0] == 0x23 || fields[0][0] == 0x25 { return false }
    guard let furthest = layout.places.max(), fields.count > furthest else {
      throw error("it holds \(fields.count) of \(layout.fieldCount) fields", "the line is damaged; mend or remove it")
    }
    let time = try number(fields, 0, exponent: unitExponent)
    let (x, y) = (try number(fields, 1), try number(fields, 2))
    let polarity = try polarity(fields)
    for (name, value) in [("x", x), ("y", y)] where !(0...65535).contains(value) {
      throw error("its \(name) is \(value), outside of 0 to 65535", "the columns are taken for \(order)")
    }
    columns.t[index] = time
    columns.x[index] = UInt16(x)
    columns.y[index] = UInt16(y)
    columns.p[index] = polarity
    return true
  }

  private var order: String {
    "t, x, y, p in fields \(layout.places.map { String($0 + 1) }.joined(separator: ", ")); name them with a header"
  }

  private func number(_ fields: [UnsafeRawBufferPointer], _ which: Int, exponent: Int = 0) throws -> Int64 {
    let field = fields[layout.places[which]]
    guard let (isNegative, digits, power) = DecimalNumber.parse(field),
      let value = DecimalNumber.integer(
        isNegative: isNegative, digits: digits, exponent: power + exponent, roundsDown: exponent < 0)
    else {
      let found = String(decoding: field.prefix(40), as: UTF8.self)
      throw error("its \(["t", "x", "y", "p"][which]) is \"\(found)\", no number that fits", "mend or remove the line")
    }
    return value
  }

  private func polarity(_ fields: [UnsafeRawBufferPointer]) throws -> UInt8 {
    let field = fields[layout.places[3]]
    switch String(decoding: field.prefix(8), as: UTF8.self).lowercased() {
    case "true": return 1
    case "false": return 0
    default: break
    }
    let value = try number(fields, 3)
    guard (-1...1).contains(value) else {
      throw error("its p is \(value), neither 0 or 1 nor -1 or 1", "the columns are taken for \(order)")
    }
    return value == 1 ? 1 : 0
  }

  private func error(_ problem: String, _ remedy: String) -> FileError {
    FileError(
      .badContent, path: path, problem: "a line is not as expected: \(problem)", place: "line \(line)", remedy: remedy)
  }
}
