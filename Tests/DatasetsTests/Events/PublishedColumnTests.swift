import Files
import Foundation
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// Columns of events as people have them: by names, numbers and shapes of many kinds.
@Suite struct PublishedColumnTests {
  private static let events: [Event] = (0..<200).map { (index: Int) -> Event in
    let time = Int64(1003 + index * 41)
    return Event(timeMicroseconds: time, x: UInt16(index % 90), y: UInt16(index % 61), isOn: index % 3 == 0)
  }

  private static func read(_ path: String, _ options: EventReadOptions = EventReadOptions()) throws -> [Event] {
    let reader = try EventReader(path, options: options)
    var events: [Event] = []
    while let batch = try reader.nextBatch() { events += batch.events }
    return events
  }

  /// Lines of some fields of each event, its index among them.
  private static func text(_ header: String, _ line: (Int, Event) -> [Any]) -> [UInt8] {
    let lines = events.enumerated().map { line($0, $1).map { "\($0)" }.joined(separator: ",") }
    return Array((header + lines.joined(separator: "\n") + "\n").utf8)
  }

  @Test(arguments: [",x,y,p,t\n", "\"\",\"x\",\"y\",\"p\",\"t\"\n", "id,x,y,p,t\n"])
  func `A column of row numbers is passed over, with a name or without`(header: String) throws {
    let folder = try TemporaryFolder()
    let lines = Self.text(header) { [$0, $1.x, $1.y, $1.isOn ? 1 : 0, $1.timeMicroseconds] }
    #expect(try Self.read(folder.write(lines, to: "a.csv")) == Self.events)
  }

  @Test func `Row numbers without a header are no times`() throws {
    let folder = try TemporaryFolder()
    let lines = Self.text("") { [$0, $1.x, $1.y, $1.isOn ? 1 : 0, $1.timeMicroseconds] }
    let path = try folder.write(lines, to: "a.csv")
    let error = #expect(throws: FileError.self) { try Self.read(path) }
    #expect(error?.problem.contains("counts rows") == true)
    #expect(try Self.read(path, EventReadOptions(columnNames: ["5", "2", "3", "4"])) == Self.events)
  }

  @Test func `Numbers choose columns under any headings`() throws {
    let folder = try TemporaryFolder()
    let lines = Self.text("when,u,v,sign\n") { [$1.timeMicroseconds, $1.x, $1.y, $1.isOn ? 1 : 0] }
    let path = try folder.write(lines, to: "a.csv")
    #expect(try Self.read(path, EventReadOptions(columnNames: ["1", "2", "3", "4"])) == Self.events)
  }

  @Test func `Columns without a header are chosen by their numbers`() throws {
    let folder = try TemporaryFolder()
    let lines = Self.text("") { [$1.y, $1.x, $0 * 7 % 255, $1.isOn ? 1 : -1, $1.timeMicroseconds] }
    let path = try folder.write(lines, to: "a.csv")
    let error = #expect(throws: FileError.self) { try Self.read(path) }
    #expect(error?.description.contains("columns") == true && error?.description.contains("5") == true)
    #expect(try Self.read(path, EventReadOptions(columnNames: ["5", "2", "1", "4"])) == Self.events)
    let beyond = #expect(throws: FileError.self) {
      try Self.read(path, EventReadOptions(columnNames: ["9", "2", "1", "4"]))
    }
    #expect(beyond?.problem.contains("5 fields") == true)
  }

  @Test(arguments: ["On/Off,X,Y,Timestamp\n", "on,col,row,t [us]\n", "Polarity;x;y;event_time\n"])
  func `Headings of other programs are known`(header: String) throws {
    let folder = try TemporaryFolder()
    let lines = Self.text(header) { [$1.isOn ? 1 : 0, $1.x, $1.y, $1.timeMicroseconds] }
    // The last has a prefix at one column alone.
    if header.contains("event_time") {
      #expect(throws: FileError.self) { try Self.read(folder.write(lines, to: "a.csv")) }
    } else {
      #expect(try Self.read(folder.write(lines, to: "a.csv")) == Self.events)
    }
  }

  @Test func `Text as RPG's tools have it says the size, and is read again`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("events.txt")
    let options = EventWriteOptions(width: 240, height: 180, textStyle: .rpg)
    let writer = try EventTextWriter(path: path, style: .rpg, options: options)
    let whole = [
      Event(timeMicroseconds: 0, x: 1, y: 2, isOn: true), Event(timeMicroseconds: 2_000_000, x: 3, y: 4, isOn: false),
    ]
    try writer.append(EventBatch(whole))
    try writer.finish()
    #expect(String(decoding: try fileBytes(path), as: UTF8.self) == "240 180\n0.000000 1 2 1\n2.000000 3 4 0\n")
    let reader = try EventReader(path)
    #expect(reader.size == SensorSize(width: 240, height: 180))
    #expect(try reader.nextBatch()?.events == whole)
    #expect(reader.warnings.isEmpty)
  }

  @Test(arguments: ["arr_0", "event_data", "anything"])
  func `One array of all columns is found under any name`(name: String) throws {
    let folder = try TemporaryFolder()
    let rows = Self.events.flatMap { (event: Event) -> [Int64] in
      [event.timeMicroseconds, Int64(event.x), Int64(event.y), event.isOn ? 1 : 0]
    }
    let archive = try NumpyArchiveWriter(path: folder.file("a.npz"))
    try archive.add(Tensor<Int64>(shape: [Self.events.count, 4], scalars: rows), named: name)
    try archive.commit()
    #expect(try EventFiles.detect(folder.file("a.npz")) == .npz)
    #expect(try SpikeFormat.detect(folder.file("a.npz")) == nil)
    #expect(try Self.read(folder.file("a.npz")) == Self.events)
  }

  private static let times = Tensor<Int64>(shape: [200], scalars: events.map(\.timeMicroseconds))
  private static let places = Tensor<UInt16>(
    shape: [200, 2], scalars: events.flatMap { (event: Event) -> [UInt16] in [event.x, event.y] })
  private static let polarities = Tensor<UInt8>(shape: [200], scalars: events.map { $0.isOn ? 1 : 0 })

  @Test(arguments: ["", "dataset_events_"])
  func `Places may lie in pairs: in an archive, in HDF5, in a folder`(prefix: String) throws {
    let folder = try TemporaryFolder()
    let archive = try NumpyArchiveWriter(path: folder.file("a.npz"))
    let file = try HDF5Writer(path: folder.file("a.h5"))
    try archive.add(Self.times, named: "\(prefix)t")
    try archive.add(Self.places, named: "\(prefix)xy")
    try archive.add(Self.polarities, named: "\(prefix)p")
    try archive.commit()
    try file.write(Self.times, named: "\(prefix)t")
    try file.write(Self.places, named: "\(prefix)xy")
    try file.write(Self.polarities, named: "\(prefix)p")
    try file.commit()
    let inner = try TemporaryFolder()
    try NumpyFile.write(Self.times, to: inner.file("\(prefix)t.npy"))
    try NumpyFile.write(Self.places, to: inner.file("\(prefix)xy.npy"))
    try NumpyFile.write(Self.polarities, to: inner.file("\(prefix)p.npy"))
    for path in [folder.file("a.npz"), folder.file("a.h5"), inner.path] {
      #expect(try Self.read(path) == Self.events, "\(path)")
      let reader = try EventReader(path)
      _ = try reader.nextBatch()
    }
  }

  @Test(
    arguments: [
      "[('on', '?'), ('pos', [('x', '<u2'), ('y', '<u2')]), ('t', '<i8')]",
      "[('on', '|b1'), ('xy', '<u2', (2,)), ('t', '<i8')]",
      "[(('a title', 'p'), '|u1'), ('x', '<u2'), ('y', '<u2'), ('timestamp', '<i8')]",
    ])
  func `Records of other layouts are read`(type: String) throws {
    let folder = try TemporaryFolder()
    let text = "{'descr': \(type), 'fortran_order': False, 'shape': (\(Self.events.count),), }\n"
      .replacingOccurrences(of: "'?'", with: "'|b1'")
    var header: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    header += AEDATSamples.little(UInt16(text.utf8.count)) + Array(text.utf8)
    let rows = Self.events.flatMap { (event: Event) -> [UInt8] in
      [event.isOn ? 1 : 0] + AEDATSamples.little(event.x) + AEDATSamples.little(event.y)
        + AEDATSamples.little(event.timeMicroseconds)
    }
    #expect(try Self.read(folder.write(header + rows, to: "a.npy")) == Self.events)
  }

  @Test(arguments: [[1, 200], [200, 1]])
  func `Columns in HDF5 may have an axis of 1, as MATLAB writes them`(shape: [Int]) throws {
    let folder = try TemporaryFolder()
    let file = try HDF5Writer(path: folder.file("a.mat"))
    let columns: [(String, [Int64])] = [
      ("t", Self.events.map { $0.timeMicroseconds }), ("x", Self.events.map { Int64($0.x) }),
      ("y", Self.events.map { Int64($0.y) }), ("p", Self.events.map { $0.isOn ? 1 : -1 }),
    ]
    for (name, values) in columns { try file.write(Tensor<Int64>(shape: shape, scalars: values), named: "TD/\(name)") }
    try file.commit()
    #expect(try Self.read(folder.file("a.mat")) == Self.events)
  }

  @Test func `A table of four rows is one of four columns`() throws {
    let folder = try TemporaryFolder()
    let file = try HDF5Writer(path: folder.file("a.mat"))
    var rows: [Int64] = Self.events.map { Int64($0.x) }
    rows += Self.events.map { Int64($0.y) }
    rows += Self.events.map { $0.timeMicroseconds }
    rows += Self.events.map { $0.isOn ? 1 : 0 }
    try file.write(Tensor<Int64>(shape: [4, 200], scalars: rows), named: "events")
    try file.commit()
    #expect(try Self.read(folder.file("a.mat")) == Self.events)
  }

  @Test(arguments: [nil, "TD"] as [String?])
  func `MATLAB 5 is read, arrays and records alike`(record: String?) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(MATLABSamples.columns(Self.events, record: record), to: "a.mat")
    #expect(try EventFiles.detect(path) == .mat)
    #expect(try Self.read(path) == Self.events)
    let table = try folder.write(MATLABSamples.table(Self.events), to: "b.mat")
    #expect(try Self.read(table) == Self.events)
  }

  @Test func `Names of columns alone make a file one of events`() throws {
    let folder = try TemporaryFolder()
    let file = try HDF5Writer(path: folder.file("a.h5"))
    try file.write(Self.times, named: "when")
    try file.write(
      Tensor<UInt16>(shape: [200], scalars: Self.events.map { (event: Event) -> UInt16 in event.x }), named: "u")
    try file.write(
      Tensor<UInt16>(shape: [200], scalars: Self.events.map { (event: Event) -> UInt16 in event.y }), named: "v")
    try file.write(Self.polarities, named: "sign")
    try file.commit()
    #expect(try EventFiles.detect(folder.file("a.h5")) == nil)
    #expect(try EventFormat.ofColumns(in: folder.file("a.h5")) == .hdf5)
    let options = EventReadOptions(columnNames: ["when", "u", "v", "sign"])
    #expect(try Self.read(folder.file("a.h5"), options) == Self.events)
  }
}
