import Files
import Recordings

/// Writes an Event Stream of type dvs.
///
/// Times count from 0 and never step back; a gap costs a byte for each 127 µs, so that subtracting an origin is worth
/// it. Rows are stored pointing up.
public final class EventStreamWriter: EventSink {
  /// A larger gap would take more than a megabyte.
  private static let largestGap: Int64 = 127 << 20

  private let file: OutputFile
  private let options: EventWriteOptions
  private var last: Int64 = 0
  private var count = 0
  private var buffer: [UInt8] = []

  /// Starts a file.
  ///
  /// - Throws: `FileError` of kind `cannotCreate` where the file cannot be made or the size needs more than 16 bits.
  public init(path: String, options: EventWriteOptions) throws {
    guard (1...65535).contains(options.width), (1...65535).contains(options.height) else {
      throw FileError(
        .cannotCreate, path: path,
        problem: "Event Stream holds no sensor of \(options.width)x\(options.height), only up to 65535x65535",
        remedy: "crop with \(Setting.region)")
    }
    file = try OutputFile(path: path, overwrite: options.overwrite, streams: true)
    self.options = options
    let (width, height) = (options.width, options.height)
    try file.write(
      EventStreamFormat.magic + [2, 0, 0, EventStreamFormat.Kind.dvs.rawValue]
        + [UInt8(width & 255), UInt8(width >> 8), UInt8(height & 255), UInt8(height >> 8)])
  }

  /// Appends events; see `EventSink.append(_:)`.
  public func append(_ events: EventBatch) throws {
    do {
      buffer.removeAll(keepingCapacity: true)
      try events.withColumns { columns in
        for index in 0..<events.count { try encode(columns, index) }
      }
      try buffer.withUnsafeBytes { try file.write($0) }
    } catch {
      file.discard()
      throw error
    }
  }

  private func encode(_ columns: EventColumns, _ index: Int) throws {
    let (x, y) = (columns.x[index], columns.y[index])
    guard Int(x) < options.width, Int(y) < options.height else {
      throw refusal(
        "its place \(x),\(y) is outside of \(options.width)x\(options.height)",
        "state the size with \(Setting.sensorSize)")
    }
    let (time, isOver) = columns.t[index].subtractingReportingOverflow(options.timeOrigin)
    guard !isOver, time >= last else {
      throw refusal(
        "its time \(columns.t[index]) is before \(count == 0 ? "0" : "that of the event before it")",
        count == 0 ? "subtract an origin with \(Setting.timeOrigin)" : "sort the recording by time first")
    }
    var gap = time - last
    guard gap <= Self.largestGap else {
      throw refusal(
        "its time is \(gap) us after \(count == 0 ? "0" : "the event before it"), a byte for each 127 us",
        "subtract an origin with \(Setting.timeOrigin), or choose another format")
    }
    while gap >= 127 {
      buffer.append(0xff)
      gap -= 127
    }
    let row = UInt16(options.height - 1) - y
    buffer.append(UInt8(gap) << 1 | columns.p[index])
    buffer.append(UInt8(truncatingIfNeeded: x))
    buffer.append(UInt8(x >> 8))
    buffer.append(UInt8(truncatingIfNeeded: row))
    buffer.append(UInt8(row >> 8))
    last = time
    count += 1
  }

  private func refusal(_ problem: String, _ remedy: Message) -> FileError {
    FileError(
      .cannotCreate, path: file.path, problem: "Event Stream cannot hold event \(count): \(problem)", remedy: remedy)
  }

  /// Completes the file.
  public func finish() throws { try file.commit() }
}
