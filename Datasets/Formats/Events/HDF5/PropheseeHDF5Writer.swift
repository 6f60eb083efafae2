import CHDF5
import Files
import Recordings
import Runtime

/// Writes Prophesee's HDF5: `CD/events` with the ECF codec, `CD/indexes` with an entry every 2 ms, and triggers in
/// `EXT_TRIGGER/events`.
public final class PropheseeHDF5Writer: EventSink {
  /// Yes.
  public static var holdsTriggers: Bool { true }

  private let file: HDF5Output
  private let events: HDF5ColumnWriter
  private let indexes: HDF5ColumnWriter
  private let triggers: HDF5ColumnWriter
  private let triggerIndexes: HDF5ColumnWriter
  private let timeOrigin: Int64
  private var count = 0
  private var origin: Int64?
  private var nextIndexed: Int64 = 0
  private var records = AlignedMemory(uninitializedByteCount: 0)

  private static let chunkElements = 1 << 14
  private static let indexPeriod: Int64 = 2000
  private static let triggerBytes = 24

  /// Creates the file.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`.
  public init(path: String, options: EventWriteOptions) throws {
    let file = try HDF5Output(path: path, overwrite: options.overwrite)
    self.file = file
    timeOrigin = options.timeOrigin
    try file.group("CD")
    try file.group("EXT_TRIGGER")
    for (name, value) in [
      ("format", "ECF"), ("geometry", "\(options.width)x\(options.height)"), ("version", "1.0"),
    ] {
      try file.write(value, attribute: name, of: "/")
    }
    func column(_ name: String, _ type: HDF5Handle, _ bytes: Int, _ filters: [HDF5Filter]) throws -> HDF5ColumnWriter {
      try HDF5ColumnWriter(
        file, name: name, type: type.id, elementBytes: bytes, chunkElements: Self.chunkElements, filters: filters)
    }
    let (short, place, time) = HDF5Call.locked {
      (saccade_h5_native_int16(), saccade_h5_native_uint16(), saccade_h5_native_int64())
    }
    let record = try Self.record(path, 16, [("x", 0, place), ("y", 2, place), ("p", 4, short), ("t", 8, time)])
    let trigger = try Self.record(path, Self.triggerBytes, [("p", 0, short), ("t", 8, time), ("id", 16, short)])
    let index = try Self.record(path, 16, [("id", 0, HDF5Call.locked { saccade_h5_native_uint64() }), ("ts", 8, time)])
    events = try column("CD/events", record, ECFRecords.recordBytes, [.ecf])
    indexes = try column("CD/indexes", index, 16, [])
    triggers = try column("EXT_TRIGGER/events", trigger, Self.triggerBytes, [])
    triggerIndexes = try column("EXT_TRIGGER/indexes", index, 16, [])
  }

  /// Appends events.
  ///
  /// - Throws: `FileError` of kind `cannotCreate` where a column or row is greater than 2047.
  public func append(_ batch: EventBatch) throws {
    try batch.requireTimes(holdLess: timeOrigin, path: file.path)
    let bytes = batch.count * ECFRecords.recordBytes
    if records.byteCount < bytes { records = AlignedMemory(uninitializedByteCount: bytes) }
    try batch.withColumns { columns in
      for index in 0..<batch.count {
        let (x, y, time) = (columns.x[index], columns.y[index], columns.t[index] &- timeOrigin)
        guard max(x, y) <= ECFEncoder.largestPlace else { throw refused(x, y, count + index) }
        let record = records.baseAddress + index * ECFRecords.recordBytes
        // x, y and p in 16 bits each, and 16 that are not used.
        let places = UInt64(x) | UInt64(y) << 16 | UInt64(columns.p[index]) << 32
        record.storeBytes(of: places, as: UInt64.self)
        record.storeBytes(of: time, toByteOffset: 8, as: Int64.self)
        try note(time, at: count + index)
      }
    }
    try events.append(UnsafeRawBufferPointer(start: records.baseAddress, count: bytes))
    count += batch.count
  }

  /// Appends triggers.
  public func append(_ edges: [ExternalTrigger]) throws {
    for edge in edges {
      var record = [UInt64](repeating: 0, count: Self.triggerBytes / 8)
      record[0] = edge.isRising ? 1 : 0
      record[1] = UInt64(bitPattern: try edge.time(less: timeOrigin, path: file.path))
      record[2] = UInt64(edge.channel)
      try record.withUnsafeBytes { try triggers.append($0) }
    }
  }

  /// Completes the file and gives it its name.
  public func finish() throws {
    for column in [events, indexes, triggers, triggerIndexes] { try column.finish() }
    try file.write(String(0 &- (origin ?? 0)), attribute: "offset", of: "CD/indexes")
    try file.commit()
  }

  /// Adds an entry to the index where the event is the first of a period.
  private func note(_ time: Int64, at index: Int) throws {
    let origin = self.origin ?? time
    if self.origin == nil {
      self.origin = time
      nextIndexed = time
    }
    guard time >= nextIndexed else { return }
    try indexes.append(UInt64(index), Int64(time))
    nextIndexed = origin &+ ((time &- origin) / Self.indexPeriod &+ 1) &* Self.indexPeriod
  }

  private func refused(_ x: UInt16, _ y: UInt16, _ index: Int) -> FileError {
    file.discard()
    return FileError(
      .cannotCreate, path: file.path,
      problem: "event \(index) at (\(x), \(y)) does not fit in ECF, whose places are 0 to \(ECFEncoder.largestPlace)",
      remedy: "keep a part with \(Setting.filter, to: "roi"), or write \(Setting.outputFormat, to: "hdf5")")
  }

  private static func record(
    _ path: String, _ bytes: Int, _ fields: [(name: String, offset: Int, type: hid_t)]
  ) throws -> HDF5Handle {
    let type = try HDF5Handle("creating a type", path: path) { H5Tcreate(H5T_COMPOUND, bytes) }
    for field in fields {
      try HDF5Call.check("creating a type", path: path) { H5Tinsert(type.id, field.name, field.offset, field.type) }
    }
    return type
  }
}
