import Files
import Recordings

/// Events in the arrays of a MAT-file: a column each of t, x, y, p, those of a record, or an array of N×4 or 4×N.
final class MATLABColumns: EventArrayColumns {
  /// Numbers at equal steps in an array.
  private struct Column {
    var variable: MATLABFile.Variable
    var start: Int
    var step: Int
    var count: Int

    init(_ variable: MATLABFile.Variable, start: Int = 0, step: Int = 1, count: Int? = nil) {
      (self.variable, self.start, self.step) = (variable, start, step)
      self.count = count ?? variable.count
    }

    var isPolarity: Bool { values.allSatisfy { $0 == 0 || $0 == 1 || $0 == -1 } }
    var rises: Bool { zip(values, values.dropFirst()).allSatisfy { $0 <= $1 } }

    /// The first numbers.
    private var values: [Double] {
      variable.bytes.withUnsafeBytes { bytes in
        guard let base = bytes.baseAddress else { return [] }
        let size = variable.element.type.byteCount
        return (0..<min(count, 4096)).map {
          variable.element.number(base + variable.offset + (start + $0 * step) * size)
        }
      }
    }
  }

  let path: String
  let isRandomAccess = true
  let count: Int
  private let columns: [Column]
  private let buffers: [UnsafeMutableRawBufferPointer]
  private var first = 0

  /// - Throws: `FileError` where the file holds no events.
  init(_ file: InputFile, options: EventReadOptions) throws {
    path = file.path
    let variables = try MATLABFile(file).variables
    guard let found = Self.find(variables, options) else {
      let names = variables.prefix(9).map(\.name).joined(separator: ", ")
      throw FileError(
        .badContent, path: path,
        problem: "it holds no columns of events" + (names.isEmpty ? "" : ", but \(names)"),
        place: names.isEmpty ? "byte \(file.byteCount)" : nil,
        remedy: "say which arrays are t, x, y, p with \(Setting.columns, to: "T,X,Y,P")")
    }
    (columns, statedUnit) = found
    let count = columns[0].count
    guard columns.allSatisfy({ $0.count == count }) else {
      throw FileError(
        .badContent, path: path, problem: "its columns have \(columns.map(\.count)) numbers",
        remedy: "save columns of one length")
    }
    self.count = count
    // Arrays would move; these stay while their rows are read.
    buffers = columns.map { column in
      let (variable, size) = (column.variable, column.variable.element.type.byteCount)
      let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, variable.count * size), alignment: 8)
      bytes.copyBytes(from: variable.bytes[variable.offset..<variable.offset + variable.count * size])
      return bytes
    }
  }

  deinit { for buffer in buffers { buffer.deallocate() } }

  /// The unit that the name of the times says; nil where it says none.
  let statedUnit: TimeUnit?

  private static func find(
    _ variables: [MATLABFile.Variable], _ options: EventReadOptions
  ) -> (columns: [Column], unit: TimeUnit?)? {
    if options.columnNames != nil,
      let found = EventColumnNames.find(in: variables.map(\.name), asked: options.columnNames)
    {
      return (found.map { Column(variables[$0]) }, EventTimeUnit.split(column: variables[found[0]].name).unit)
    }
    // Those of a record belong together, and those of none.
    let groups = Dictionary(grouping: variables) { $0.name.split(separator: ".").dropLast().joined(separator: ".") }
    for (_, members) in groups.sorted(by: { $0.key < $1.key }) {
      let names = members.map { String($0.name.split(separator: ".").last ?? "") }
      if let found = EventColumnNames.find(in: names, asked: options.columnNames) {
        return (found.map { Column(members[$0]) }, EventTimeUnit.split(column: names[found[0]]).unit)
      }
    }
    for variable in variables where variable.shape.count == 2 && variable.shape.contains(4) {
      if let columns = table(variable) { return (columns, nil) }
    }
    return nil
  }

  /// The columns t, x, y, p of an array of N×4, else of 4×N: t rises, p holds 0, 1 and -1.
  private static func table(_ variable: MATLABFile.Variable) -> [Column]? {
    let rows = variable.shape[1] == 4 ? variable.shape[0] : variable.shape[1]
    let columns = (0..<4).map {
      variable.shape[1] == 4
        ? Column(variable, start: $0 * rows, count: rows) : Column(variable, start: $0, step: 4, count: rows)
    }
    guard let p = (0..<4).reversed().first(where: { columns[$0].isPolarity }),
      let t = [0, 2, 3, 1].first(where: { $0 != p && columns[$0].rises })
    else { return nil }
    let rest = (0..<4).filter { $0 != p && $0 != t }
    return [columns[t], columns[rest[0]], columns[rest[1]], columns[p]]
  }

  func element(_ column: Int) -> ArrayElement { columns[column].variable.element }
  func load(first: Int, count: Int) throws { self.first = first }
  func load(times first: Int, count: Int) throws { self.first = first }

  func rows(_ column: Int) -> (base: UnsafeRawPointer, stride: Int) {
    let (part, buffer) = (columns[column], buffers[column])
    let size = part.variable.element.type.byteCount
    guard let base = buffer.baseAddress else { preconditionFailure("A buffer of one byte has an address.") }
    return (UnsafeRawPointer(base + (part.start + first * part.step) * size), part.step * size)
  }

  func place(ofRow row: Int) -> String { "row \(row)" }
}

extension ArrayElement {
  /// The number at a place.
  fileprivate func number(_ place: UnsafeRawPointer) -> Double {
    if isFloat {
      var value = 0.0
      read(place, stride: type.byteCount, count: 1, into: &value)
      return value
    }
    var value: Int64 = 0
    read(place, stride: type.byteCount, count: 1, into: &value)
    return Double(value)
  }
}
