import Recordings
import Tensors

/// What the lines of a text file mean, told from its first lines.
struct EventTextLayout {
  /// The field of each line that holds t, x, y, p.
  var places: [Int]
  /// How many fields a line has at least.
  var fieldCount: Int
  /// The unit of time.
  var unit: EventReadOptions.TimeUnit
  /// Whether the unit was told from the data.
  var isUnitGuessed: Bool
  /// The place in the file of the first line of events, and how many lines are before it.
  var dataOffset: Int
  var linesBefore: Int
  var size: (width: Int, height: Int)?

  private static let aliases: [[String]] = [
    ["t", "ts", "time", "timestamp", "timestamps"], ["x", "xs", "col", "column"], ["y", "ys", "row"],
    ["p", "ps", "pol", "polarity", "polarities", "on"],
  ]

  /// Fields of a line, cut at commas, semicolons, tabs and blanks.
  static func fields(_ line: Substring) -> [Substring] {
    line.split(whereSeparator: { ", ;\t\r".contains($0) })
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
    for (index, line) in lines.enumerated() {
      var text = line.text.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
      let isComment = text.first == "#" || text.first == "%"
      if isComment { text = text.dropFirst() }
      let fields = Self.fields(text)
      if fields.isEmpty { continue }
      if !isComment && fields.count >= 4 && fields.allSatisfy(Self.isPlain) {
        first = index
        break
      }
      let found = fields.map { Self.name($0) }
      if Self.find(found, options.columnNames) != nil {
        names = fields.map { String($0) }
      } else if !isComment && fields.count != 2 {
        return nil
      } else if !isComment, let width = Int(fields[0]), let height = Int(fields[1]) {
        size = (width, height)
      } else if !isComment {
        return nil
      }
    }
    guard let first else {
      // A header alone is a recording without events.
      guard isWhole, let places = Self.find(names.map { Self.name($0[...]) }, options.columnNames) else { return nil }
      self.places = places
      (fieldCount, unit, isUnitGuessed) = (names.count, options.timeUnit ?? .microseconds, false)
      (dataOffset, linesBefore) = (start.count, lines.count)
      if size == nil { size = Self.stated(names, places) }
      return
    }
    dataOffset = lines[first].offset
    linesBefore = first
    let rows = lines[first...].map { Self.fields($0.text) }.filter { $0.count >= 4 && $0.allSatisfy(Self.isPlain) }
    fieldCount = rows[0].count
    if let asked = options.columnNames {
      guard let found = Self.find(names.map { Self.name($0[...]) }, asked) else {
        throw FileError(
          .badContent, path: path, problem: "its header has no columns named \(asked.joined(separator: ", "))",
          place: "line 1", remedy: "name columns that it has: \(names.joined(separator: ", "))")
      }
      places = found
    } else if let found = Self.find(names.map { Self.name($0[...]) }, nil) {
      places = found
    } else {
      places = Self.places(rows)
    }
    let columnCount = rows[0].count
    guard places.allSatisfy({ $0 < columnCount }) else { return nil }
    if size == nil { size = Self.stated(names, places) }
    let (fields, place0) = (fieldCount, places[0])
    let times = rows.compactMap { $0.count == fields ? $0[place0] : nil }
    let name = names.isEmpty ? "" : names[places[0]].lowercased()
    (unit, isUnitGuessed) = options.timeUnit.map { ($0, false) } ?? Self.unit(times, name: name)
  }

  private static func isPlain(_ field: Substring) -> Bool {
    isNumber(field) || ["true", "false"].contains(field.lowercased())
  }

  /// A column's name without quotes, without what follows an @, in lower case.
  private static func name(_ field: Substring) -> String {
    let trimmed = field.filter { $0 != "\"" && $0 != "'" }.lowercased()
    let plain = trimmed.split(separator: "@").first.map(String.init) ?? ""
    for unit in ["_us", "_ns", "_ms", "_s", "[us]", "[ns]", "[ms]", "[s]"] where plain.hasSuffix(unit) {
      return String(plain.dropLast(unit.count))
    }
    return plain
  }

  private static func find(_ names: [String], _ asked: [String]?) -> [Int]? {
    let wanted = asked.map { $0.map { [name($0[...])] } } ?? aliases
    let found = wanted.compactMap { choices in names.firstIndex { choices.contains($0) } }
    return found.count == 4 && Set(found).count == 4 ? found : nil
  }

  /// The size that names such as `x@240` state.
  private static func stated(_ names: [String], _ places: [Int]) -> (width: Int, height: Int)? {
    guard !names.isEmpty else { return nil }
    let sizes = places[1...2].map { names[$0].split(separator: "@").dropFirst().first.flatMap { Int($0) } }
    guard let width = sizes[0], let height = sizes[1] else { return nil }
    return (width, height)
  }

  /// Where t, x, y, p stand by what the fields hold: t x y p; x y p t where only the third is always a polarity and the
  /// fourth grows; x y t p where the third grows and the first does not.
  private static func places(_ rows: [[Substring]]) -> [Int] {
    let columns = (0..<4).map { place in rows.compactMap { place < $0.count ? Double($0[place]) : nil } }
    func isPolarity(_ values: [Double]) -> Bool {
      !values.isEmpty && values.allSatisfy { $0 == 0 || $0 == 1 || $0 == -1 }
    }
    func grows(_ values: [Double]) -> Bool { zip(values, values.dropFirst()).allSatisfy { $0 <= $1 } }
    if isPolarity(columns[3]) {
      let isTimeThird = !grows(columns[0]) && grows(columns[2]) && columns[2].first != columns[2].last
      return isTimeThird ? [2, 0, 1, 3] : [0, 1, 2, 3]
    }
    return isPolarity(columns[2]) && grows(columns[3]) ? [3, 0, 1, 2] : [0, 1, 2, 3]
  }

  /// The unit that times are in: what the column's name says; seconds where any has a fraction and events are less than
  /// a second apart; else as ``EventTimeUnit`` tells it.
  private static func unit(_ times: [Substring], name: String) -> (EventReadOptions.TimeUnit, Bool) {
    for unit in EventReadOptions.TimeUnit.allCases
    where name.hasSuffix("_\(unit.rawValue)") || name.hasSuffix("[\(unit.rawValue)]") {
      return (unit, false)
    }
    let values = times.compactMap { Double($0) }
    let (first, last) = (values.first ?? 0, values.last ?? 0)
    if times.contains(where: { $0.contains(".") || $0.lowercased().contains("e") }) {
      let gap = (last - first) / Double(max(1, values.count - 1))
      if gap < 1 { return (.seconds, true) }
    }
    return (EventTimeUnit.guess(first: first, last: last, count: values.count), true)
  }
}
