import Foundation
import Media
import Recordings
import TestSupport
import Testing

/// `render` of what was before a window, and of flow that does not say when it is.
@Suite struct RenderTimeTests {
  /// One event of the pixel (5, 5) at the start, 20 ms before those of the pixel (20, 20).
  private static func write(in folder: TemporaryFolder) throws {
    let early = [Event(timeMicroseconds: 1_000_000, x: 5, y: 5, isOn: true)]
    let late = (0..<2000).map { index in
      Event(timeMicroseconds: 1_020_000 + Int64(index) * 10, x: 20, y: 20, isOn: false)
    }
    try ConvertEventTests.write("a.npz", in: folder, events: early + late)
  }

  private static func pixel(_ name: String, x: Int, y: Int, in folder: TemporaryFolder) throws -> [Int] {
    guard case .uint8(let picture) = try StillPicture(path: folder.file(name)) else { return [] }
    return (0..<3).map { Int(picture[y, x, $0]) }
  }

  @Test(arguments: [["--start", "20ms"], ["--frame", "4"], []])
  func `A still time surface fades over what was before its window`(options: [String]) throws {
    let folder = try TemporaryFolder()
    try Self.write(in: folder)
    let render = ["render", "a.npz", "--style", "time-surface", "--zoom", "1", "--no-legend", "--window", "5ms"]
    let facts = try expectJSON(render + ["-o", "a.png"] + options, in: folder)
    #expect(facts["events"] as? Int == 500)
    let (ground, early) = (
      try Self.pixel("a.png", x: 1, y: 1, in: folder), try Self.pixel("a.png", x: 5, y: 5, in: folder)
    )
    let late = try Self.pixel("a.png", x: 20, y: 20, in: folder)
    #expect(early != ground && late != ground)
    // An event of 25 ms ago or more has faded to less than a half.
    #expect(early[0] - ground[0] < 140 && early[0] - ground[0] > 60)
    try expectSuccess(render + ["-o", "b.png", "--decay", "1ms"] + options, in: folder)
    #expect(try Self.pixel("b.png", x: 5, y: 5, in: folder) == ground)
  }

  @Test func `A still time surface is the picture of the video at its time`() throws {
    let folder = try TemporaryFolder()
    try Self.write(in: folder)
    let render = ["render", "a.npz", "--style", "time-surface", "--zoom", "1", "--no-legend"]
    // Two pictures: 0 to 20 ms, and 20 to 40 ms.
    try expectSuccess(render + ["-o", "v.mkv", "--stride", "20ms"], in: folder)
    try expectSuccess(render + ["-o", "s.png", "--start", "20ms", "--window", "20ms"], in: folder)
    let reader = try VideoReader(path: folder.file("v.mkv"))
    _ = try reader.next()
    let frame = try #require(try reader.next())
    guard case .uint8(let still) = try StillPicture(path: folder.file("s.png")) else { return }
    #expect(try frame.rgb() == still)
  }

  private static func flow(_ count: Int, in folder: TemporaryFolder) throws {
    try FileManager.default.createDirectory(atPath: folder.file("f"), withIntermediateDirectories: true)
    for index in 0..<count { _ = try folder.writeFlow(u: 0, v: 0, width: 64, height: 48, name: "f/\(index).npy") }
  }

  @Test func `Flow of others lies over the events of the times that the user names`() throws {
    let folder = try TemporaryFolder()
    try Self.write(in: folder)
    try Self.flow(1, in: folder)
    let render = ["render", "f/0.npy", "--over", "a.npz", "--no-legend", "-o"]
    try expectSuccess(render + ["early.png", "--start", "0", "--end", "10ms"], in: folder)
    try expectSuccess(render + ["late.png", "--start-at", "1020000", "--end", "50ms"], in: folder)
    let ground = try Self.pixel("early.png", x: 1, y: 1, in: folder)
    #expect(try Self.pixel("early.png", x: 5, y: 5, in: folder) != ground)
    #expect(try Self.pixel("early.png", x: 20, y: 20, in: folder) == ground)
    #expect(try Self.pixel("late.png", x: 5, y: 5, in: folder) == ground)
    #expect(try Self.pixel("late.png", x: 20, y: 20, in: folder) != ground)
  }

  @Test func `Many fields of others take a list of times or windows one after another`() throws {
    let folder = try TemporaryFolder()
    try Self.write(in: folder)
    try Self.flow(3, in: folder)
    _ = try folder.write(Array("1000000 1010000\n1010000 1020000\n1020000 1030000\n".utf8), to: "times.txt")
    _ = try folder.write(Array("1000000 1010000\n1010000 1020000\n".utf8), to: "few.txt")
    let render = ["render", "f", "--over", "a.npz", "--no-legend", "-o"]
    let listed = try expectJSON(render + ["l.mkv", "--times", "times.txt"], in: folder)
    #expect(listed["pictures"] as? Int == 3)
    // The second is empty.
    #expect((listed["warnings"] as? [String])?.count == 1)
    try expectSuccess(render + ["w.mkv", "--window", "10ms"], in: folder)
    #expect(try folder.bytes("l.mkv") == folder.bytes("w.mkv"))
    try expectFailure(64, render + ["x.mkv", "--times", "few.txt"], in: folder, telling: ["few.txt", "2 windows"])
    try expectFailure(65, render + ["x.mkv"], in: folder, telling: ["--times", "--window"])
    try expectFailure(64, render + ["x.mkv", "--events", "5"], in: folder, telling: ["--events"])
    try expectFailure(
      64, ["render", "f", "-o", "x.mkv", "--start", "1ms"], in: folder, telling: ["--start", "--over"])
  }
}
