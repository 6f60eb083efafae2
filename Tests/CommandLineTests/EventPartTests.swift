import Datasets
import Foundation
import Recordings
import TestSupport
import Testing

/// Parts of a recording by time: nothing comes twice, nothing is missing, and an empty part says so.
@Suite struct EventPartTests {
  private static let restarting = "t_us,x@34,y@34,p\n2000000,1,1,1\n3000000,2,2,1\n100,1,1,1\n200,1,2,1\n"

  @Test(arguments: ["raw", "dat", "aedat4", "h5", "csv", "npz"])
  func `A clock that starts anew ends a jump to the start, and is warned of`(ending: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(text: Self.restarting, to: "a.csv")
    let facts = try expectJSON(["convert", "a.csv", "b.\(ending)", "--start", "10ms"], in: folder)
    #expect(facts["events_out"] as? Int == 1 && facts["events_in"] as? Int == 4)
    #expect(
      (facts["warnings"] as? [String])?.contains { $0.contains("time steps back from 3000000 to 100 us") } == true)
    let times = try ConvertEventTests.read("b.\(ending)", in: folder).map(\.timeMicroseconds)
    #expect(times == [3_000_000])
  }

  @Test(arguments: [[], ["--roi", "0,0,32x32"], ["--filter", "polarity:on"]])
  func `So it does with a part of the sensor and with filters`(options: [String]) throws {
    let folder = try TemporaryFolder()
    try folder.write(text: Self.restarting, to: "a.csv")
    let facts = try expectJSON(["convert", "a.csv", "b.npz", "--start", "10ms"] + options, in: folder)
    #expect(facts["events_out"] as? Int == 1)
  }

  @Test func `Other verbs end, too`() throws {
    let folder = try TemporaryFolder()
    try folder.write(text: Self.restarting, to: "a.csv")
    for arguments in [
      ["render", "a.csv", "-o", "a.png", "--start", "10ms"], ["render", "a.csv", "-o", "a.html", "--start", "10ms"],
      ["represent", "a.csv", "--kind", "count", "-o", "a.npz", "--start", "10ms"],
    ] {
      let run = try expectSuccess(arguments, in: folder)
      #expect(run.errors.contains("time steps back from 3000000 to 100 us"), "\(arguments)")
    }
  }

  /// A long recording, of several batches, whose clock starts anew twice.
  private static func long() -> [Event] {
    (0..<240_000).map { (index: Int) -> Event in
      Event(
        timeMicroseconds: Int64(index % 80_000) * 200, x: UInt16(index % 64), y: UInt16(index / 7 % 48),
        isOn: index % 2 == 0)
    }
  }

  @Test(arguments: [("h5", 2), ("npy", 8), ("csv", 8), ("aedat4", 13)])
  func `Of a long recording whose clock starts anew no event comes twice`(ending: String, start: Int) throws {
    let folder = try TemporaryFolder()
    let events = Self.long()
    try ConvertEventTests.write("a.npz", in: folder, events: events)
    try expectSuccess(["convert", "a.npz", "b.\(ending)"], in: folder)
    let stored = try ConvertEventTests.read("b.\(ending)", in: folder)
    try expectSuccess(["convert", "b.\(ending)", "c.npz", "--start-at", "\(start)s"], in: folder)
    let part = try ConvertEventTests.read("c.npz", in: folder)
    let wanted = stored.filter { $0.timeMicroseconds >= Int64(start) * 1_000_000 }
    // A jump may pass over takes, but what comes is in the order of the recording and comes once.
    var place = wanted.startIndex
    for event in part {
      guard let found = wanted[place...].firstIndex(of: event) else {
        Issue.record("an event at \(event.timeMicroseconds) us comes twice or out of order")
        return
      }
      place = found + 1
    }
    #expect(!part.isEmpty)
  }

  @Test(arguments: [["--start", "100s"], ["--start-at", "1000s"], ["--end-at", "5"], ["--filter", "polarity:off"]])
  func `An empty result says so, and counts what was read, not a batch of it`(options: [String]) throws {
    let folder = try TemporaryFolder()
    let events = (0..<200_000).map { (index: Int) -> Event in
      Event(timeMicroseconds: 1_000_000 + Int64(index) * 50, x: UInt16(index % 64), y: 3, isOn: true)
    }
    try ConvertEventTests.write("a.raw", in: folder, events: events)
    let run = try expectSuccess(["convert", "a.raw", "b.npz"] + options, in: folder)
    #expect(run.errors.contains("warning: a.raw: there is no event in what was asked for"))
    #expect(!run.errors.contains("65536"), "\(run.errors)")
    try expectFailure(65, ["convert", "a.raw", "c.npz", "--strict"] + options, in: folder, telling: ["no event"])
  }

  @Test func `A part that was read to its end alone does not claim to know the whole`() throws {
    let folder = try TemporaryFolder()
    let events = (0..<400_000).map { (index: Int) -> Event in
      Event(timeMicroseconds: 1_000_000 + Int64(index) * 50, x: UInt16(index % 64), y: 3, isOn: true)
    }
    try ConvertEventTests.write("a.raw", in: folder, events: events)
    let run = try expectSuccess(["convert", "a.raw", "b.npz", "--end", "1ms"], in: folder)
    #expect(run.errors.contains("20 events of 64x48 written to b.npz"), "\(run.errors)")
    let all = try expectJSON(["convert", "a.raw", "c.npz"], in: folder)
    #expect(all["events_in"] as? Int == 400_000)
  }

  @Test func `Falling edges that AEDAT 2 does not hold are counted in a warning`() throws {
    let folder = try TemporaryFolder()
    let triggers = (0..<10).map {
      ExternalTrigger(timeMicroseconds: 1_000_000 + Int64($0) * 1000, channel: 0, isRising: $0 % 2 == 0)
    }
    try ConvertEventTests.write("a.raw", in: folder, triggers: triggers)
    let run = try expectSuccess(["convert", "a.raw", "b.aedat"], in: folder)
    #expect(
      run.errors.contains("warning: b.aedat: 5 triggers left out; aedat2 holds rising edges only"), "\(run.errors)")
    let facts = try expectJSON(["convert", "a.raw", "c.aedat"], in: folder)
    #expect(facts["triggers_in"] as? Int == 10 && facts["triggers_out"] as? Int == 5)
    let whole = try expectSuccess(["convert", "a.raw", "d.aedat4"], in: folder)
    #expect(!whole.errors.contains("left out"))
  }
}
