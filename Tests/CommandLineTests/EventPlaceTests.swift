import Datasets
import Foundation
import Recordings
import TestSupport
import Testing

/// Places outside of the sensor: one rule for all verbs.
@Suite struct EventPlaceTests {
  /// 3,000 events of 32x24 pixels, one of ten of them beyond 20 columns.
  private static let events = (0..<3000).map { (index: Int) -> Event in
    Event(
      timeMicroseconds: Int64(index) * 10, x: UInt16(index % 10 == 0 ? 25 : index % 20), y: UInt16(index % 24),
      isOn: index % 2 == 0)
  }

  private static func csv(_ events: [Event]) -> String {
    "t_us,x,y,p\n"
      + events.map { "\($0.timeMicroseconds),\($0.x),\($0.y),\($0.isOn ? 1 : 0)\n" }.joined()
  }

  private static func wild(_ x: Int = 60_000, _ y: Int = 33_000) -> String {
    csv(Array(events.prefix(1500))) + "14999,\(x),\(y),1\n" + csv(Array(events.dropFirst(1500))).dropFirst(11)
  }

  @Test(arguments: ["raw", "dat", "aedat", "aedat4", "es", "bag", "mcap", "h5", "csv", "npy", "npz"])
  func `A stated size smaller than the events leaves the others out, says how many, and no file contradicts itself`(
    ending: String
  ) throws {
    let folder = try TemporaryFolder()
    try folder.write(text: Self.csv(Self.events), to: "a.csv")
    let convert = ["convert", "a.csv", "b.\(ending)", "--size", "20x24"]
    let run = try expectSuccess(convert, in: folder)
    #expect(run.errors.contains("warning: a.csv: 300 events outside of the sensor left out, which has 20x24 pixels"))
    #expect(run.errors.contains("2700 of 3000 events of 20x24 written"))
    let facts = try expectJSON(["info", "b.\(ending)", "--size", "20x24"], in: folder)
    #expect(facts["events"] as? Int == 2700)
    #expect(!(facts["warnings"] as? [String] ?? []).contains { $0.contains("outside") })
    #expect(try ConvertEventTests.read("b.\(ending)", in: folder).allSatisfy { $0.x < 20 && $0.y < 24 })
    try expectFailure(65, convert + ["--force", "--strict"], in: folder, telling: ["300 events", "--strict"])
  }

  @Test func `Every verb leaves them out and says so, and info counts them`() throws {
    let folder = try TemporaryFolder()
    try folder.write(text: Self.csv(Self.events), to: "a.csv")
    let weights = try folder.writeEventWeights()
    for arguments in [
      ["represent", "a.csv", "--kind", "count", "-o", "a.npz"], ["render", "a.csv", "-o", "a.png", "--events", "3000"],
      ["render", "a.csv", "-o", "a.html"], ["flow", "a.csv", "--weights", weights, "-o", "f", "--events", "2700"],
    ] {
      let run = try expectSuccess(arguments + ["--size", "20x24"], in: folder)
      #expect(run.errors.contains("outside of the sensor left out, which has 20x24 pixels"), "\(arguments)")
    }
    let facts = try expectJSON(["info", "a.csv", "--size", "20x24"], in: folder)
    #expect(facts["events"] as? Int == 3000)
    #expect((facts["warnings"] as? [String])?.contains { $0.contains("300 events outside of the sensor") } == true)
  }

  @Test func `Where a file states its size and the user another, a warning tells which is taken`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeEvents(Self.events, width: 32, height: 24)
    let run = try expectSuccess(["convert", name, "b.raw", "--size", "20x24"], in: folder)
    #expect(run.errors.contains("warning: \(name): the file states 32x24, which is taken, not 20x24"))
  }

  @Test func `One wild place does not make a sensor`() throws {
    let folder = try TemporaryFolder()
    try folder.write(text: Self.wild(), to: "wild.csv")
    let weights = try folder.writeEventWeights()
    let facts = try expectJSON(["info", "wild.csv"], in: folder)
    #expect(facts["width"] as? Int == 34 && facts["height"] as? Int == 34 && facts["events"] as? Int == 3001)
    #expect((facts["warnings"] as? [String])?.contains { $0.contains("far from all others") } == true)
    let tensor = try expectJSON(["represent", "wild.csv", "--kind", "count", "-o", "a.npz"], in: folder)
    #expect(tensor["shape"] as? [Int] == [1, 2, 34, 34])
    for arguments in [
      ["convert", "wild.csv", "b.npz"], ["render", "wild.csv", "-o", "a.mp4"],
      ["flow", "wild.csv", "--weights", weights, "-o", "f", "--crop", "32x32", "--events", "3000"],
    ] {
      let run = try expectSuccess(arguments, in: folder)
      #expect(run.errors.contains("1 event outside of the sensor left out, which has 34x34"), "\(run.errors)")
    }
    #expect(try ConvertEventTests.read("b.npz", in: folder) == Self.events)
    let doctor = try expectJSON(["doctor", "wild.csv", "--repair", "c.npz"], in: folder)
    #expect((doctor["repair"] as? [String: Any])?["out_of_range_dropped"] as? Int == 1)
  }

  @Test func `A size that a file states wins over wild places`() throws {
    let folder = try TemporaryFolder()
    try folder.write(text: Self.wild().replacing("t_us,x,y,p", with: "t_us,x@32,y@24,p"), to: "wild.csv")
    let tensor = try expectJSON(["represent", "wild.csv", "--kind", "count", "-o", "a.npz"], in: folder)
    #expect(tensor["shape"] as? [Int] == [1, 2, 24, 32])
    #expect((tensor["warnings"] as? [String])?.contains { $0.hasPrefix("wild.csv: 1 event outside") } == true)
  }

  @Test func `Pictures and tensors of more pixels than any sensor has need a stated size`() throws {
    let folder = try TemporaryFolder()
    let events = (0..<100).map {
      Event(timeMicroseconds: Int64($0), x: UInt16(160 * $0), y: UInt16(150 * $0), isOn: true)
    }
    try folder.write(text: Self.csv(events), to: "large.csv")
    for arguments in [
      ["represent", "large.csv", "--kind", "count", "-o", "a.npz"], ["render", "large.csv", "-o", "a.png"],
      ["render", "large.csv", "-o", "a.html"],
    ] {
      try expectFailure(64, arguments, in: folder, telling: ["large.csv", "--size"])
    }
    try expectSuccess(["convert", "large.csv", "b.npz"], in: folder)
    try expectFailure(
      64, ["render", "large.csv", "-o", "a.png", "--size", "65535x65535"], in: folder, telling: ["memory"])
  }

  @Test(arguments: ["# t_us x@00 y@34 p\n1910 7 15 0\n", "# t_us x@65535 y@65535 p\n1910 7 15 0\n"])
  func `A size that no sensor has is refused by every verb`(text: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(text: text, to: "a.txt")
    for arguments in [
      ["info", "a.txt"], ["doctor", "a.txt"], ["convert", "a.txt", "b.npz"], ["render", "a.txt", "-o", "a.png"],
      ["represent", "a.txt", "--kind", "count", "-o", "a.npz"],
    ] {
      try expectFailure(65, arguments, in: folder, telling: ["a.txt", "states a sensor of"])
    }
  }

  @Test func `A raw file that states 65535x65535 is refused`() throws {
    let folder = try TemporaryFolder()
    let header = "% evt 3.0\n% format EVT3;height=65535;width=65535\n% end\n"
    _ = try folder.write(Array(header.utf8) + [0, 0x80, 1, 0x60, 1, 0, 1, 0x20], to: "a.raw")
    try expectFailure(65, ["info", "a.raw"], in: folder, telling: ["a.raw", "65535x65535"])
    try expectFailure(65, ["render", "a.raw", "-o", "a.png"], in: folder, telling: ["a.raw", "65535x65535"])
  }
}
