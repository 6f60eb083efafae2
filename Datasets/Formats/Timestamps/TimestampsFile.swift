import Files
import Recordings

/// A list of windows of time, in text or as a `.npy` array.
///
/// One column holds boundaries, and every two that follow each other are a window. Two hold start and end; windows may
/// overlap, and their starts do not go back. A third is the number of the window's file, as in DSEC's
/// `test_forward_flow_timestamps`. Columns are separated by commas, semicolons or white space; lines that begin with `#`
/// and one line of names are passed over.
///
/// Whole numbers are microseconds and numbers with a fraction seconds, unless these are whole all the same and larger than
/// any seconds since 1970: NumPy's `savetxt` writes everything so. A `.npy` array is `[N]`, `[N, 1]`, `[N, 2]` or `[N, 3]`
/// of integers or of floating point.
public struct TimestampsFile: Sendable {
  /// The path as given.
  public let path: String
  /// The windows, in the order of the file; one or more.
  public let windows: [TimeWindow]
  /// What the numbers were taken for.
  public let unit: TimeUnit
  /// Why: a clause for messages, "its numbers are whole".
  public let unitReason: String

  /// No list is longer: it is read as a whole.
  private static let largestByteCount = 256 << 20
  /// The year 2096 in seconds since 1970.
  private static let largestSeconds = 4e9

  /// Reads a list.
  ///
  /// - Parameter unit: What the numbers are, or nil to tell it from them.
  /// - Throws: `FileError` where there is no such file, where a line holds no times or ones that are not finite, where
  ///   they go back, or where a window ends before or when it starts. The line is named, counted from 1.
  public init(path: String, unit: TimeUnit? = nil) throws {
    let file = try InputFile(path: path)
    guard file.byteCount <= Self.largestByteCount else {
      throw FileError(
        .badContent, path: path, problem: "\(file.byteCount) bytes are no list of times",
        remedy: "at most \(Self.largestByteCount) are read")
    }
    let start = try file.bytes(at: 0, count: min(6, file.byteCount))
    let isNumpy = start == FileSignature.numpy
    let table = isNumpy ? try TimestampTable(numpy: path) : try TimestampTable(text: file)
    guard let first = table.rows.first else {
      throw FileError(
        .badContent, path: path, problem: "it holds no times",
        remedy: "a line holds a boundary, or start and end, or start, end and the number of a file")
    }
    let columns = first.numbers.count
    (self.unit, unitReason) = unit.map { ($0, "that was said") } ?? Self.unit(of: table, timeColumns: min(columns, 2))
    self.path = path
    windows = try Self.windows(of: table, unit: self.unit, path: path)
  }

  private static func unit(
    of table: TimestampTable, timeColumns: Int
  ) -> (unit: TimeUnit, reason: String) {
    let times = table.rows.lazy.flatMap { $0.numbers.prefix(timeColumns) }
    if times.allSatisfy({ !$0.isFraction }) { return (.microseconds, "its numbers are whole") }
    let areWhole = times.allSatisfy { $0.value == $0.value.rounded() }
    if areWhole, times.contains(where: { $0.value.magnitude > largestSeconds }) {
      return (.microseconds, "its numbers are larger than seconds since 1970")
    }
    return (.seconds, "its numbers have a fraction")
  }

  private static func windows(
    of table: TimestampTable, unit: TimeUnit, path: String
  ) throws -> [TimeWindow] {
    func error(_ row: TimestampTable.Row, _ problem: String, _ remedy: Message) -> FileError {
      FileError(.badContent, path: path, problem: problem, place: "\(table.rowName) \(row.place)", remedy: remedy)
    }
    func time(_ row: TimestampTable.Row, _ column: Int) throws -> Int64 {
      guard let time = row.numbers[column].microseconds(unit) else {
        throw error(row, "\(row.numbers[column].value) is no time in microseconds", "check the unit")
      }
      return time
    }
    func advances(_ row: TimestampTable.Row, from start: Int64, to end: Int64) throws {
      if end > start { return }
      let problem =
        end == start
        ? "a window from \(start) us to the same time is empty" : "the times go back from \(start) to \(end) us"
      throw error(row, problem, "list them in order")
    }
    var windows: [TimeWindow] = []
    if table.rows[0].numbers.count == 1 {
      guard table.rows.count > 1 else {
        throw error(table.rows[0], "one boundary makes no window", "list two or more, or start and end on a line")
      }
      var start = try time(table.rows[0], 0)
      for row in table.rows.dropFirst() {
        let end = try time(row, 0)
        try advances(row, from: start, to: end)
        windows.append(TimeWindow(startMicroseconds: start, endMicroseconds: end))
        start = end
      }
      return windows
    }
    for row in table.rows {
      let (start, end) = (try time(row, 0), try time(row, 1))
      try advances(row, from: start, to: end)
      if let last = windows.last, start < last.startMicroseconds {
        throw error(row, "the times go back from \(last.startMicroseconds) to \(start) us", "list them in order")
      }
      var fileIndex: Int?
      if row.numbers.count == 3 {
        guard let index = row.numbers[2].index else {
          throw error(row, "\(row.numbers[2].value) is no number of a file", "it is a whole number from 0 on")
        }
        fileIndex = index
      }
      windows.append(TimeWindow(startMicroseconds: start, endMicroseconds: end, fileIndex: fileIndex))
    }
    return windows
  }
}
