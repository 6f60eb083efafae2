import Files
import Recordings
import Runtime

/// The columns of a `.npy` file, whose rows are records or lie N×4 in either order.
final class EventNumpyColumns: EventArrayColumns {
  private struct Field {
    var element: ArrayElement
    var offset: Int
  }

  private static let longestHeader = 1 << 16
  private static let longestRecord = 1024

  let path: String
  let isRandomAccess = true
  private(set) var count = 0
  private(set) var warnings: [RecordingWarning] = []
  private let file: InputFile
  private var dataOffset = 0
  private var rowBytes = 0
  private var fields: [Field] = []
  /// Whether each column lies in one piece.
  private var isByColumn = false
  private var buffer = AlignedMemory(uninitializedByteCount: 64)
  private var starts = [0, 0, 0, 0]

  init(_ file: InputFile, options: EventReadOptions) throws {
    self.file = file
    path = file.path
    let start = try file.bytes(at: 0, count: min(12, file.byteCount))
    guard start.count == 12, start[0] == 0x93, (1...3).contains(start[6]) else {
      throw damage("this is no NumPy array of version 1 to 3", "byte 0")
    }
    let isLong = start[6] > 1
    let length = Int(start[8]) | Int(start[9]) << 8 | (isLong ? Int(start[10]) << 16 | Int(start[11]) << 24 : 0)
    dataOffset = (isLong ? 12 : 10) + length
    guard length <= Self.longestHeader, dataOffset <= file.byteCount else {
      throw damage("the header's length \(length) is beyond the file", "byte 8")
    }
    let text = String(decoding: try file.bytes(at: dataOffset - length, count: length), as: UTF8.self)
    guard let shape = Self.shape(text), let descr = Self.value("'descr':", text) else {
      throw damage("the header is not the description of an array", "byte 10")
    }
    count = shape[0]
    if text.contains("# \(EventNumpyWriter.comment)") { statedUnit = .microseconds }
    if descr.first == "[" {
      guard let length = Self.listLength(shape) else {
        throw damage("an array of shape \(shape) of records is not a list", "byte 10")
      }
      count = length
      try takeRecords(descr, options)
    } else {
      try takeTable(descr, shape, isByColumn: text.contains("'fortran_order': True"))
    }
    guard rowBytes > 0 else { throw damage("the records hold no bytes", "byte 10") }
    try keepWholeRows()
    buffer = AlignedMemory(uninitializedByteCount: (1 << 14) * rowBytes + 64)
    if !fields.isEmpty { return }
    try orderTable()
  }

  /// The unit that the header states, in this project's comment or by the name of the times.
  private(set) var statedUnit: TimeUnit?

  /// Leaves out the rows that a file which is cut off does not hold.
  private func keepWholeRows() throws {
    let present = (file.byteCount - dataOffset) / rowBytes
    if count <= present { return }
    let problem = "the file ends within its \(count) events of \(rowBytes) bytes"
    guard !isByColumn else {
      throw FileError(
        .badContent, path: path, problem: problem + ", which lie column by column", place: "byte \(file.byteCount)",
        remedy: "the file is cut off; fetch it again", isTruncation: true)
    }
    warnings.append(
      RecordingWarning(
        path: path, problem: problem, place: "byte \(file.byteCount)", consequence: "the first \(present) are read",
        isTruncation: true))
    count = present
  }

  private func damage(_ problem: String, _ place: String) -> FileError {
    FileError(
      .badContent, path: path, problem: problem, place: place,
      remedy: "save records with the fields t, x, y, p, or an array of N rows of t, x, y, p")
  }

  /// What follows a key of the header, up to its end.
  private static func value(_ key: String, _ text: String) -> String? {
    let bytes = Array(text.utf8)
    let wanted = Array(key.utf8)
    guard bytes.count > wanted.count,
      let at = (0..<bytes.count - wanted.count).first(where: { bytes[$0..<$0 + wanted.count].elementsEqual(wanted) })
    else { return nil }
    let rest = String(decoding: bytes[(at + wanted.count)...], as: UTF8.self).drop { $0 == " " }
    let closing: [Character: Character] = ["[": "]", "(": ")", "'": "'"]
    guard let opening = rest.first, let close = closing[opening] else { return nil }
    // A bracket may stand in the name of a field, and a list in a list.
    var (isQuoted, depth) = (false, 1)
    for place in rest.indices.dropFirst() {
      if opening != close && !isQuoted {
        if rest[place] == opening { depth += 1 }
        if rest[place] == close { depth -= 1 }
      } else if opening == close && rest[place] == close {
        depth = 0
      }
      if depth == 0 { return String(rest[...place]) }
      if rest[place] == "'" { isQuoted.toggle() }
    }
    return nil
  }

  private static func shape(_ text: String) -> [Int]? {
    let numbers = value("'shape':", text)?.dropFirst().dropLast().split(separator: ",").map {
      Int($0.filter { $0 != " " })
    }
    guard let numbers, !numbers.isEmpty else { return nil }
    let sizes = numbers.compactMap { $0 }.filter { $0 >= 0 && $0 < 1 << 48 }
    return sizes.count == numbers.count ? sizes : nil
  }

  /// How many records an array holds whose axes but one are of length 1; nil of others.
  private static func listLength(_ shape: [Int]) -> Int? {
    let long = shape.filter { $0 != 1 }
    return long.count <= 1 ? long.first ?? 1 : nil
  }

  private func takeRecords(_ descr: String, _ options: EventReadOptions) throws {
    guard let record = NumpyRecord(descr) else {
      throw damage("the records' type is \(descr.prefix(80)), which is not read", "byte 10")
    }
    rowBytes = record.byteCount
    guard rowBytes <= Self.longestRecord else {
      throw damage("records of \(rowBytes) bytes are longer than \(Self.longestRecord)", "byte 10")
    }
    let names = record.fields.map(\.name)
    guard let places = Self.places(of: record, options) else {
      throw damage("the records have the fields \(names.prefix(9).joined(separator: ", "))", "byte 10")
    }
    fields = places.compactMap { field in field.element.map { Field(element: $0, offset: field.offset) } }
    guard fields.count == 4 else { throw damage("a field of t, x, y, p holds no plain numbers", "byte 10") }
    statedUnit = statedUnit ?? EventTimeUnit.split(column: places[0].name).unit
  }

  /// The fields t, x, y, p of records, of which x and y may be the two numbers of one field.
  private static func places(of record: NumpyRecord, _ options: EventReadOptions) -> [NumpyRecord.Field]? {
    let names = record.fields.map(\.name)
    if let found = EventColumnNames.find(in: names, asked: options.columnNames) {
      let fields = found.map { record.fields[$0] }
      return fields.allSatisfy { $0.count == 1 } ? fields : nil
    }
    guard options.columnNames == nil, let pairs = EventColumnNames.findPairs(in: names) else { return nil }
    let places = record.fields[pairs.xy]
    guard places.count == 2, let size = places.element?.type.byteCount else { return nil }
    var second = places
    second.offset += size
    return [record.fields[pairs.t], places, second, record.fields[pairs.p]]
  }

  /// The bytes of an array that tell whether it holds events.
  static let longestStart = 4096

  /// Whether an array that begins so holds records of events, or rows of four numbers.
  static func mayBeEvents(_ start: [UInt8], _ options: EventReadOptions) -> Bool {
    let text = String(decoding: start.prefix(longestStart).dropFirst(10), as: UTF8.self)
    guard start.starts(with: FileSignature.numpy), let shape = shape(text), let descr = value("'descr':", text) else {
      return false
    }
    if descr.first == "[" {
      return listLength(shape) != nil && NumpyRecord(descr).flatMap { places(of: $0, options) } != nil
    }
    return shape.count == 2 && shape.contains(4) && ArrayElement(dtype: String(descr.dropFirst().dropLast())) != nil
  }

  private func takeTable(_ descr: String, _ shape: [Int], isByColumn: Bool) throws {
    guard shape.count == 2, shape.contains(4), let element = ArrayElement(dtype: String(descr.dropFirst().dropLast()))
    else {
      throw damage("an array of type \(descr) and shape \(shape) is no list of events", "byte 10")
    }
    // Four rows of all t, x, y, p hold the same as columns that lie in one piece each.
    let isTurned = shape[1] != 4
    if isTurned { count = shape[1] }
    self.isByColumn = isByColumn != isTurned
    rowBytes = 4 * element.type.byteCount
    table = (0..<4).map { Field(element: element, offset: $0 * element.type.byteCount) }
  }

  private var table: [Field] = []

  private func orderTable() throws {
    fields = table
    let looked = min(count, EventColumnOrder.rowsThatTell)
    if looked == 0 { return }
    // The first times may be as small as places are.
    var columns = [[Double]](repeating: [], count: 4)
    for first in Set([0, (count - looked) / 2, count - looked]).sorted() {
      try load(first: first, count: looked)
      for column in 0..<4 { columns[column] += (0..<looked).map { number(column, $0) } }
    }
    fields = EventColumnOrder.order(of: columns).map { table[$0] }
  }

  private func number(_ column: Int, _ index: Int) -> Double {
    let (base, stride) = rows(column)
    let element = fields[column].element
    if element.isFloat {
      var value = 0.0
      element.read(base + index * stride, stride: stride, count: 1, into: &value)
      return value
    }
    var value: Int64 = 0
    element.read(base + index * stride, stride: stride, count: 1, into: &value)
    return Double(value)
  }

  func element(_ column: Int) -> ArrayElement { fields[column].element }

  func load(first: Int, count rows: Int) throws {
    guard isByColumn else {
      let target = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: rows * rowBytes)
      return try file.read(into: target, at: dataOffset + first * rowBytes)
    }
    for (index, field) in fields.enumerated() {
      let size = field.element.type.byteCount
      starts[index] = index * rows * size
      let target = UnsafeMutableRawBufferPointer(start: buffer.baseAddress + starts[index], count: rows * size)
      try file.read(into: target, at: dataOffset + field.offset * count + first * size)
    }
  }

  func load(times first: Int, count: Int) throws { try load(first: first, count: count) }

  func rows(_ column: Int) -> (base: UnsafeRawPointer, stride: Int) {
    let field = fields[column]
    if isByColumn { return (UnsafeRawPointer(buffer.baseAddress + starts[column]), field.element.type.byteCount) }
    return (UnsafeRawPointer(buffer.baseAddress + field.offset), rowBytes)
  }

  func place(ofRow row: Int) -> String { "byte \(dataOffset + row * rowBytes)" }
}
