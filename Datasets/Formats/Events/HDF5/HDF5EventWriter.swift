import CHDF5
import Recordings

/// Writes events as columns that any HDF5 reader understands: `events/t` int64 in microseconds, `events/x` and
/// `events/y` uint16, `events/p` uint8, compressed by gzip, with `width` and `height` as attributes of `events`.
public final class HDF5EventWriter: EventSink {
  private let file: HDF5Output
  private let t: HDF5ColumnWriter
  private let x: HDF5ColumnWriter
  private let y: HDF5ColumnWriter
  private let p: HDF5ColumnWriter
  private let timeOrigin: Int64
  private var times: [Int64] = []

  private static let chunkElements = 1 << 16
  private static let level = 1

  /// Creates the file.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`.
  public init(path: String, options: EventWriteOptions) throws {
    let file = try HDF5Output(path: path, overwrite: options.overwrite)
    self.file = file
    timeOrigin = options.timeOrigin
    try file.group("events")
    try file.write(options.width, attribute: "width", of: "events")
    try file.write(options.height, attribute: "height", of: "events")
    func column(_ name: String, _ type: hid_t, _ bytes: Int) throws -> HDF5ColumnWriter {
      let filters: [HDF5Filter] = (bytes > 1 ? [.shuffle(elementBytes: bytes)] : []) + [.deflate(level: Self.level)]
      return try HDF5ColumnWriter(
        file, name: "events/\(name)", type: type, elementBytes: bytes, chunkElements: Self.chunkElements,
        filters: filters)
    }
    t = try column("t", saccade_h5_native_int64(), 8)
    x = try column("x", saccade_h5_native_uint16(), 2)
    y = try column("y", saccade_h5_native_uint16(), 2)
    p = try column("p", saccade_h5_native_uint8(), 1)
    try file.write("us", attribute: "unit", of: "events/t")
  }

  /// Appends events; every one can be held.
  public func append(_ events: EventBatch) throws {
    try events.requireTimes(holdLess: timeOrigin, path: file.path)
    try events.withColumns { columns in
      times.removeAll(keepingCapacity: true)
      for index in 0..<events.count { times.append(columns.t[index] &- timeOrigin) }
      try times.withUnsafeBytes { try t.append($0) }
      try x.append(UnsafeRawBufferPointer(start: columns.x, count: 2 * events.count))
      try y.append(UnsafeRawBufferPointer(start: columns.y, count: 2 * events.count))
      try p.append(UnsafeRawBufferPointer(start: columns.p, count: events.count))
    }
  }

  /// Completes the file and gives it its name.
  public func finish() throws {
    for column in [t, x, y, p] { try column.finish() }
    try file.commit()
  }
}
