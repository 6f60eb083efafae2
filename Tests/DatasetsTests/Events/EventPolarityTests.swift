import CHDF5
import Files
import Recordings
import TestSupport
import Testing

@testable import Datasets

/// What is a polarity in columns of numbers: 0 or 1, −1 or 1, also where −1 was stored without a sign; nothing else.
@Suite struct EventPolarityTests {
  typealias Column = EventColumnFiles.Column

  private static let count = 5000

  private func open(
    _ form: EventColumnFiles.Form, _ p: Column, in folder: TemporaryFolder
  ) throws -> any EventFileSource {
    let t = Column((0..<Self.count).map { Int64($0 * 7 + 1) })
    return try EventFiles.open(try EventColumnFiles.write(form, t: t, p: p, in: folder))
  }

  private static let on = (0..<count).map { $0 % 3 == 0 }

  /// Columns that hold the same polarities.
  private static var columns: [Column] {
    func column<Number>(_ off: Number, _ on: Number) -> [Number] { Self.on.map { $0 ? on : off } }
    return [
      Column(column(UInt8(0), 1)), Column(column(Int8(-1), 1)), Column(column(UInt8.max, 1)),
      Column(column(UInt16.max, 1)), Column(column(UInt32.max, 1)), Column(column(UInt64.max, 1)),
      Column(column(Int64(-1), 1)), Column(column(Double(-1), 1)), Column(column(Float(0), 1)),
      Column(column(UInt32(255), 1)), Column(column(Double(UInt32.max), 1)), Column(column(Int64(65535), 1)),
    ]
  }

  @Test(arguments: EventColumnFiles.Form.allCases, [7, 1000, 65536])
  func `Minus one is read in any clothing`(form: EventColumnFiles.Form, capacity: Int) throws {
    let folder = try TemporaryFolder()
    for (index, column) in Self.columns.enumerated() {
      let events = try HDF5EventSamples.read(try open(form, column, in: folder), capacity: capacity)
      #expect(events.map(\.isOn) == Self.on, "column \(index)")
    }
  }

  /// Columns with one number that is no polarity, or does not go with the others, at event 4321; and its text.
  private static var wrongs: [(column: Column, text: String)] {
    func column<Number>(_ off: Number, _ on: Number, _ wrong: Number) -> [Number] {
      var numbers = Self.on.map { $0 ? on : off }
      numbers[4321] = wrong
      return numbers
    }
    return [
      (Column(column(UInt8(0), 1, 2)), "2"), (Column(column(UInt8(0), 1, 255)), "255"),
      (Column(column(UInt8.max, 1, 0)), "0"), (Column(column(UInt8.max, 1, 254)), "254"),
      (Column(column(UInt16.max, 1, 255)), "255"), (Column(column(UInt32.max, 1, 0)), "0"),
      (Column(column(UInt64.max, 1, .max - 1)), "\(UInt64.max - 1)"), (Column(column(UInt64.max, 1, 0)), "0"),
      (Column(column(Int8(-1), 1, -2)), "-2"), (Column(column(Int8(-1), 1, 2)), "2"),
      (Column(column(Int64(-1), 1, 255)), "255"), (Column(column(Int64(0), 1, 3)), "3"),
      (Column(column(Double(0), 1, 0.5)), "0.5"), (Column(column(Double(-1), 1, .nan)), "nan"),
      (Column(column(Float(0), 1, 1.5)), "1.5"), (Column(column(Double(0), 1, .infinity)), "inf"),
    ]
  }

  @Test(arguments: EventColumnFiles.Form.allCases, [7, 1000, 65536])
  func `Any other number is refused by its event, and is on in no silence`(
    form: EventColumnFiles.Form, capacity: Int
  ) throws {
    let folder = try TemporaryFolder()
    for (column, text) in Self.wrongs {
      let source = try open(form, column, in: folder)
      let error = #expect(throws: FileError.self) { _ = try HDF5EventSamples.read(source, capacity: capacity) }
      #expect(error?.kind == .badContent && error?.place?.contains("event 4321") == true, "\(text): \(error as Any)")
      #expect(error?.problem.contains("the polarity \(text) ") == true, "\(error as Any)")
    }
  }

  @Test(arguments: [nil, 700])
  func `Rows of unsigned numbers hold minus one as their greatest`(chunk: Int?) throws {
    let folder = try TemporaryFolder()
    var rows = (0..<Self.count).flatMap { (row: Int) -> [UInt32] in
      [UInt32(row * 7 + 1), 4, 5, Self.on[row] ? 1 : .max]
    }
    func write() -> String {
      HDF5Sample.write(
        rows.withUnsafeBytes { Array($0) }, shape: [Self.count, 4],
        type: HDF5Call.locked { saccade_h5_native_uint32() },
        named: "events", chunk: chunk, to: folder.file("a.h5"))
      return folder.file("a.h5")
    }
    #expect(try HDF5EventSamples.read(EventFiles.open(write())).map(\.isOn) == Self.on)
    rows[4321 * 4 + 3] = 0
    let source = try EventFiles.open(write())
    let error = #expect(throws: FileError.self) { _ = try HDF5EventSamples.read(source) }
    #expect(error?.place?.contains("event 4321") == true)
  }

  @Test(arguments: [2.0, 0.5, .nan, -3])
  func `MVSEC's rows are held to it, too`(wrong: Double) throws {
    let folder = try TemporaryFolder()
    let rows = (0..<300).flatMap { (row: Int) -> [Double] in
      [4, 5, Double(row) * 1e-3, row == 211 ? wrong : Self.on[row] ? 1 : -1]
    }
    HDF5Sample.write(
      rows.withUnsafeBytes { Array($0) }, shape: [300, 4], type: HDF5Sample.double, groups: ["davis", "davis/left"],
      named: "davis/left/events", chunk: 64, to: folder.file("a.h5"))
    let source = try EventFiles.open(folder.file("a.h5"))
    #expect(source.header.format == .mvsec)
    let error = #expect(throws: FileError.self) { _ = try HDF5EventSamples.read(source) }
    #expect(error?.place?.contains("event 211") == true)
  }

  @Test(arguments: BagSamples.Form.allCases)
  func `A truth value of ROS that is none is refused`(form: BagSamples.Form) throws {
    let folder = try TemporaryFolder()
    let events = (0..<20).map { Event(timeMicroseconds: Int64($0) * 10, x: 3, y: 4, isOn: $0 % 2 == 0) }
    var message = BagSamples.eventArray(events, form: form)
    let open = { () throws -> any EventFileSource in
      let bytes =
        form == .ros1
        ? BagSamples.bag([message], type: "dvs_msgs/EventArray")
        : BagSamples.mcap([message], type: "dvs_msgs/msg/EventArray")
      return try EventFiles.open(try folder.write(bytes, to: "events"))
    }
    #expect(try BagSamples.read(open()) == events)
    message[message.count - 1] = 2
    let source = try open()
    let error = #expect(throws: FileError.self) { _ = try BagSamples.read(source) }
    #expect(error?.place?.contains("event 19") == true)
  }
}
