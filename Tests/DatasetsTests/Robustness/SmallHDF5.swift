import CHDF5
import Recordings

@testable import Datasets

/// HDF5 files whose chunks hold few events: the writers' hold thousands, and take as long to decode.
enum SmallHDF5 {
  private static let chunk = 40

  /// Prophesee's layout with the ECF codec, and a trigger.
  static func prophesee(_ events: [Event], to path: String) throws {
    let file = try HDF5Output(path: path, overwrite: true)
    for group in ["CD", "EXT_TRIGGER"] { try file.group(group) }
    try file.write("128x128", attribute: "geometry", of: "/")
    let (short, place, time) = HDF5Call.locked {
      (saccade_h5_native_int16(), saccade_h5_native_uint16(), saccade_h5_native_int64())
    }
    let record = try type(16, [("x", 0, place), ("y", 2, place), ("p", 4, short), ("t", 8, time)])
    let trigger = try type(24, [("p", 0, short), ("t", 8, time), ("id", 16, short)])
    let records = events.flatMap { [UInt64($0.x) | UInt64($0.y) << 16 | ($0.isOn ? 1 << 32 : 0), $0.bits] }
    try column(records, type: record.id, elementBytes: 16, "CD/events", [.ecf], file)
    try column([1, 500, 1] as [UInt64], type: trigger.id, elementBytes: 24, "EXT_TRIGGER/events", [], file)
    try file.commit()
  }

  /// DSEC's layout, each column with other filters.
  static func dsec(_ events: [Event], filters: [[HDF5Filter]], to path: String) throws {
    let file = try HDF5Output(path: path, overwrite: true)
    try file.group("events")
    try file.write(128, attribute: "width", of: "events")
    try file.write(128, attribute: "height", of: "events")
    try file.write(Int64(7), named: "t_offset")
    let types = HDF5Call.locked {
      (saccade_h5_native_uint32(), saccade_h5_native_uint16(), saccade_h5_native_uint8())
    }
    try column(events.map { UInt32($0.bits) - 7 }, type: types.0, elementBytes: 4, "events/t", filters[0], file)
    try column(events.map(\.x), type: types.1, elementBytes: 2, "events/x", filters[1], file)
    try column(events.map(\.y), type: types.1, elementBytes: 2, "events/y", filters[2], file)
    try column(events.map { $0.isOn ? 1 : 0 as UInt8 }, type: types.2, elementBytes: 1, "events/p", filters[3], file)
    try file.commit()
  }

  private static func column<Number>(
    _ numbers: [Number], type: hid_t, elementBytes: Int, _ name: String, _ filters: [HDF5Filter], _ file: HDF5Output
  ) throws {
    let rows = numbers.count * MemoryLayout<Number>.size / elementBytes
    let writer = try HDF5ColumnWriter(
      file, name: name, type: type, elementBytes: elementBytes, chunkElements: min(chunk, rows), filters: filters)
    try numbers.withUnsafeBytes { try writer.append($0) }
    try writer.finish()
  }

  private static func type(_ bytes: Int, _ fields: [(String, Int, hid_t)]) throws -> HDF5Handle {
    let type = try HDF5Handle("creating a type", path: "sample") { H5Tcreate(H5T_COMPOUND, bytes) }
    for (name, offset, field) in fields {
      try HDF5Call.check("creating a type", path: "sample") { H5Tinsert(type.id, name, offset, field) }
    }
    return type
  }
}

extension Event {
  fileprivate var bits: UInt64 { UInt64(bitPattern: timeMicroseconds) }
}
