import Foundation
import Recordings
import TestSupport
import Testing

/// `render` of events.
@Suite struct RenderEventTests {
  /// A second of events of 64×48 pixels.
  private static func write(_ events: [Event]? = nil, in folder: TemporaryFolder) throws {
    try ConvertEventTests.write("a.npz", in: folder, events: events ?? ConvertEventTests.events)
  }

  /// The columns and rows of a PNG.
  private static func size(_ name: String, in folder: TemporaryFolder) throws -> [Int] {
    let bytes = try folder.bytes(name)
    return [16, 20].map { start in bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
  }

  @Test(arguments: ["png", "mp4", "gif", "mkv"], ["frame", "time-surface", "xyt"])
  func `Events become pictures of every kind and style without further options`(ending: String, style: String) throws {
    let folder = try TemporaryFolder()
    try Self.write(in: folder)
    // A second would be over in 30 pictures: it is slowed down to twice as many. Clouds are large, and have few here.
    let few = style == "xyt" && ending != "png"
    let facts = try expectJSON(
      ["render", "a.npz", "-o", "b.\(ending)", "--style", style]
        + (few ? ["--window", "250ms", "--stride", "250ms"] : []),
      in: folder)
    #expect(facts["style"] as? String == style && facts["output"] as? String == "b.\(ending)")
    let count = try #require(facts["pictures"] as? Int)
    #expect(ending == "png" ? count == 1 : few ? count == 4 : (40...62).contains(count))
    if ending == "png" {
      let bare = style == "xyt" ? [960, 600] : [64 * 7, 48 * 7]
      let framed = try Self.size("b.png", in: folder)
      #expect(framed[0] == bare[0] && framed[1] > bare[1] + 16)
      try expectSuccess(["render", "a.npz", "-o", "c.png", "--style", style, "--no-legend"], in: folder)
      #expect(try Self.size("c.png", in: folder) == bare)
    }
  }

  @Test func `Windows, strides, speed and rate are those asked for`() throws {
    let folder = try TemporaryFolder()
    try Self.write(in: folder)
    func facts(_ options: String...) throws -> [String: Any] {
      try expectJSON(["render", "a.npz", "-o", "b.mp4", "--force", "--zoom", "1"] + options, in: folder)
    }
    // 20,000 events, 50 µs apart.
    let windows = try facts("--window", "100ms", "--stride", "100ms")
    #expect(windows["pictures"] as? Int == 10 && windows["events"] as? Int == 20_000)
    #expect(windows["window_us"] as? Int == 100_000 && windows["stride_us"] as? Int == 100_000)
    #expect(try facts("--window", "100ms", "--stride", "50ms")["pictures"] as? Int == 19)
    #expect(try facts("--stride", "50ms")["stride_us"] as? Int == 50_000)
    #expect(try facts("--events", "2000", "--stride", "4000")["pictures"] as? Int == 5)
    let slow = try facts("--speed", "0.1", "--fps", "50")
    #expect(slow["stride_us"] as? Int == 2000 && slow["window_us"] as? Int == 10_000)
    #expect(slow["speed"] as? Double == 0.1)
    #expect(try facts("--speed", "1")["stride_us"] as? Int == 33_333)
    let part = try facts("--window", "10ms", "--stride", "10ms", "--start", "100ms", "--end", "200ms")
    #expect(part["pictures"] as? Int == 10 && part["events"] as? Int == 2000)
    _ = try folder.write(Array("1000000 1100000\n1050000 1060000\n".utf8), to: "times.txt")
    let listed = try facts("--times", "times.txt")
    #expect(listed["pictures"] as? Int == 2 && listed["events"] as? Int == 2200)
  }

  @Test(arguments: ["frame", "time-surface", "xyt"])
  func `The duration of windows does not change how fast a video runs`(style: String) throws {
    let folder = try TemporaryFolder()
    try Self.write(in: folder)
    func facts(_ options: String...) throws -> [String: Any] {
      try expectJSON(
        ["render", "a.npz", "-o", "b.mp4", "--force", "--zoom", "1", "--fps", "4", "--style", style] + options,
        in: folder)
    }
    let usual = try facts()
    for window in ["2ms", "300ms"] {
      let named = try facts("--window", window)
      #expect(named["speed"] as? Double == usual["speed"] as? Double)
      #expect(named["stride_us"] as? Int == usual["stride_us"] as? Int)
    }
    #expect(try facts("--window", "50ms", "--speed", "1")["speed"] as? Double == 1)
    if style == "frame" {
      #expect(try facts("--window", "50ms", "--speed", "1")["window_us"] as? Int == 50_000)
      let stills = try expectJSON(["render", "a.npz", "-o", "s.png", "--window", "50ms"], in: folder)
      #expect(stills["window_us"] as? Int == 50_000 && stills["events"] as? Int == 1000)
      try expectFailure(
        64, ["render", "a.npz", "-o", "c.mp4", "--speed", "1", "--stride", "1ms"], in: folder,
        telling: ["--speed", "--stride"])
    }
  }

  @Test func `A still picture shows the middle, or the window asked for`() throws {
    let folder = try TemporaryFolder()
    // Nearly all events in 10 ms near the end.
    let events = (0..<1100).map { index in
      Event(
        timeMicroseconds: index < 100 ? Int64(index) * 5000 : 500_000 + Int64(index) * 10, x: 1, y: 1, isOn: true)
    }
    try Self.write(events, in: folder)
    func count(_ options: String...) throws -> Int? {
      try expectJSON(["render", "a.npz", "-o", "b.png", "--force"] + options, in: folder)["events"] as? Int
    }
    #expect(try count() == 1000)
    #expect(try count("--window", "50ms", "--frame", "0") == 10)
    #expect(try count("--start", "0", "--window", "100ms") == 20)
    #expect(try count("--events", "7") == 7)
    try expectFailure(64, ["render", "a.npz", "-o", "c.png", "--frame", "999"], in: folder, telling: ["--frame 999"])
  }

  @Test(arguments: ["frame", "time-surface", "xyt"])
  func `Empty, single, simultaneous and unordered events are shown`(style: String) throws {
    let folder = try TemporaryFolder()
    let event = Event(timeMicroseconds: 5, x: 3, y: 2, isOn: true)
    let back = (0..<500).map { Event(timeMicroseconds: Int64(500 - $0) * 100, x: 1, y: 1, isOn: true) }
    for (index, events) in [[], [event], [event, event, event], back].enumerated() {
      let name = "\(index).npz"
      try ConvertEventTests.write(name, in: folder, events: events)
      for ending in ["png", "mp4"] {
        let facts = try expectJSON(
          ["render", name, "-o", "\(index).\(ending)", "--style", style, "--window", "20ms"], in: folder)
        #expect((facts["pictures"] as? Int ?? 0) > 0)
        let warnings = try #require(facts["warnings"] as? [String])
        #expect(warnings.contains { $0.contains("no event") } == events.isEmpty)
      }
    }
  }

  @Test func `Any number of threads draws the same bytes`() throws {
    let folder = try TemporaryFolder()
    try Self.write(in: folder)
    for output in ["mp4", "gif", "png"] {
      let files = try ["1", "2", "5"].map { threads in
        try expectSuccess(
          ["render", "a.npz", "-o", "\(threads).\(output)", "--zoom", "1", "--threads", threads], in: folder)
        return try folder.bytes("\(threads).\(output)")
      }
      #expect(Set(files).count == 1)
    }
  }

  @Test func `Colours, zoom and colours of time change the picture`() throws {
    let folder = try TemporaryFolder()
    try Self.write(in: folder)
    var seen: Set<[UInt8]> = []
    let options = [
      [], ["--colors", "light"], ["--zoom", "2"], ["--style", "xyt"], ["--style", "xyt", "--color-by", "time"],
      ["--style", "time-surface"], ["--style", "time-surface", "--decay", "1ms"],
    ]
    for option in options {
      try expectSuccess(["render", "a.npz", "-o", "b.png", "--force"] + option, in: folder)
      seen.insert(try folder.bytes("b.png"))
    }
    #expect(seen.count == options.count)
  }

  @Test func `Standard input is read once and shown in real time`() throws {
    let folder = try TemporaryFolder()
    try ConvertEventTests.write("a.raw", in: folder)
    let run = try Program.shell("cat a.raw | \"$saccade\" render - -o b.mp4 --json", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.json?["pictures"] as? Int == 30 && run.json?["stride_us"] as? Int == 33_333)
  }

  @Test func `What cannot be shown is refused with a reason`() throws {
    let folder = try TemporaryFolder()
    try Self.write(in: folder)
    for style in ["flow", "arrows"] {
      try expectFailure(
        64, ["render", "a.npz", "-o", "b.png", "--style", style], in: folder, telling: ["saccade flow"])
    }
    let wrong = [
      ["--speed", "0"], ["--zoom", "0"], ["--decay", "0"], ["--window", "0"], ["--fps", "0"], ["--speed", "nan"],
      ["--window", "1ms", "--events", "5"], ["--colors", "red"], ["--color-by", "x"],
    ]
    for options in wrong { try expectFailure(64, ["render", "a.npz", "-o", "b.mp4"] + options, in: folder) }
    try expectFailure(66, ["render", "none.raw", "-o", "b.mp4"], in: folder, telling: ["none.raw"])
    try expectFailure(66, ["render", "a.npz", "-o", "b.mp4", "--times", "none.txt"], in: folder, telling: ["none.txt"])
    let spikes = try folder.writeSpikes()
    try expectFailure(64, ["render", spikes, "-o", "b.png", "--style", "xyt"], in: folder, telling: ["--style frame"])
  }

  @Test func `Flow lies over the events of its time`() throws {
    let folder = try TemporaryFolder()
    try Self.write(in: folder)
    try FileManager.default.createDirectory(atPath: folder.file("flow"), withIntermediateDirectories: true)
    let fields = try (0..<3).map { index in
      _ = try folder.writeFlow(u: Float(index), v: 1, width: 64, height: 48, name: "flow/\(index).npy")
      let start = 1_000_000 + index * 100_000
      return #"{"file":"\#(index).npy","start_us":\#(start),"end_us":\#(start + 100_000),"frame_a":\#(index),"#
        + #""frame_b":\#(index + 1),"iterations":1}"#
    }
    let index =
      #"{"fields":[\#(fields.joined(separator: ","))],"width":64,"height":48,"model":"m","#
      + #""weights_digest":"d","version":"0","command":[]}"#
    _ = try folder.write(Array(index.utf8), to: "flow/index.json")
    for style in ["flow", "arrows"] {
      let render = ["render", "flow", "--style", style, "--over", "a.npz", "-o"]
      #expect(try expectJSON(render + ["\(style).mp4"], in: folder)["pictures"] as? Int == 3)
      try expectSuccess(render + ["\(style).png"], in: folder)
      try expectSuccess(["render", "flow", "--style", style, "-o", "alone.png", "--force"], in: folder)
      #expect(try folder.bytes("\(style).png") != folder.bytes("alone.png"))
    }
    try ConvertEventTests.write(
      "late.npz", in: folder, events: [Event(timeMicroseconds: 9_000_000, x: 1, y: 1, isOn: true)])
    let late = try expectJSON(["render", "flow", "--over", "late.npz", "-o", "late.mp4"], in: folder)
    #expect((late["warnings"] as? [String])?.count == 3)
    let other = try folder.writeFlow(u: 1, v: 1, width: 32, height: 48)
    try expectFailure(
      65, ["render", other, "--over", "a.npz", "-o", "x.png"], in: folder, telling: ["64x48", "32x48"])
  }
}
