import Datasets
import Foundation
import Recordings
import Tensors
import TestSupport
import Testing

/// `saccade doctor` on recordings of events with one thing wrong, and on repaired ones.
@Suite struct DoctorTests {
  private static func sound(_ count: Int = 3000) -> [Event] {
    (0..<count).map { (index: Int) -> Event in
      let (x, y) = (UInt16(index % 97), UInt16(index % 53))
      return Event(timeMicroseconds: Int64(1000 + 10 * index), x: x, y: y, isOn: index % 4 == 0)
    }
  }

  /// Writes events as text, which holds whatever they are.
  private static func write(_ events: [Event], to name: String, in folder: TemporaryFolder) throws {
    let lines = events.map { "\($0.timeMicroseconds),\($0.x),\($0.y),\($0.isOn ? 1 : 0)" }
    _ = try folder.write(Array(("t,x,y,p\n" + lines.joined(separator: "\n") + "\n").utf8), to: name)
  }

  private static func read(_ name: String, in folder: TemporaryFolder) throws -> [Event] {
    let reader = try EventReader(folder.file(name))
    var events: [Event] = []
    while let batch = try reader.nextBatch() { events += batch.events }
    return events
  }

  private static func findings(_ facts: [String: Any]) throws -> [[String: Any]] {
    try #require(facts["findings"] as? [[String: Any]])
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var kind: String
    var count: Int?
    var firstEvent: Int?
    var isRepaired = true
    var change: @Sendable (inout [Event]) -> Void
    var testDescription: String { kind }
  }

  static let cases: [Case] = [
    Case(kind: "clock-wrap", count: 1, firstEvent: 1000) {
      for index in 1000..<3000 { $0[index].timeMicroseconds -= 1 << 24 }
    },
    Case(kind: "clock-restart", count: 1, firstEvent: 1000) {
      for index in 1000..<3000 { $0[index].timeMicroseconds -= 4_000_000 }
    },
    Case(kind: "wild-time", count: 2, firstEvent: 500) {
      for index in 500...501 { $0[index].timeMicroseconds += 1 << 40 }
    },
    Case(kind: "step-back", count: 1, firstEvent: 100) { $0[100].timeMicroseconds = 1500 },
    Case(kind: "unordered", firstEvent: 1) { $0.reverse() },
    Case(kind: "out-of-range", count: 2, firstEvent: 20) {
      $0[20].x = 100
      $0[40].y = 700
    },
    Case(kind: "swapped-axes", firstEvent: 53) { events in
      for index in events.indices { (events[index].x, events[index].y) = (events[index].y, events[index].x) }
    },
    Case(kind: "hot-pixel", count: 1) { events in
      for index in stride(from: 0, to: 3000, by: 3) { (events[index].x, events[index].y) = (7, 11) }
    },
    Case(kind: "one-polarity", isRepaired: false) { events in
      for index in events.indices { events[index].isOn = true }
    },
    Case(kind: "gap", count: 1, firstEvent: 1000, isRepaired: false) {
      for index in 1000..<3000 { $0[index].timeMicroseconds += 2_000_000 }
    },
  ]

  @Test(arguments: cases)
  func `What is wrong is found with its place, and a repaired recording has it no more`(test: Case) throws {
    let folder = try TemporaryFolder()
    var events = Self.sound()
    test.change(&events)
    try Self.write(events, to: "a.csv", in: folder)
    let facts = try expectJSON(
      ["doctor", "a.csv", "--size", "97x53", "--repair", "b.csv", "--drop-hot-pixels"], in: folder)
    #expect(facts["format"] as? String == "text" && facts["events"] as? Int == 3000)
    #expect(facts["width"] as? Int == 97 && facts["height"] as? Int == 53)
    let findings = try Self.findings(facts)
    #expect(findings.map { $0["kind"] as? String } == [test.kind])
    let finding = try #require(findings.first)
    if let count = test.count { #expect(finding["count"] as? Int == count) }
    if let first = test.firstEvent {
      #expect(finding["first_event"] as? Int == first)
      #expect(finding["first_us"] as? Int == Int(events[first].timeMicroseconds))
    }
    #expect(finding["repairable"] as? Bool == test.isRepaired)
    #expect((finding["message"] as? String)?.isEmpty == false && (finding["advice"] as? String)?.isEmpty == false)
    let repair = try #require(facts["repair"] as? [String: Any])
    let repaired = try Self.read("b.csv", in: folder)
    #expect(repair["events_in"] as? Int == 3000 && repair["events_out"] as? Int == repaired.count)
    let again = try Self.findings(try expectJSON(["doctor", "b.csv", "--size", "97x53"], in: folder))
    #expect(again.isEmpty == test.isRepaired)
    if ["clock-wrap", "unordered", "swapped-axes"].contains(test.kind) { #expect(repaired == Self.sound()) }
  }

  @Test func `Places far from all others are found and dropped without a stated size`() throws {
    let folder = try TemporaryFolder()
    var events = Self.sound()
    events[70].y = 50_000
    try Self.write(events, to: "a.csv", in: folder)
    let facts = try expectJSON(["doctor", "a.csv", "--repair", "b.npz"], in: folder)
    #expect(facts["width"] as? Int == 128 && facts["height"] as? Int == 128)
    let findings = try Self.findings(facts)
    #expect(findings.map { $0["kind"] as? String } == ["out-of-range"])
    #expect(findings.first?["first_event"] as? Int == 70)
    var expected = Self.sound()
    expected.remove(at: 70)
    #expect(try Self.read("b.npz", in: folder) == expected)
  }

  @Test func `A sound recording is told so, and its repair is the same`() throws {
    let folder = try TemporaryFolder()
    let writer = try EVT2Writer(path: folder.file("a.raw"), options: EventWriteOptions(width: 97, height: 53))
    try writer.append(EventBatch(Self.sound()))
    try writer.append([ExternalTrigger(timeMicroseconds: 31_000, channel: 1, isRising: true)])
    try writer.finish()
    let run = try expectSuccess(["doctor", "a.raw", "--strict", "--repair", "b.raw"], in: folder)
    #expect(run.output.contains("nothing is wrong"))
    #expect(try folder.bytes("b.raw") == folder.bytes("a.raw"))
    try expectSuccess(["doctor", "a.raw", "--repair", "b.raw", "--force"], in: folder)
    #expect(try folder.bytes("b.raw") == folder.bytes("a.raw"))
  }

  @Test func `A cut off end is told with its byte, and what is before it is saved`() throws {
    let folder = try TemporaryFolder()
    let writer = try DATWriter(path: folder.file("a.dat"), options: EventWriteOptions(width: 97, height: 53))
    try writer.append(EventBatch(Self.sound()))
    try writer.finish()
    let whole = try folder.bytes("a.dat")
    _ = try folder.write(Array(whole.dropLast(13)), to: "cut.dat")
    let facts = try expectJSON(["doctor", "cut.dat", "--repair", "b.dat"], in: folder)
    let finding = try #require(try Self.findings(facts).first)
    #expect(finding["kind"] as? String == "truncated" && finding["repairable"] as? Bool == true)
    #expect(finding["byte"] as? Int == whole.count - 16 && finding["events_before"] as? Int == 2998)
    #expect(try folder.bytes("b.dat") == Array(whole.dropLast(16)))
  }

  @Test func `Damage within a file is told with its byte, and what is before it is saved`() throws {
    let folder = try TemporaryFolder()
    let writer = try EventStreamWriter(path: folder.file("a.es"), options: EventWriteOptions(width: 97, height: 53))
    try writer.append(EventBatch(Self.sound()))
    try writer.finish()
    var bytes = try folder.bytes("a.es")
    // A column beyond the sensor in the hundredth event.
    bytes[20 + 99 * 5 + 1] = 255
    _ = try folder.write(bytes, to: "damaged.es")
    let facts = try expectJSON(["doctor", "damaged.es", "--repair", "b.es"], in: folder)
    let finding = try #require(try Self.findings(facts).first)
    let kind = try #require(finding["kind"] as? String)
    #expect(["damaged", "truncated"].contains(kind))
    let before = try #require(finding["events_before"] as? Int)
    #expect(facts["events"] as? Int == before && finding["byte"] as? Int != nil)
    #expect(try Self.read("b.es", in: folder) == Array(Self.sound().prefix(before)))
  }

  @Test func `A file of which nothing can be read is bad input; with --strict so is one with a finding`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(Array("Event Stream".utf8), to: "head.es")
    try expectFailure(65, ["doctor", "head.es"], in: folder, telling: ["head.es", "byte 12"])
    // A time of EVT2 comes first; here an event does.
    _ = try folder.write(Array("% evt 2.0\n% geometry 97x53\n% end\n".utf8) + [1, 0, 0, 0], to: "early.raw")
    try expectFailure(65, ["doctor", "early.raw"], in: folder, telling: ["no event can be read", "byte 33"])
    try expectFailure(66, ["doctor", "absent.raw"], in: folder, telling: ["absent.raw"])
    var events = Self.sound()
    events[30].timeMicroseconds = 0
    try Self.write(events, to: "a.csv", in: folder)
    let run = try folder.saccade("doctor", "a.csv", "--size", "97x53", "--time-unit", "us", "--strict")
    #expect(run.status == 65 && run.output.contains("step-back"))
    expectOneError(run, telling: ["a.csv", "--strict"])
  }

  @Test func `What a repair needs is checked before the recording is read`() throws {
    let folder = try TemporaryFolder()
    try Self.write(Self.sound(), to: "a.csv", in: folder)
    try expectFailure(64, ["doctor", "a.csv", "--drop-hot-pixels"], in: folder, telling: ["--repair"])
    try expectFailure(64, ["doctor", "a.csv", "--repair", "b.mp4"], in: folder, telling: ["b.mp4", "--to"])
    try expectFailure(64, ["doctor", "a.csv", "--repair", "b.csv", "--sort-window", "0"], in: folder)
    try expectFailure(73, ["doctor", "a.csv", "--repair", "a.csv"], in: folder, telling: ["a.csv", "input"])
    _ = try folder.write([1], to: "there.csv")
    try expectFailure(73, ["doctor", "a.csv", "--repair", "there.csv"], in: folder, telling: ["there.csv", "--force"])
    try expectFailure(73, ["doctor", "a.csv", "--repair", "none/b.csv"], in: folder, telling: ["none/b.csv"])
  }

  @Test func `Spikes are examined, too`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    let sound = try expectJSON(["doctor", name], in: folder)
    #expect(sound["kind"] as? String == "spikes")
    #expect(try Self.findings(sound).isEmpty)
    var bytes = try folder.bytes(name)
    for index in 150 * 7..<150 * 9 { bytes[index] = 0 }
    for index in 150 * 20..<150 * 21 { bytes[index] = 255 }
    _ = try folder.write(Array(bytes.dropLast(1)), to: "odd_40x30.dat")
    let findings = try Self.findings(try expectJSON(["doctor", "odd_40x30.dat"], in: folder))
    #expect(findings.map { $0["kind"] as? String } == ["truncated", "empty-frame", "full-frame"])
    #expect(findings[0]["byte"] as? Int == 59 * 150)
    #expect(findings[1]["count"] as? Int == 2 && findings[1]["first_frame"] as? Int == 7)
    #expect(findings[2]["count"] as? Int == 1 && findings[2]["first_frame"] as? Int == 20)
  }

  /// A recording of AEDAT 4 with pictures of a texture that moves, and events that say so, after a change of each.
  private static func writeWithPictures(
    to name: String, in folder: TemporaryFolder, change: (inout Event) -> Void
  ) throws {
    let (width, height) = (32, 24)
    func light(_ x: Int, _ y: Int, _ index: Int) -> Int {
      40 + 29 * ((x * 7 + y * 13 + (x * y) % 11 + 5 * index * (1 + x % 3)) % 8)
    }
    let writer = try AEDAT4Writer(
      path: folder.file(name), options: EventWriteOptions(width: width, height: height, samples: [.frames]),
      compression: .none)
    for index in 0..<4 {
      let pixels = (0..<width * height).map { UInt8(light($0 % width, $0 / width, index)) }
      try writer.append(
        .frame(
          RecordedFrame(
            time: FrameTime(Int64(10_000 * (index + 1))),
            pixels: .uint8(Tensor(shape: [height, width], scalars: pixels)))))
      guard index < 3 else { continue }
      var events: [Event] = []
      for y in 0..<height {
        for x in 0..<width where light(x, y, index) != light(x, y, index + 1) {
          var event = Event(
            timeMicroseconds: Int64(10_000 * (index + 1) + 100 + events.count), x: UInt16(x), y: UInt16(y),
            isOn: light(x, y, index + 1) > light(x, y, index))
          change(&event)
          events.append(event)
        }
      }
      try writer.append(EventBatch(events))
    }
    try writer.finish()
  }

  @Test func `Flips are told by the recording's own pictures, and turned back by the filters that are named`() throws {
    let folder = try TemporaryFolder()
    try Self.writeWithPictures(to: "good.aedat4", in: folder) { _ in }
    try Self.writeWithPictures(to: "mirrored.aedat4", in: folder) { $0.x = 31 - $0.x }
    try Self.writeWithPictures(to: "inverted.aedat4", in: folder) { $0.isOn.toggle() }
    func kinds(_ name: String) throws -> [String] {
      let facts = try expectJSON(["doctor", name], in: folder)
      #expect((facts["orientation"] as? [String: Any])?["is_known"] as? Bool == true)
      return try Self.findings(facts).compactMap { $0["kind"] as? String }.filter { $0.hasPrefix("flipped") }
    }
    #expect(try kinds("good.aedat4").isEmpty)
    #expect(try kinds("mirrored.aedat4") == ["flipped-axes"])
    #expect(try kinds("inverted.aedat4") == ["flipped-polarity"])
    let text = try expectSuccess(["doctor", "inverted.aedat4"], in: folder).output
    #expect(text.contains("--filter polarity:exchange"))
    try expectSuccess(["convert", "inverted.aedat4", "back.npz", "--filter", "polarity:exchange"], in: folder)
    try expectSuccess(["convert", "good.aedat4", "good.npz"], in: folder)
    #expect(try Self.read("back.npz", in: folder).map(\.isOn) == Self.read("good.npz", in: folder).map(\.isOn))
  }

  @Test func `Without pictures nobody can know whether events are flipped, and doctor says so`() throws {
    let folder = try TemporaryFolder()
    try Self.write(Self.sound(), to: "a.csv", in: folder)
    let run = try expectSuccess(["doctor", "a.csv", "--size", "97x53"], in: folder)
    #expect(run.output.contains("polarity and axes: nobody can know; it carries no pictures of its own"))
  }
}
