import Files
import Recordings
import TestSupport
import Testing

@testable import Datasets

/// The unit of times in files whose format defines none: never told from how many events there are in how long.
@Suite struct EventTimeUnitTests {
  typealias Column = EventColumnFiles.Column

  /// Fifty events a second for twenty seconds, in microseconds.
  private static let sparse = (0..<1000).map { Int64(268 + $0 * 20_011) }

  private func read(
    _ path: String, _ options: EventReadOptions = EventReadOptions()
  ) throws -> (times: [Int64], warnings: [String]) {
    let source = try EventFiles.open(path, options: options)
    let events = try HDF5EventSamples.read(source)
    return (events.map(\.timeMicroseconds), source.warnings.map(\.description))
  }

  private func polarities(_ count: Int) -> Column { Column((0..<count).map { UInt8($0 % 2) }) }

  private func expectRefusal(
    _ path: String, telling words: [String], _ options: EventReadOptions = EventReadOptions(),
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: FileError.self, sourceLocation: sourceLocation) { _ = try read(path, options) }
    #expect(error?.kind == .badContent, sourceLocation: sourceLocation)
    for word in words + ["timeUnit s|ms|us|ns"] {
      #expect(error?.description.contains(word) == true, "\(word)", sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: EventColumnFiles.Form.allCases)
  func `Whole numbers are microseconds however few events there are, and that is said`(
    form: EventColumnFiles.Form
  ) throws {
    let folder = try TemporaryFolder()
    let path = try EventColumnFiles.write(form, t: Column(Self.sparse), p: polarities(1000), in: folder)
    let (times, warnings) = try read(path)
    #expect(times == Self.sparse)
    #expect(warnings.count == 1 && warnings[0].contains("us (microseconds)"))
    let unsigned = Column(Self.sparse.map { UInt32($0) })
    #expect(try read(EventColumnFiles.write(form, t: unsigned, p: polarities(1000), in: folder)).times == Self.sparse)
  }

  @Test(arguments: EventColumnFiles.Form.allCases)
  func `Whole numbers as large as nanoseconds since 1970 are these, a damaged one among them or not`(
    form: EventColumnFiles.Form
  ) throws {
    let folder = try TemporaryFolder()
    let since1970: Int64 = 1_700_000_000_000_000
    var nanoseconds = Self.sparse.map { (since1970 + $0) * 1000 }
    nanoseconds[3] = 0
    let path = try EventColumnFiles.write(form, t: Column(nanoseconds), p: polarities(1000), in: folder)
    let (times, warnings) = try read(path)
    #expect(times[4...] == Self.sparse[4...].map { $0 + since1970 }[...])
    #expect(times[3] == 0 && warnings.contains { $0.contains("ns (nanoseconds)") })
    var microseconds = Self.sparse
    microseconds[999] = .max
    let wild = try EventColumnFiles.write(form, t: Column(microseconds), p: polarities(1000), in: folder)
    #expect(try read(wild).times == microseconds)
  }

  @Test(arguments: EventColumnFiles.Form.allCases)
  func `Whole numbers that 1000 divides can be read two ways and are refused with both`(
    form: EventColumnFiles.Form
  ) throws {
    let folder = try TemporaryFolder()
    // More than one look at the column, and a number that decides only at its end.
    var thousands = (0..<40_000).map { Int64($0) * 1000 }
    let path = try EventColumnFiles.write(form, t: Column(thousands), p: polarities(40_000), in: folder)
    expectRefusal(path, telling: ["microseconds (39.999 s", "nanoseconds (0.039999 s"])
    #expect(try read(path, EventReadOptions(timeUnit: .microseconds)).times == thousands)
    let (times, warnings) = try read(path, EventReadOptions(timeUnit: .nanoseconds))
    #expect(times == thousands.map { $0 / 1000 } && warnings.isEmpty)
    thousands[39_999] += 1
    let decided = try EventColumnFiles.write(form, t: Column(thousands), p: polarities(40_000), in: folder)
    #expect(try read(decided).times == thousands)
    let zeros = try EventColumnFiles.write(
      form, t: Column([Int64](repeating: 0, count: 3)), p: polarities(3), in: folder)
    #expect(try read(zeros).times == [0, 0, 0])
    let one = try EventColumnFiles.write(form, t: Column([Int64(5000)]), p: polarities(1), in: folder)
    expectRefusal(one, telling: ["microseconds", "nanoseconds"])
  }

  @Test(arguments: EventColumnFiles.Form.allCases)
  func `Floats are seconds where one has a fraction, else refused`(form: EventColumnFiles.Form) throws {
    let folder = try TemporaryFolder()
    // Two millions of whole microseconds were two millions of seconds.
    let whole = (0..<40_000).map { Double($0 * 50) }
    let path = try EventColumnFiles.write(form, t: Column(whole), p: polarities(40_000), in: folder)
    expectRefusal(path, telling: ["seconds (1999950.0 s", "microseconds (1.99995 s"])
    #expect(try read(path, EventReadOptions(timeUnit: .microseconds)).times == whole.map { Int64($0) })
    // Products that are whole but for their rounding are no fractions.
    let rounded = (1..<1000).map { Double($0) * 1e-6 * 1e6 }
    #expect(rounded.contains { $0 != $0.rounded() })
    expectRefusal(
      try EventColumnFiles.write(form, t: Column(rounded), p: polarities(999), in: folder), telling: ["seconds"])
    var seconds = [Double](repeating: 0, count: 40_000)
    seconds[39_999] = 0.25
    let late = try EventColumnFiles.write(form, t: Column(seconds), p: polarities(40_000), in: folder)
    let (times, warnings) = try read(late)
    #expect(times.last == 250_000 && times[0] == 0 && warnings.contains { $0.contains("s (seconds)") })
    let single = try EventColumnFiles.write(
      form, t: Column([Float(0), 0.5, 20.25]), p: polarities(3), in: folder)
    #expect(try read(single).times == [0, 500_000, 20_250_000])
    // Fractions of microseconds since 1970 are no seconds.
    let large = try EventColumnFiles.write(
      form, t: Column([1.7e15 + 0.5, 1.7e15 + 9.25]), p: polarities(2), in: folder)
    expectRefusal(large, telling: ["microseconds", "nanoseconds"])
  }

  @Test(arguments: EventColumnFiles.Form.allCases)
  func `A column's name states the unit`(form: EventColumnFiles.Form) throws {
    let folder = try TemporaryFolder()
    let t = Column([Int64(1000), 2000, 5000])
    for (name, times) in [("t_ns", [1, 2, 5]), ("Timestamp[us]", [1000, 2000, 5000]), ("ts_ms", [1e6, 2e6, 5e6])] {
      let path = try EventColumnFiles.write(form, t: t, p: polarities(3), name: name, in: folder)
      let found = try read(path)
      #expect(found.times == times.map { Int64($0) } && found.warnings.isEmpty, "\(name)")
    }
  }

  @Test func `An attribute states the unit, and one that names none is refused`() throws {
    let folder = try TemporaryFolder()
    func path(_ unit: String) throws -> String {
      let t = Column([Int64(1000), 2000, 5000])
      return try EventColumnFiles.write(.hdf5, t: t, p: polarities(3), unit: unit, in: folder)
    }
    let found = try read(try path("ns"))
    #expect(found.times == [1, 2, 5] && found.warnings.isEmpty)
    expectRefusal(try path("ticks"), telling: ["ticks", "dataset t"])
    #expect(try read(path("ticks"), EventReadOptions(timeUnit: .microseconds)).times == [1000, 2000, 5000])
  }

  @Test func `A time of 64 bits without a sign that is too large is refused`() throws {
    let folder = try TemporaryFolder()
    for form in EventColumnFiles.Form.allCases {
      let t = Column([UInt64(1), .max - 6, 3])
      let path = try EventColumnFiles.write(form, t: t, p: polarities(3), in: folder)
      #expect(throws: FileError.self, "\(form)") { try read(path) }
    }
  }

  @Test func `Columns of 32 bits that may be DSEC's are refused where they can be read two ways`() throws {
    let folder = try TemporaryFolder()
    let file = try HDF5Output(path: folder.file("a.h5"), overwrite: true)
    try file.group("events")
    let columns = [
      ("t", Column([UInt32(1000), 2000, 7000])), ("x", Column([UInt16(1), 2, 3])), ("y", Column([UInt16(1), 2, 3])),
      ("p", Column([UInt8(0), 1, 1])),
    ]
    for (name, column) in columns {
      let writer = try HDF5ColumnWriter(
        file, name: "events/\(name)", type: column.type, elementBytes: column.byteCount, chunkElements: 1000,
        filters: [])
      try column.bytes.withUnsafeBytes { try writer.append($0) }
      try writer.finish()
    }
    try file.commit()
    expectRefusal(folder.file("a.h5"), telling: ["microseconds", "nanoseconds"])
  }
}
