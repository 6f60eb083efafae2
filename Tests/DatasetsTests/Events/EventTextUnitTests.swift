import Files
import Recordings
import TestSupport
import Testing

@testable import Datasets

/// The unit of times in text, which is told from the first lines where these decide it.
@Suite struct EventTextUnitTests {
  private func times(_ path: String, _ options: EventReadOptions = EventReadOptions()) throws -> [Int64] {
    let source = try EventFiles.open(path, options: options)
    return try HDF5EventSamples.read(source).map(\.timeMicroseconds)
  }

  private func expectRefusal(
    _ path: String, telling words: [String], _ options: EventReadOptions = EventReadOptions(),
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: FileError.self, sourceLocation: sourceLocation) { _ = try times(path, options) }
    for word in words + ["timeUnit s|ms|us|ns"] {
      #expect(error?.description.contains(word) == true, "\(word)", sourceLocation: sourceLocation)
    }
  }

  private func lines(_ times: [String], header: String = "t,x,y,p\n") -> [UInt8] {
    Array((header + times.map { "\($0),3,4,1\n" }.joined()).utf8)
  }

  @Test(arguments: ["t,x,y,p\n", "", "# t x y p\n"])
  func `Whole numbers are microseconds however few events there are`(header: String) throws {
    let folder = try TemporaryFolder()
    let sparse = (0..<1000).map { Int64(268 + $0 * 20_011) }
    let path = try folder.write(lines(sparse.map { "\($0)" }, header: header), to: "a.csv")
    #expect(try times(path) == sparse)
    let source = try EventFiles.open(path)
    #expect(source.warnings.map(\.description).contains { $0.contains("us (microseconds)") })
  }

  @Test func `Metavision's own csv has microseconds and states its size`() throws {
    let folder = try TemporaryFolder()
    let text = "%geometry:128,96\n123,90,1,1000\n41,12,0,3000\n37,28,0,2160000\n"
    let path = try folder.write(Array(text.utf8), to: "a.csv")
    let source = try EventFiles.open(path)
    #expect(source.header == EventHeader(format: .text, width: 128, height: 96))
    let events = try HDF5EventSamples.read(source)
    #expect(events.map(\.timeMicroseconds) == [1000, 3000, 2_160_000] && source.warnings.isEmpty)
    #expect(events[0] == Event(timeMicroseconds: 1000, x: 123, y: 90, isOn: true))
    // A single line, whose last number may be a polarity as well.
    let one = try folder.write(Array("%geometry:128,96\n1,0,1,0\n".utf8), to: "b.csv")
    let first = try HDF5EventSamples.read(try EventFiles.open(one))
    #expect(first == [Event(timeMicroseconds: 0, x: 1, y: 0, isOn: true)])
  }

  @Test func `Lines far behind the first decide where these do not`() throws {
    let folder = try TemporaryFolder()
    // Over a megabyte, so that lines lie across the ends of what is looked at.
    var thousands = (0..<90_000).map { "\($0 * 1000)" }
    let path = try folder.write(lines(thousands), to: "a.csv")
    expectRefusal(path, telling: ["microseconds (89.999 s", "nanoseconds (0.089999 s"])
    #expect(try times(path, EventReadOptions(timeUnit: .nanoseconds)) == (0..<90_000).map { Int64($0) })
    thousands[89_999] = "89999001"
    let decided = try times(try folder.write(lines(thousands), to: "b.csv"))
    #expect(decided.count == 90_000 && decided[1] == 1000 && decided.last == 89_999_001)
    var whole = (0..<90_000).map { "\($0).000000" }
    expectRefusal(
      try folder.write(lines(whole), to: "c.csv"), telling: ["seconds (89999.0 s", "microseconds (0.089999 s"])
    whole[89_999] = "89999.500000"
    let seconds = try times(try folder.write(lines(whole), to: "d.csv"))
    #expect(seconds[1] == 1_000_000 && seconds.last == 89_999_500_000)
  }

  @Test func `A fraction behind whole numbers that decided is refused by its line`() throws {
    let folder = try TemporaryFolder()
    let early = try folder.write(lines(["0", "1", "2.5"]), to: "a.csv")
    #expect(try times(early) == [0, 1_000_000, 2_500_000])
    let numbers = (0..<20_000).map { "\($0 * 7)" } + ["140000.5"]
    let path = try folder.write(lines(numbers), to: "b.csv")
    expectRefusal(path, telling: ["line 20002", "fraction"])
    #expect(try times(path, EventReadOptions(timeUnit: .microseconds)).count == 20_001)
  }

  @Test func `What still comes cannot decide, so that those so far have to`() throws {
    let folder = try TemporaryFolder()
    let following = EventReadOptions(following: EventFollowing(idleSeconds: 0))
    let zeros = try folder.write(lines(["0", "0"]), to: "a.csv")
    #expect(try times(zeros) == [0, 0])
    expectRefusal(zeros, telling: ["so far"], following)
    expectRefusal(try folder.write(lines([]), to: "b.csv"), telling: ["so far"], following)
    var stated = following
    stated.timeUnit = .nanoseconds
    #expect(try times(zeros, stated) == [0, 0])
    #expect(try times(try folder.write(lines(["0", "7"]), to: "c.csv"), following) == [0, 7])
    // A line that is cut off is no evidence: 1,000 is still to come.
    expectRefusal(
      try folder.write(Array(lines(["1000", "1000"]).dropLast(4)), to: "d.csv"), telling: ["so far"], following)
    let cut = try folder.write(Array("x,y,p,t\n1,1,1,1000\n1,1,1,20".utf8), to: "e.csv")
    expectRefusal(cut, telling: ["so far"], following)
  }

  @Test(arguments: ["t_ns,x,y,p\n", "timestamp[ns],x,y,p\n", "\"t(ns)\",x,y,p\n"])
  func `A header states the unit, of a file without events too`(header: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(lines(["1000", "2000"], header: header), to: "a.csv")
    #expect(try times(path) == [1, 2])
    #expect(try EventFiles.open(path).warnings.isEmpty)
    #expect(try times(try folder.write(Array(header.utf8), to: "b.csv")).isEmpty)
  }

  @Test(arguments: ["0.5", "2", "255", "nan", "1.2"])
  func `A polarity that is none is refused by its line`(polarity: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array("t,x,y,p\n1,2,3,1\n7,2,3,\(polarity)\n".utf8), to: "a.csv")
    let error = #expect(throws: FileError.self) { _ = try times(path, EventReadOptions(timeUnit: .microseconds)) }
    #expect(error != nil)
    let later = (0..<20_000).map { "\($0),2,3,1\n" }.joined() + "20000,2,3,\(polarity)\n"
    let source = try EventFiles.open(try folder.write(Array(("t,x,y,p\n" + later).utf8), to: "b.csv"))
    let late = #expect(throws: FileError.self) { _ = try HDF5EventSamples.read(source) }
    #expect(late?.place == "line 20002")
  }

  @Test func `More than four columns without names are asked about where the times would go back`() throws {
    let folder = try TemporaryFolder()
    let text = "590,679,35,-1,1025\n266,699,190,-1,1065\n668,32,189,-1,1088\n116,1164,189,-1,1100\n"
    let source = { try EventFiles.open(try folder.write(Array(text.utf8), to: "a.csv"), format: .text) }
    let error = #expect(throws: FileError.self) { _ = try source() }
    #expect(error?.description.contains("5 columns") == true)
  }
}
