import Files
import Recordings
import Runtime
import Tensors

/// Writes a `.npy` of records t int64 µs, x and y uint16, p uint8 (1 on, 0 off): 13 bytes an event.
///
/// A comment in the header states the unit of t; NumPy passes it over.
public final class EventNumpyWriter: EventSink {
  /// States the unit of times.
  static let comment = "t in us"
  private static let recordBytes = 13

  private let file: NumpyRecordWriter
  private let path: String
  private let timeOrigin: Int64
  private let records = AlignedMemory(uninitializedByteCount: recordBytes * EventBatch.standardCapacity)

  /// Starts a file.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`.
  public init(path: String, options: EventWriteOptions) throws {
    file = try NumpyRecordWriter(
      fields: [("t", .int64), ("x", .uint16), ("y", .uint16), ("p", .uint8)], path: path, comment: Self.comment,
      overwrite: options.overwrite)
    self.path = path
    timeOrigin = options.timeOrigin
  }

  /// Appends events; see `EventSink.append(_:)`.
  public func append(_ events: EventBatch) throws {
    try events.requireTimes(holdLess: timeOrigin, path: path)
    try events.withColumns { columns in
      for start in stride(from: 0, to: events.count, by: EventBatch.standardCapacity) {
        let end = min(events.count, start + EventBatch.standardCapacity)
        for index in start..<end {
          let record = records.baseAddress + (index - start) * Self.recordBytes
          record.storeBytes(of: (columns.t[index] &- timeOrigin).littleEndian, as: Int64.self)
          record.storeBytes(of: columns.x[index].littleEndian, toByteOffset: 8, as: UInt16.self)
          record.storeBytes(of: columns.y[index].littleEndian, toByteOffset: 10, as: UInt16.self)
          record.storeBytes(of: columns.p[index], toByteOffset: 12, as: UInt8.self)
        }
        try file.append(
          UnsafeRawBufferPointer(start: records.baseAddress, count: (end - start) * Self.recordBytes))
      }
    }
  }

  /// Completes the file.
  public func finish() throws { try file.finish() }
}

/// Writes an `.npz` with t int64 µs, x and y uint16, p uint8 (1 on, 0 off), width and height.
///
/// Columns are spilled to files beside the target, so that memory stays bounded; they go when the writer does.
public final class EventNumpyArchiveWriter: EventSink {
  private let archive: NumpyArchiveWriter
  private let path: String
  private let options: EventWriteOptions
  private let paths: [String]
  private let t: NumpyFileWriter<Int64>
  private let x: NumpyFileWriter<UInt16>
  private let y: NumpyFileWriter<UInt16>
  private let p: NumpyFileWriter<UInt8>
  private var times: [Int64] = []

  /// Starts a file.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`.
  public init(path: String, options: EventWriteOptions) throws {
    self.path = path
    self.options = options
    archive = try NumpyArchiveWriter(path: path, overwrite: options.overwrite)
    paths = (0..<4).map { _ in TemporaryFiles.path(for: path) }
    t = try NumpyFileWriter(axesAfterFirst: [], path: paths[0])
    x = try NumpyFileWriter(axesAfterFirst: [], path: paths[1])
    y = try NumpyFileWriter(axesAfterFirst: [], path: paths[2])
    p = try NumpyFileWriter(axesAfterFirst: [], path: paths[3])
  }

  deinit {
    for path in paths { TemporaryFiles.removeTree(path) }
  }

  /// Appends events; see `EventSink.append(_:)`.
  public func append(_ events: EventBatch) throws {
    try events.requireTimes(holdLess: options.timeOrigin, path: path)
    do {
      try spill(events)
    } catch let error as FileError {
      throw error.at(path: path)
    }
  }

  private func spill(_ events: EventBatch) throws {
    let count = events.count
    try events.withColumns { columns in
      times.removeAll(keepingCapacity: true)
      for index in 0..<count { times.append(columns.t[index] &- options.timeOrigin) }
      try times.withUnsafeBufferPointer { try t.append($0) }
      try x.append(UnsafeBufferPointer(start: columns.x, count: count))
      try y.append(UnsafeBufferPointer(start: columns.y, count: count))
      try p.append(UnsafeBufferPointer(start: columns.p, count: count))
    }
  }

  /// Completes the file.
  public func finish() throws {
    for path in paths { TemporaryFiles.add(path) }
    try t.finish()
    try x.finish()
    try y.finish()
    try p.finish()
    for (name, path) in zip(["t", "x", "y", "p"], paths) { try archive.add(contentsOf: path, named: name) }
    try archive.add(Tensor<Int64>(repeating: Int64(options.width), shape: []), named: "width")
    try archive.add(Tensor<Int64>(repeating: Int64(options.height), shape: []), named: "height")
    try archive.commit()
    for path in paths {
      TemporaryFiles.removeTree(path)
      _ = TemporaryFiles.remove(path)
    }
  }
}
