import Files
import Recordings
import Runtime

/// Where the numbers of the columns t, x, y, p (0 to 3) come from.
protocol EventArrayColumns: AnyObject {
  var path: String { get }
  var count: Int { get }
  func element(_ column: Int) -> ArrayElement
  /// Whether rows can be loaded from anywhere; else each call's rows follow those of the last.
  var isRandomAccess: Bool { get }
  /// Makes rows `first..<first+count` readable.
  func load(first: Int, count: Int) throws
  /// Makes the times of rows readable, and may leave the other columns.
  func load(times first: Int, count: Int) throws
  /// Where the first loaded row of a column lies, and how far its rows are apart.
  func rows(_ column: Int) -> (base: UnsafeRawPointer, stride: Int)
  /// What an error calls the place of a row.
  func place(ofRow row: Int) -> String
  /// What was odd about the array.
  var warnings: [RecordingWarning] { get }
}

extension EventArrayColumns {
  var warnings: [RecordingWarning] { [] }
}

/// Events from four columns of numbers of any type.
final class EventArraySource: EventFileSource {
  let header: EventHeader
  private(set) var warnings: [RecordingWarning] = []
  private let columns: any EventArrayColumns
  private let unit: TimeUnit
  private var seen: PolarityKinds = []
  private var row = 0
  private let scratch = AlignedMemory(uninitializedByteCount: chunk * 8)
  private static let chunk = 1 << 14

  /// - Parameters:
  ///   - unit: The unit of times where it is stated; nil to tell it from them.
  ///   - look: Columns of the same numbers to tell it from, where rows are read but once; nil for `columns`.
  /// - Throws: `FileError` where the times can be read in two units.
  init(
    _ columns: any EventArrayColumns, header: EventHeader, unit: TimeUnit?,
    look: () throws -> any EventArrayColumns
  ) throws {
    (self.columns, self.header) = (columns, header)
    warnings = columns.warnings
    if let unit {
      self.unit = unit
    } else {
      let finding = try Self.evidence(try look()).finding(path: columns.path)
      self.unit = finding.unit
      if columns.count > 0 {
        warnings.append(EventTimeUnit.remark(finding.unit, reason: finding.reason, path: columns.path))
      }
    }
  }

  /// Looks at the times from the first on, until they tell their unit.
  private static func evidence(_ columns: any EventArrayColumns) throws -> EventTimeEvidence {
    var evidence = EventTimeEvidence()
    let element = columns.element(0)
    let memory = AlignedMemory(uninitializedByteCount: EventTimeEvidence.look * 8)
    var row = 0
    while row < columns.count && !evidence.isDecided {
      let count = min(EventTimeEvidence.look, columns.count - row)
      try columns.load(times: row, count: count)
      let (base, stride) = columns.rows(0)
      if element.isFloat {
        let values = memory.baseAddress.assumingMemoryBound(to: Double.self)
        element.read(base, stride: stride, count: count, into: values)
        evidence.add(values, count: count, isSingle: element.type == .float32)
      } else {
        let values = memory.baseAddress.assumingMemoryBound(to: Int64.self)
        element.read(base, stride: stride, count: count, into: values)
        evidence.add(values, count: count)
      }
      row += count
    }
    return evidence
  }

  func read(into target: EventColumns) throws -> Int {
    let count = min(target.capacity, Self.chunk, columns.count - row)
    if count == 0 { return 0 }
    try columns.load(first: row, count: count)
    try times(count, target.t)
    try integers(1, count) { values in
      for index in 0..<count {
        if UInt64(bitPattern: values[index]) > 0xffff { return index }
        target.x[index] = UInt16(truncatingIfNeeded: values[index])
      }
      return nil
    }
    try integers(2, count) { values in
      for index in 0..<count {
        if UInt64(bitPattern: values[index]) > 0xffff { return index }
        target.y[index] = UInt16(truncatingIfNeeded: values[index])
      }
      return nil
    }
    try polarities(count, target.p)
    row += count
    return count
  }

  func seek(toMicroseconds time: Int64) throws -> Bool {
    guard columns.isRandomAccess else { return false }
    row = try RowSearch.start(before: time, count: columns.count) { row in
      var time: Int64 = 0
      try columns.load(first: row, count: 1)
      try times(1, &time)
      return time
    }
    return true
  }

  private func times(_ count: Int, _ target: UnsafeMutablePointer<Int64>) throws {
    let element = columns.element(0)
    let (base, stride) = columns.rows(0)
    if element.isFloat {
      let values = scratch.baseAddress.assumingMemoryBound(to: Double.self)
      element.read(base, stride: stride, count: count, into: values)
      for index in 0..<count {
        let time = EventArraySource.microseconds(values[index], unit)
        guard abs(time) < 9e18 else { throw damage(0, index, "\(values[index])") }
        target[index] = Int64(time)
      }
      return
    }
    element.read(base, stride: stride, count: count, into: target)
    if element.type == .uint64, let index = (0..<count).first(where: { target[$0] < 0 }) {
      throw damage(0, index, "\(UInt64(bitPattern: target[index]))")
    }
    switch unit {
    case .microseconds: break
    case .nanoseconds:
      for index in 0..<count {
        let value = target[index]
        target[index] = value / 1000 - (value % 1000 < 0 ? 1 : 0)
      }
    case .seconds, .milliseconds:
      let scale: Int64 = unit == .seconds ? 1_000_000 : 1000
      for index in 0..<count {
        let (time, isOver) = target[index].multipliedReportingOverflow(by: scale)
        guard !isOver else { throw damage(0, index, "\(target[index])") }
        target[index] = time
      }
    }
  }

  private static func microseconds(_ value: Double, _ unit: TimeUnit) -> Double {
    switch unit {
    case .seconds: (value * 1e6).rounded()
    case .milliseconds: (value * 1e3).rounded()
    case .microseconds: value.rounded()
    case .nanoseconds: (value / 1000).rounded(.down)
    }
  }

  /// Calls `body` with a column as integers; it returns the first place that does not fit.
  private func integers(_ column: Int, _ count: Int, _ body: (UnsafePointer<Int64>) -> Int?) throws {
    let element = columns.element(column)
    let (base, stride) = columns.rows(column)
    let integers = scratch.baseAddress.assumingMemoryBound(to: Int64.self)
    if element.isFloat {
      let doubles = scratch.baseAddress.assumingMemoryBound(to: Double.self)
      element.read(base, stride: stride, count: count, into: doubles)
      for index in 0..<count {
        let value = doubles[index]
        guard abs(value) < 1e9 else { throw damage(column, index, "\(value)") }
        integers[index] = Int64(value)
      }
    } else {
      element.read(base, stride: stride, count: count, into: integers)
    }
    if let index = body(UnsafePointer(integers)) { throw damage(column, index, "\(integers[index])") }
  }

  private func polarities(_ count: Int, _ target: UnsafeMutablePointer<UInt8>) throws {
    let element = columns.element(3)
    let (base, stride) = columns.rows(3)
    let kinds: PolarityKinds
    if element.isFloat {
      let values = scratch.baseAddress.assumingMemoryBound(to: Double.self)
      element.read(base, stride: stride, count: count, into: values)
      kinds = seen.union(PolarityKinds.convert(values, count: count, into: target))
      if !kinds.areConsistent { throw misfit(count) { (PolarityKinds(of: values[$0]), "\(values[$0])") } }
    } else {
      let values = scratch.baseAddress.assumingMemoryBound(to: Int64.self)
      element.read(base, stride: stride, count: count, into: values)
      let isUnsigned = element.isUnsigned
      kinds = seen.union(PolarityKinds.convert(values, count: count, isUnsigned: isUnsigned, into: target))
      if !kinds.areConsistent {
        throw misfit(count) {
          let value = values[$0]
          return isUnsigned
            ? (PolarityKinds(of: UInt64(bitPattern: value)), "\(UInt64(bitPattern: value))")
            : (PolarityKinds(of: value), "\(value)")
        }
      }
    }
    seen = kinds
  }

  /// The first polarity that does not go with those before it.
  private func misfit(_ count: Int, _ polarity: (Int) -> (PolarityKinds, String)) -> FileError {
    var kinds = seen
    for index in 0..<count {
      let (kind, value) = polarity(index)
      guard kinds.union(kind).areConsistent else {
        return FileError(
          .badContent, path: columns.path, problem: PolarityKinds.problem(value, after: kinds),
          place: "event \(row + index), \(columns.place(ofRow: row + index))",
          remedy: "the columns may be taken for others; name them")
      }
      kinds.formUnion(kind)
    }
    preconditionFailure("Polarities that do not go together have a first that does not.")
  }

  private func damage(_ column: Int, _ index: Int, _ value: String) -> FileError {
    FileError(
      .badContent, path: columns.path,
      problem: "the \(["t", "x", "y", "p"][column]) of event \(row + index) is \(value), which no event has",
      place: columns.place(ofRow: row + index), remedy: "the columns may be taken for others; name them")
  }
}
