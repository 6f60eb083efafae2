import Files
import Recordings

/// What the lines of a text file mean, told from its first lines.
struct EventTextLayout {
  /// The field of each line that holds t, x, y, p.
  var places: [Int]
  /// How many fields a line has at least.
  var fieldCount: Int
  /// The unit of time that the user, the column's name or the file's own format states; nil where none does.
  var statedUnit: TimeUnit?
  /// What the first lines show of the unit.
  var evidence = EventTimeEvidence()
  /// The place in the file of the first line of events, and how many lines are before it.
  var dataOffset: Int
  var linesBefore: Int
  var size: (width: Int, height: Int)?
  /// Why the columns may be others than ``places``; nil where that is not so.
  private(set) var doubt: String?

  /// Fields of a line, cut at commas, semicolons, tabs, blanks and the quotes around them.
  static func fields(_ line: Substring) -> [Substring] {
    line.split(whereSeparator: { ", ;\t\r\"".contains($0) })
  }

  private static func isNumber(_ field: Substring) -> Bool {
    guard let value = Double(field) else { return false }
    return value.isFinite
  }

  /// The layout, or nil where the file's start is no text of events.
  ///
  /// - Throws: `FileError` where names of columns were asked for and are not there.
  init?(_ start: [UInt8], isWhole: Bool, path: String, options: EventReadOptions) throws {
    guard !start.contains(0), !start.starts(with: [0x93]) else { return nil }
    var bytes = start[...]
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes = bytes.dropFirst(3) }
    var lines: [(offset: Int, text: Substring)] = []
    var place = bytes.startIndex
    while place < bytes.endIndex {
      let end = bytes[place...].firstIndex(of: 10)
      if end == nil && !isWhole { break }
      lines.append((place, String(decoding: bytes[place..<(end ?? bytes.endIndex)], as: UTF8.self)[...]))
      place = end.map { $0 + 1 } ?? bytes.endIndex
    }
    var names: [String] = []
    var first: Int?
    var isMetavision = false
    var hasSizeLine = false
    for (index, line) in lines.enumerated() {
      var text = line.text.drop { $0 == " " || $0 == "\r" }
      let isComment = text.first == "#" || text.first == "%"
      if isComment { text = text.dropFirst() }
      let fields = Self.fields(text)
      if fields.isEmpty { continue }
      if !isComment && fields.count >= 4 && fields.allSatisfy(Self.isPlain) {
        first = index
        break
      }
      if let stated = Self.metavisionSize(line.text) {
        (size, isMetavision) = (stated, true)
        continue
      }
      let headings = Self.headings(text)
      if Self.find(headings.map { Self.name($0) }, options.columnNames) != nil {
        names = headings.map { String($0) }
      } else if !isComment, fields.count >= 4, Self.numbers(options.columnNames) != nil {
        // Whatever they are called, they are counted.
        continue
      } else if !isComment && fields.count != 2 {
        return nil
      } else if !isComment, let width = Int(fields[0]), let height = Int(fields[1]) {
        (size, hasSizeLine) = ((width, height), true)
      } else if !isComment {
        return nil
      }
    }
    guard let first else {
      // A header alone is a recording without events.
      guard isWhole, let places = Self.find(names.map { Self.name($0[...]) }, options.columnNames) else { return nil }
      self.places = places
      fieldCount = names.count
      statedUnit = options.timeUnit ?? EventTimeUnit.split(column: Self.plain(names[places[0]][...])).unit
      (dataOffset, linesBefore) = (start.count, lines.count)
      if size == nil { size = Self.stated(names, places) }
      return
    }
    dataOffset = lines[first].offset
    linesBefore = first
    // A column of row numbers has no name in the tables of pandas and R, but fields.
    let firstCount = Self.fields(lines[first].text).count
    let named = names.filter { !Self.plain($0[...]).isEmpty }
    if names.count != firstCount && named.count == firstCount { names = named }
    let rows = lines[first...].map { Self.fields($0.text) }.filter { $0.count >= 4 && $0.allSatisfy(Self.isPlain) }
    fieldCount = rows[0].count
    // R's tables, and those with blanks between, do not even leave a place for that name.
    if names.count + 1 == firstCount, Self.count(rows.compactMap { Double($0[0]) }) { names.insert("", at: 0) }
    if let numbers = Self.numbers(options.columnNames) {
      let fields = fieldCount
      guard numbers.allSatisfy({ $0 < fields }) else {
        throw FileError(
          .badContent, path: path,
          problem: "its lines have \(fields) fields, and column \((numbers.max() ?? 0) + 1) is asked for",
          place: "line \(first + 1)", remedy: "count from 1 with \(Setting.columns)")
      }
      places = numbers
    } else if let asked = options.columnNames {
      guard let found = Self.find(names.map { Self.name($0[...]) }, asked) else {
        throw FileError(
          .badContent, path: path, problem: "its header has no columns named \(asked.joined(separator: ", "))",
          place: "line 1",
          remedy: names.isEmpty
            ? "give their numbers with \(Setting.columns, to: "1,2,3,4")"
            : "name columns that it has: \(names.joined(separator: ", "))")
      }
      places = found
    } else if let found = Self.find(names.map { Self.name($0[...]) }, nil) {
      places = found
      if names.count != fieldCount && named.count != fieldCount {
        doubt = "its header names \(named.count) columns, and its lines have \(fieldCount)"
      }
    } else {
      places = isMetavision ? Self.metavisionPlaces : Self.places(rows)
      let times = rows.compactMap { places[0] < $0.count ? Double($0[places[0]]) : nil }
      if fieldCount > 4 && !(Self.grow(times) && !Self.count(times)) {
        doubt =
          "which of its \(fieldCount) columns are t, x, y, p is not said, and column \(places[0] + 1) "
          + (Self.grow(times) ? "counts rows" : "does not grow")
      }
    }
    let columnCount = rows[0].count
    guard places.allSatisfy({ $0 < columnCount }) else { return nil }
    if size == nil { size = Self.stated(names, places) }
    statedUnit =
      options.timeUnit ?? (names.isEmpty ? nil : EventTimeUnit.split(column: Self.plain(names[places[0]][...])).unit)
      ?? (isMetavision ? .microseconds : nil)
      // The text of RPG and E2VID: the size in a line of its own, then times in seconds with their fractions.
      ?? (hasSizeLine && rows.allSatisfy({ $0[min(places[0], $0.count - 1)].contains(".") }) ? .seconds : nil)
    // What still comes may go on with the last line.
    let isCut = !isWhole || options.isOpenEnded
    let end = isCut ? (bytes.lastIndex(of: 10) ?? bytes.startIndex - 1) + 1 : bytes.endIndex
    start.withUnsafeBytes { start in
      if end > dataOffset {
        addTimes(of: UnsafeRawBufferPointer(rebasing: start[dataOffset..<end]), to: &evidence)
      }
    }
  }

  /// The headings of columns: what stands between commas, semicolons or tabs, be it nothing; without these between blanks.
  private static func headings(_ line: Substring) -> [Substring] {
    guard let separator = ([",", ";", "\t"] as [Character]).first(where: line.contains) else { return fields(line) }
    return line.split(separator: separator, omittingEmptySubsequences: false).map { heading in
      let start = heading.drop(while: \.isWhitespace)
      return start.last?.isWhitespace == true
        ? start.dropLast(start.reversed().prefix(while: \.isWhitespace).count) : start
    }
  }

  /// The places of columns that are asked for by their numbers, from 1; nil where they are asked for by name.
  private static func numbers(_ asked: [String]?) -> [Int]? {
    guard let asked, asked.count == 4 else { return nil }
    let numbers = asked.compactMap { Int($0) }.filter { $0 > 0 }
    return numbers.count == 4 ? numbers.map { $0 - 1 } : nil
  }

  private static func isPlain(_ field: Substring) -> Bool {
    isNumber(field) || EventTextDecoder.polarityWords[field.lowercased()] != nil
  }

  /// A column's name without quotes, without what follows an @.
  private static func plain(_ field: Substring) -> String {
    let trimmed = field.filter { $0 != "\"" && $0 != "'" }
    return trimmed.split(separator: "@").first.map(String.init) ?? ""
  }

  /// A column's name without its unit, too, in lower case.
  private static func name(_ field: Substring) -> String { EventTimeUnit.split(column: plain(field)).base }

  /// Metavision's own csv begins with `%geometry:WIDTH,HEIGHT`; its lines are x, y, p, t, with t in microseconds.
  private static let metavisionPlaces = [3, 0, 1, 2]

  /// The size in the first line of Metavision's csv; nil in any other line.
  private static func metavisionSize(_ line: Substring) -> (width: Int, height: Int)? {
    let key = "%geometry:"
    guard line.lowercased().hasPrefix(key) else { return nil }
    let sides = line.dropFirst(key.count).split { ",x \r".contains($0) }.map { Int($0) ?? 0 }
    return sides.count == 2 && sides.allSatisfy { $0 > 0 } ? (sides[0], sides[1]) : nil
  }

  private static func find(_ names: [String], _ asked: [String]?) -> [Int]? {
    EventColumnNames.find(in: names, asked: asked.map { $0.map { name($0[...]) } })
  }

  /// The size that names such as `x@240` state.
  private static func stated(_ names: [String], _ places: [Int]) -> (width: Int, height: Int)? {
    guard !names.isEmpty else { return nil }
    let sizes = places[1...2].map { names[$0].split(separator: "@").dropFirst().first.flatMap { Int($0) } }
    guard let width = sizes[0], let height = sizes[1] else { return nil }
    return (width, height)
  }

  /// Whether numbers are those of rows.
  private static func count(_ values: [Double]) -> Bool {
    values.count > 2 && zip(values, values.dropFirst()).allSatisfy { $1 - $0 == 1 }
  }

  private static func grow(_ values: [Double]) -> Bool { zip(values, values.dropFirst()).allSatisfy { $0 <= $1 } }

  /// Where t, x, y, p stand by what the fields hold: t x y p; x y p t where only the third is always a polarity and the
  /// fourth grows; x y t p where the third grows and the first does not.
  private static func places(_ rows: [[Substring]]) -> [Int] {
    let columns = (0..<4).map { place in rows.compactMap { place < $0.count ? Double($0[place]) : nil } }
    func isPolarity(_ values: [Double]) -> Bool {
      !values.isEmpty && values.allSatisfy { $0 == 0 || $0 == 1 || $0 == -1 }
    }
    if isPolarity(columns[3]) {
      let isTimeThird = !grow(columns[0]) && grow(columns[2]) && columns[2].first != columns[2].last
      return isTimeThird ? [2, 0, 1, 3] : [0, 1, 2, 3]
    }
    return isPolarity(columns[2]) && grow(columns[3]) ? [3, 0, 1, 2] : [0, 1, 2, 3]
  }
}

extension EventTextLayout {
  /// Adds the times of lines to what is known of their unit; comments and lines that lack a field are passed over.
  func addTimes(of bytes: UnsafeRawBufferPointer, to evidence: inout EventTimeEvidence) {
    let furthest = places.max() ?? 0
    var start = 0
    while start < bytes.count {
      var (place, field, from) = (start, 0, start)
      var found: UnsafeRawBufferPointer?
      let isComment = bytes[start] == UInt8(ascii: "#") || bytes[start] == UInt8(ascii: "%")
      while true {
        let isEnd = place == bytes.count || bytes[place] == 10
        if isEnd || Self.isSeparator(bytes[place]) {
          if place > from {
            if field == places[0] { found = UnsafeRawBufferPointer(rebasing: bytes[from..<place]) }
            field += 1
          }
          from = place + 1
        }
        if isEnd { break }
        place += 1
      }
      if let found, field > furthest, !isComment { evidence.add(found) }
      start = place + 1
    }
  }

  /// Whether a byte stands between fields: blank, comma, tab, semicolon, carriage return, quote.
  static func isSeparator(_ byte: UInt8) -> Bool {
    byte == 32 || byte == 44 || byte == 9 || byte == 59 || byte == 13 || byte == 34
  }
}
