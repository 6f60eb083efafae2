import CHDF5
import Files
import Recordings

/// Writes events in DSEC's layout: `events/{t,x,y,p}`, compressed by Blosc with Zstandard, `t_offset` and `ms_to_idx`.
///
/// `t` counts microseconds from `t_offset`, the time of the first event, in 32 bits; `ms_to_idx[k]` is the index of the
/// first event at k milliseconds or later.
///
/// - SeeAlso: Gehrig et al., "DSEC: A Stereo Event Camera Dataset for Driving Scenarios", RA-L 2021.
public final class DSECWriter: EventSink {
  private let file: HDF5Output
  private let t: HDF5ColumnWriter
  private let x: HDF5ColumnWriter
  private let y: HDF5ColumnWriter
  private let p: HDF5ColumnWriter
  private let milliseconds: HDF5ColumnWriter
  private let timeOrigin: Int64
  private var offset: Int64?
  private var count = 0
  private var nextMillisecond: Int64 = 0
  private var times: [UInt32] = []

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
    func column(_ name: String, _ type: hid_t, _ bytes: Int, chunk: Int = DSECWriter.chunkElements) throws
      -> HDF5ColumnWriter
    {
      try HDF5ColumnWriter(
        file, name: name, type: type, elementBytes: bytes, chunkElements: chunk,
        filters: [.blosc(elementBytes: bytes, level: Self.level)])
    }
    t = try column("events/t", saccade_h5_native_uint32(), 4)
    x = try column("events/x", saccade_h5_native_uint16(), 2)
    y = try column("events/y", saccade_h5_native_uint16(), 2)
    p = try column("events/p", saccade_h5_native_uint8(), 1)
    milliseconds = try column("ms_to_idx", saccade_h5_native_uint64(), 8, chunk: 1 << 12)
  }

  /// Appends events.
  ///
  /// - Throws: `FileError` of kind `cannotCreate` where one is more than 2³² microseconds after the first, or before.
  public func append(_ events: EventBatch) throws {
    try events.requireTimes(holdLess: timeOrigin, path: file.path)
    try events.withColumns { columns in
      if events.isEmpty { return }
      let offset = self.offset ?? columns.t[0] &- timeOrigin
      self.offset = offset
      times.removeAll(keepingCapacity: true)
      for index in 0..<events.count {
        let time = columns.t[index] &- timeOrigin &- offset
        guard let stored = UInt32(exactly: time) else { throw refused(columns.t[index], count + index, offset) }
        while nextMillisecond * 1000 <= time {
          try milliseconds.append(UInt64(count + index))
          nextMillisecond += 1
        }
        times.append(stored)
      }
      try times.withUnsafeBytes { try t.append($0) }
      try x.append(UnsafeRawBufferPointer(start: columns.x, count: 2 * events.count))
      try y.append(UnsafeRawBufferPointer(start: columns.y, count: 2 * events.count))
      try p.append(UnsafeRawBufferPointer(start: columns.p, count: events.count))
      count += events.count
    }
  }

  /// Completes the file and gives it its name.
  public func finish() throws {
    try file.write(offset ?? 0, named: "t_offset")
    for column in [t, x, y, p, milliseconds] { try column.finish() }
    try file.commit()
  }

  private func refused(_ time: Int64, _ index: Int, _ offset: Int64) -> FileError {
    file.discard()
    return FileError(
      .cannotCreate, path: file.path,
      problem: "event \(index) at \(time) us is not within 2^32 us after the first, at \(offset &+ timeOrigin) us",
      remedy: "keep a part with \(Setting.filter, to: "time"), or write \(Setting.outputFormat, to: "hdf5"), "
        + "whose times have 64 bits")
  }
}
