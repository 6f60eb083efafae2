import Recordings

/// The records in `EXT_TRIGGER/events`: p, t, id.
enum PropheseeTriggers {
  static let dataset = "EXT_TRIGGER/events"
  /// More edges than any recording has: 64 MiB of records.
  private static let most = 1 << 22
  private static let rowsAtOnce = 4096

  static func read(_ file: HDF5File) throws -> [ExternalTrigger] {
    guard try file.object("EXT_TRIGGER") == .group, try file.object(dataset) == .dataset else { return [] }
    let records = try file.dataset(dataset)
    guard records.shape.count == 1, case .compound(let fields) = records.elementType else {
      throw records.error("it holds no records")
    }
    if records.shape[0] == 0 { return [] }
    guard records.shape[0] <= most else { throw records.error("it claims \(records.shape[0]) triggers") }
    let reader = try HDF5RowReader(records)
    func column(_ name: String) throws -> HDF5Column {
      guard let field = fields.first(where: { $0.name == name }) else {
        throw records.error("its records have no field \(name)")
      }
      return HDF5Column(reader: reader, offset: field.offset, scalar: field.scalar, name: name)
    }
    let (t, p, id) = (try column("t"), try column("p"), try column("id"))
    var triggers: [ExternalTrigger] = []
    var times = [Int64](repeating: 0, count: rowsAtOnce)
    var edges = [UInt8](repeating: 0, count: rowsAtOnce)
    var channels = [UInt16](repeating: 0, count: rowsAtOnce)
    var row = 0
    while row < reader.count {
      let rows = row..<min(reader.count, row + rowsAtOnce)
      try t.readTimes(rows, scale: HDF5TimeScale(unit: .microseconds), into: &times)
      guard try p.readPolarities(rows, into: &edges).areConsistent else {
        throw try p.polarityMisfit(rows, after: [])
      }
      try id.readPlaces(rows, into: &channels)
      for index in 0..<rows.count {
        triggers.append(
          ExternalTrigger(
            timeMicroseconds: times[index], channel: UInt8(truncatingIfNeeded: channels[index]),
            isRising: edges[index] != 0))
      }
      row = rows.upperBound
    }
    return triggers
  }
}
