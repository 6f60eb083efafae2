import Files
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// Columns of events by other programs' habits: headings, quotes, words, orders and shapes.
@Suite struct ColumnVariantTests {
  private static let events: [Event] = (0..<120).map { (index: Int) -> Event in
    let time = Int64(2003 + index * 37)
    return Event(timeMicroseconds: time, x: UInt16(index * 7 % 90), y: UInt16(index * 5 % 61), isOn: index % 3 == 0)
  }

  private static func read(_ path: String, _ options: EventReadOptions = EventReadOptions()) throws -> [Event] {
    let reader = try EventReader(path, options: options)
    var events: [Event] = []
    while let batch = try reader.nextBatch() { events += batch.events }
    return events
  }

  private static func text(_ header: String, separator: String = ",", _ line: (Int, Event) -> [Any]) -> [UInt8] {
    let lines = events.enumerated().map { line($0, $1).map { "\($0)" }.joined(separator: separator) }
    return Array((header + lines.joined(separator: "\n") + "\n").utf8)
  }

  @Test(arguments: [
    "timestamp [us],x [px],y [px],polarity\n", "time_us,x_px,y_px,pol\n", "Time (us),PosX,PosY,Pol\n",
    "timestamp,x-addr,y-addr,polarity\n", "t,addr_x,addr_y,is_increase\n", "t,X (pixels),Y (pixels),p\n",
  ])
  func `Headings say pixels, addresses and positions`(header: String) throws {
    let folder = try TemporaryFolder()
    let lines = Self.text(header) { [$1.timeMicroseconds, $1.x, $1.y, $1.isOn ? 1 : 0] }
    #expect(try Self.read(folder.write(lines, to: "a.csv")) == Self.events)
  }

  @Test(arguments: [("ON", "OFF"), ("on", "off"), ("True", "False"), ("1.0", "0.0"), ("1", "-1")])
  func `Polarities are words, truth values and numbers`(on: String, off: String) throws {
    let folder = try TemporaryFolder()
    let lines = Self.text("t,x,y,p\n") { [$1.timeMicroseconds, $1.x, $1.y, $1.isOn ? on : off] }
    #expect(try Self.read(folder.write(lines, to: "a.csv")) == Self.events)
  }

  @Test func `Tables of R have quotes, and row numbers that no heading stands over`() throws {
    let folder = try TemporaryFolder()
    let lines = Self.text("\"t\" \"x\" \"y\" \"p\"\n", separator: " ") {
      ["\"\($0 + 1)\"", $1.timeMicroseconds, $1.x, $1.y, $1.isOn ? 1 : 0]
    }
    #expect(try Self.read(folder.write(lines, to: "a.txt")) == Self.events)
  }

  @Test func `A table of pandas between tabs begins with an empty heading`() throws {
    let folder = try TemporaryFolder()
    let lines = Self.text("\tt\tx\ty\tp\n", separator: "\t") {
      [$0, $1.timeMicroseconds, $1.x, $1.y, $1.isOn ? "True" : "False"]
    }
    #expect(try Self.read(folder.write(lines, to: "a.tsv")) == Self.events)
  }

  @Test func `All fields may stand in quotes`() throws {
    let folder = try TemporaryFolder()
    let lines = Self.text("\"t\",\"x\",\"y\",\"p\"\n") {
      ["\"\($1.timeMicroseconds)\"", "\"\($1.x)\"", "\"\($1.y)\"", "\"\($1.isOn ? 1 : 0)\""]
    }
    #expect(try Self.read(folder.write(lines, to: "a.csv")) == Self.events)
  }

  @Test func `A header of fewer names than fields is asked about`() throws {
    let folder = try TemporaryFolder()
    let lines = Self.text("t,x,y,p\n") { [$0 * 3 % 7, $1.timeMicroseconds, $1.x, $1.y, $1.isOn ? 1 : 0] }
    let path = try folder.write(lines, to: "a.csv")
    let error = #expect(throws: FileError.self) { try Self.read(path) }
    #expect(error?.problem.contains("names 4 columns, and its lines have 5") == true)
    #expect(try Self.read(path, EventReadOptions(columnNames: ["2", "3", "4", "5"])) == Self.events)
  }

  /// Writes arrays as an `.npz`.
  private static func archive(_ arrays: [(String, AnyTensor)], in folder: TemporaryFolder) throws -> String {
    let archive = try NumpyArchiveWriter(path: folder.file("a.npz"), overwrite: true)
    for (name, tensor) in arrays { try archive.add(tensor, named: name) }
    try archive.commit()
    return folder.file("a.npz")
  }

  private static func column(_ numbers: [Int64]) -> AnyTensor {
    AnyTensor(Tensor(shape: [numbers.count], scalars: numbers))
  }

  private static let t = events.map(\.timeMicroseconds)
  private static let (x, y) = (events.map { Int64($0.x) }, events.map { Int64($0.y) })
  private static let p: [Int64] = events.map { $0.isOn ? 1 : 0 }

  @Test(arguments: [["t", "x", "y", "p"], ["x", "y", "t", "p"], ["x", "y", "p", "t"]])
  func `Four arrays that savez was told no names of are told by what they hold`(order: [String]) throws {
    let folder = try TemporaryFolder()
    let columns = ["t": Self.t, "x": Self.x, "y": Self.y, "p": Self.p]
    let arrays = order.enumerated().map { ("arr_\($0)", Self.column(columns[$1] ?? [])) }
    let path = try Self.archive(arrays, in: folder)
    #expect(try EventFiles.detect(path) == .npz)
    #expect(try Self.read(path) == Self.events)
  }

  @Test func `Places lie in two rows, too`() throws {
    let folder = try TemporaryFolder()
    let places = AnyTensor(Tensor(shape: [2, Self.x.count], scalars: Self.x + Self.y))
    let path = try Self.archive([("xy", places), ("t", Self.column(Self.t)), ("p", Self.column(Self.p))], in: folder)
    #expect(try Self.read(path) == Self.events)
  }

  @Test(arguments: [("sensor_size", [90, 61]), ("resolution", [61, 90])] as [(String, [Int64])])
  func `An archive states the size in two numbers, in either order`(name: String, sides: [Int64]) throws {
    let folder = try TemporaryFolder()
    let arrays = [("t", Self.t), ("x", Self.x), ("y", Self.y), ("p", Self.p), (name, sides)]
    let header = try EventFiles.open(Self.archive(arrays.map { ($0, Self.column($1)) }, in: folder)).header
    #expect(header.width == 90 && header.height == 61)
  }

  @Test func `Names of an archive may have a group before them`() throws {
    let folder = try TemporaryFolder()
    let arrays = [("t", Self.t), ("x", Self.x), ("y", Self.y), ("p", Self.p)].map { ("events/\($0)", Self.column($1)) }
    #expect(try Self.read(Self.archive(arrays, in: folder)) == Self.events)
  }
}
