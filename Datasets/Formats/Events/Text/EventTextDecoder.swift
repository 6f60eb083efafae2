import Files
import Recordings

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Lines of text as events.
///
/// Lines in the usual shape, numbers with one separator between, go through ``EventTextLines``; all others, and what is
/// wrong, are read field by field. Seconds are decimal numbers and become microseconds without a detour over binary
/// fractions; more than six decimals are rounded to the nearest, nanoseconds down.
struct EventTextDecoder: EventDecoder {
  /// Words that stand for polarities, in lower case.
  static let polarityWords: [String: UInt8] = ["true": 1, "false": 0, "on": 1, "off": 0]

  private static let longestLine = 1 << 16
  /// The bytes read field by field before the usual shape is tried again, where it failed at once.
  private static let pause = 1 << 10

  let path: String
  private let layout: EventTextLayout
  private let unitExponent: Int
  /// Whether the unit was told from whole numbers, so that a fraction would say another.
  private let isWhole: Bool
  private let usual: EventTextLines?
  private var line: Int
  /// Whether lines are counted from a place in the middle of the file, and from which.
  private var isRestarted = false
  private var lineOrigin: Int?
  private(set) var warnings: [RecordingWarning] = []

  /// - Parameters:
  ///   - unit: The unit of times.
  ///   - reason: Why, where the file does not state it; nil where it does.
  ///   - isWhole: Whether it was told from times that are whole numbers.
  ///   - usual: Reads the usual lines of a layout whose times have an exponent; nil to read none so.
  init(
    path: String, layout: EventTextLayout, unit: TimeUnit, reason: String? = nil,
    isWhole: Bool = false, usual: (EventTextLayout, Int) -> EventTextLines?
  ) {
    self.path = path
    self.layout = layout
    self.isWhole = isWhole
    unitExponent = EventTimeUnit.exponent(unit)
    self.usual = usual(layout, unitExponent)
    line = layout.linesBefore
    if let reason { warnings.append(EventTimeUnit.remark(unit, reason: reason, path: path)) }
  }

  mutating func decode(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, isLast: Bool, into columns: EventColumns, from start: Int
  ) throws -> (consumed: Int, end: Int) {
    guard let base = bytes.baseAddress else { return (0, start) }
    if isRestarted && lineOrigin == nil { lineOrigin = offset }
    var (place, index, next) = (0, start, EventTextLines.margin)
    while place < bytes.count, index < columns.capacity {
      if let usual, place >= next {
        let (end, events) = usual.decode(bytes, from: place, into: columns, from: index)
        (place, index, line) = (end, index + events, line + events)
        if events == 0 { next = place + Self.pause }
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
              path: path, problem: "line \(linePlace) is cut off after \(rest) bytes", place: "byte \(offset + place)",
              consequence: "it is left out", isTruncation: true))
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

  /// Reads a line of any shape; whether it holds an event.
  private func parse(_ text: UnsafeRawBufferPointer, into columns: EventColumns, at index: Int) throws -> Bool {
    var fields: [UnsafeRawBufferPointer] = []
    var start: Int?
    for place in 0...text.count {
      let isEnd = place == text.count || EventTextLayout.isSeparator(text[place])
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
    if isWhole && !Self.isWhole(fields[layout.places[0]]) {
      throw error(
        "its t has a fraction, and the lines before it hold whole numbers, so that the unit of time is not clear",
        "say it with \(Setting.timeUnit, to: "s|ms|us|ns")")
    }
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

  /// Whether a number has no fraction, however it is written.
  private static func isWhole(_ field: UnsafeRawBufferPointer) -> Bool {
    guard let (_, digits, exponent) = DecimalNumber.parse(field) else { return false }
    return DecimalNumber.isWhole(digits: digits, exponent: exponent)
  }

  private func polarity(_ fields: [UnsafeRawBufferPointer]) throws -> UInt8 {
    let field = fields[layout.places[3]]
    if let word = Self.polarityWords[String(decoding: field.prefix(8), as: UTF8.self).lowercased()] { return word }
    let value = try number(fields, 3)
    guard (-1...1).contains(value), Self.isWhole(field) else {
      let found = String(decoding: field.prefix(40), as: UTF8.self)
      throw error("its p is \(found), neither 0 or 1 nor -1 or 1", "the columns are taken for \(order)")
    }
    return value == 1 ? 1 : 0
  }

  private func error(_ problem: String, _ remedy: Message) -> FileError {
    FileError(
      .badContent, path: path, problem: "a line is not as expected: \(problem)", place: "line \(linePlace)",
      remedy: remedy)
  }

  private var linePlace: String { "\(line)" + (lineOrigin.map { " from byte \($0) on" } ?? "") }
}

extension EventTextDecoder: SeekableEventDecoder {
  var recordBytes: Int { 1 }
  var clockPeriodMicroseconds: Int64? { nil }

  func restarted(epochMicroseconds: Int64) -> EventTextDecoder {
    var decoder = self
    decoder.warnings = []
    decoder.line = 0
    (decoder.isRestarted, decoder.lineOrigin) = (true, nil)
    return decoder
  }

  func bytesBeforeRecord(in bytes: UnsafeRawBufferPointer) -> Int? { bytes.firstIndex(of: 10).map { $0 + 1 } }
}
