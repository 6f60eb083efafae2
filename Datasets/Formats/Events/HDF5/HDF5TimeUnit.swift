import Files
import Recordings

/// The unit of times in a file whose layout does not define it.
struct HDF5TimeUnit {
  var unit: TimeUnit
  /// Why, where the file does not state it.
  var reason: String?

  /// What attributes that state a unit are called: of a dataset of times, and of what holds it.
  private static let ownAttributes = ["unit", "units"]
  private static let attributes = [
    "time_unit", "time_units", "t_unit", "t_units", "ts_unit", "timestamp_unit", "timestamps_unit",
  ]

  /// What an attribute or the column's name states, else what the times show.
  ///
  /// - Parameters:
  ///   - isColumn: Whether the times are a dataset of their own, of which any unit is theirs.
  /// - Throws: `FileError` where the unit that is stated is unknown, or the times can be read in two.
  init(of column: HDF5Column, isColumn: Bool, count: Int, in file: HDF5File) throws {
    let name = column.reader.dataset.name
    if let word = try Self.stated(of: name, isColumn: isColumn, in: file) {
      if let unit = EventTimeUnit.named(word) {
        self.unit = unit
        return
      }
      if isColumn {
        throw FileError(
          .badContent, path: file.path,
          problem: "the unit of its times is said to be \"\(word.prefix(40))\", which is unknown",
          place: "dataset \(name)", remedy: "say another with \(Setting.timeUnit, to: "s|ms|us|ns")")
      }
    }
    if let unit = EventTimeUnit.split(column: String(column.name.split(separator: "/").last ?? "")).unit {
      self.unit = unit
      return
    }
    let finding = try column.evidence(count: count).finding(path: file.path)
    (unit, reason) = (finding.unit, finding.reason)
  }

  /// Refuses times that can be read in two units, where the layout is only likely to be one that defines it.
  static func requireOne(of column: HDF5Column, count: Int, in file: HDF5File) throws {
    _ = try column.evidence(count: count).finding(path: file.path)
  }

  /// The word of an attribute of the dataset, or of a group that holds it.
  private static func stated(of name: String, isColumn: Bool, in file: HDF5File) throws -> String? {
    var object = name
    var names = ownAttributes + attributes
    while true {
      for attribute in names {
        if let word = try file.text(attribute, of: object)?.filter({ $0 != " " }), !word.isEmpty { return word }
      }
      if object == "/" { return nil }
      object = object.lastIndex(of: "/").map { String(object[..<$0]) } ?? "/"
      if object.isEmpty { object = "/" }
      names = attributes
    }
  }
}

extension HDF5Column {
  /// Looks at the times from the first on, until they tell their unit.
  fileprivate func evidence(count: Int) throws -> EventTimeEvidence {
    var evidence = EventTimeEvidence()
    let isReal = scalar.kind == .float
    var whole = [Int64](repeating: 0, count: isReal ? 0 : EventTimeEvidence.look)
    var row = 0
    while row < count && !evidence.isDecided {
      let rows = row..<min(count, row + EventTimeEvidence.look)
      if isReal {
        let numbers = try values(rows)
        evidence.add(numbers, count: numbers.count, isSingle: scalar.byteCount == 4)
      } else {
        try readTimes(rows, scale: HDF5TimeScale(unit: .microseconds), into: &whole)
        evidence.add(whole, count: rows.count)
      }
      row = rows.upperBound
    }
    return evidence
  }
}
