import CHDF5
import Files
import Recordings
import TestSupport
import Testing

@testable import Datasets

/// Files of others, whose columns have any name, type and unit.
@Suite struct HDF5ColumnTests {
  private static let expected: [Event] = (0..<1000).map { (index: Int) -> Event in
    let (x, y) = (UInt16(index % 640), UInt16(index % 480))
    return Event(timeMicroseconds: Int64(37 * index), x: x, y: y, isOn: index % 3 == 0)
  }

  /// Writes datasets of doubles, or of 64 bits.
  private func write(_ columns: [(name: String, values: [Double])], whole: Bool, to path: String, shape: [Int]? = nil) {
    HDF5Call.locked {
      let defaults = saccade_h5_default_properties()
      let file = H5Fcreate(path, saccade_h5_truncate(), defaults, defaults)
      for (name, values) in columns {
        let lengths = (shape ?? [values.count]).map { hsize_t($0) }
        let space = H5Screate_simple(Int32(lengths.count), lengths, nil)
        let type = whole ? saccade_h5_native_int64() : saccade_h5_native_double()
        let dataset = H5Dcreate2(file, name, type, space, defaults, defaults, defaults)
        if whole {
          H5Dwrite(dataset, type, 0, 0, defaults, values.map { Int64($0) })
        } else {
          H5Dwrite(dataset, type, 0, 0, defaults, values)
        }
        for id in [dataset, space] { H5Idec_ref(id) }
      }
      H5Idec_ref(file)
    }
  }

  private func columns(_ names: [String], factor: Double, off: Double = 0) -> [(name: String, values: [Double])] {
    let events = Self.expected
    let t: [Double] = events.map { Double($0.timeMicroseconds) * factor }
    let x: [Double] = events.map { Double($0.x) }
    let y: [Double] = events.map { Double($0.y) }
    let p: [Double] = events.map { $0.isOn ? 1 : off }
    return [(names[0], t), (names[1], x), (names[2], y), (names[3], p)]
  }

  @Test(arguments: [
    (["t", "x", "y", "p"], 1.0, true, "us"), (["ts", "xs", "ys", "pol"], 1e-6, false, "s"),
    (["Timestamps", "X", "Y", "Polarity"], 1000.0, true, "ns"),
    (["timestamp", "x", "y", "polarities"], 1.0, true, "us"),
  ])
  func `columns are found by their names, and the unit of time is told and said`(
    names: [String], factor: Double, whole: Bool, unit: String
  ) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("events.h5")
    // Nanoseconds are told by being counted from 1970.
    let since1970 = unit == "ns" ? 1_700_000_000_000_000.0 : 0
    var columns = columns(names, factor: factor, off: -1)
    // Half a microsecond, so that the nearest doubles round down to the same.
    let rest = unit == "ns" ? 500.0 : 0
    columns[0].values = columns[0].values.map { $0 + since1970 * factor + rest }
    write(columns, whole: whole, to: path)
    let source = try EventFiles.open(path)
    #expect(source.header.format == .hdf5)
    let expected = Self.expected.map { event in
      var event = event
      event.timeMicroseconds += Int64(since1970)
      return event
    }
    #expect(try HDF5EventSamples.read(source, capacity: 77) == expected)
    #expect(source.warnings.count == 1)
    #expect(source.warnings.first?.consequence?.description.contains("taken for \(unit)") == true)
  }

  @Test func `columns are read under the names that are given, and in the unit`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("events.h5")
    write(columns(["a", "b", "c", "d"], factor: 1e-3), whole: false, to: path)
    #expect(try EventFiles.detect(path) == nil)
    let options = EventReadOptions(timeUnit: .milliseconds, columnNames: ["a", "b", "c", "d"])
    let source = try EventFiles.open(path, format: .hdf5, options: options)
    #expect(try HDF5EventSamples.read(source) == Self.expected)
    #expect(source.warnings.isEmpty)
  }

  @Test(arguments: [true, false])
  func `rows of four numbers are t, x, y, p or x, y, t, p`(timeFirst: Bool) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("events.h5")
    let rows = Self.expected.flatMap { event -> [Double] in
      let (t, x, y, p) = (Double(event.timeMicroseconds), Double(event.x), Double(event.y), event.isOn ? 1.0 : 0)
      return timeFirst ? [t, x, y, p] : [x, y, t, p]
    }
    write([("events", rows)], whole: true, to: path, shape: [Self.expected.count, 4])
    #expect(try HDF5EventSamples.read(EventFiles.open(path)) == Self.expected)
  }

  @Test func `a number that is no place is refused by its event`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("events.h5")
    var columns = columns(["t", "x", "y", "p"], factor: 1)
    columns[2].values[123] = -1
    write(columns, whole: true, to: path)
    let source = try EventFiles.open(path)
    let error = #expect(throws: FileError.self) { try HDF5EventSamples.read(source) }
    #expect(error?.place?.contains("event 123") == true)
  }

  @Test func `columns of different lengths are read as far as all go, with a warning`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("events.h5")
    var columns = columns(["t", "x", "y", "p"], factor: 1)
    columns[3].values.removeLast(10)
    write(columns, whole: true, to: path)
    let source = try EventFiles.open(path)
    #expect(try HDF5EventSamples.read(source) == Self.expected.dropLast(10))
    #expect(source.warnings.contains { $0.problem.contains("[1000, 1000, 1000, 990]") })
  }
}
