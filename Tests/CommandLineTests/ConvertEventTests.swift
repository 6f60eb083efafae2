import Datasets
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct ConvertEventTests {
  /// 20,000 events of a sensor of 64×48 pixels, 50 µs apart, from 1 s on; every second one on.
  static let events = (0..<20_000).map { index in
    let (x, y) = (UInt16(index * 13 % 64), UInt16(index / 7 % 48))
    return Event(timeMicroseconds: 1_000_000 + Int64(index) * 50, x: x, y: y, isOn: index % 2 == 0)
  }

  static func write(
    _ name: String, in folder: TemporaryFolder, events: [Event] = events, triggers: [ExternalTrigger] = [],
    format: EventFormat? = nil
  ) throws {
    let writer = try EventFiles.create(
      folder.file(name), format: format, options: EventWriteOptions(width: 64, height: 48))
    var merger = TriggerMerger(writer)
    try merger.append(EventBatch(events), triggers)
    try merger.finish()
    try writer.finish()
  }

  static func read(_ name: String, in folder: TemporaryFolder) throws -> [Event] {
    let reader = try EventReader(folder.file(name))
    var events: [Event] = []
    while let batch = try reader.nextBatch() { events += batch.events }
    return events
  }

  @Test(arguments: ["raw", "dat", "aedat", "aedat4", "es", "bag", "mcap", "h5", "txt", "csv", "npy", "npz"])
  func `events are the same in every format`(ending: String) throws {
    let folder = try TemporaryFolder()
    try Self.write("a.npz", in: folder)
    let facts = try expectJSON(["convert", "a.npz", "b.\(ending)"], in: folder)
    #expect(facts["events_in"] as? Int == 20_000 && facts["events_out"] as? Int == 20_000)
    #expect(facts["from"] as? String == "npz" && facts["width"] as? Int == 64)
    #expect(try Self.read("b.\(ending)", in: folder) == Self.events)
  }

  @Test(arguments: EventFormat.writable)
  func `the option --to names the format`(format: EventFormat) throws {
    let folder = try TemporaryFolder()
    try Self.write("a.npz", in: folder)
    let facts = try expectJSON(["convert", "a.npz", "b", "--to", format.rawValue], in: folder)
    #expect(facts["to"] as? String == format.rawValue)
    #expect(try EventFiles.detect(folder.file("b")) == format)
    #expect(try Self.read("b", in: folder) == Self.events)
  }

  @Test func `parts of the time and of the sensor`() throws {
    let folder = try TemporaryFolder()
    try Self.write("a.raw", in: folder)
    let parts: [(arguments: [String], isKept: (Event) -> Bool)] = [
      (["--start", "100ms"], { $0.timeMicroseconds >= 1_100_000 }),
      (["--end", "0.1s"], { $0.timeMicroseconds < 1_100_000 }),
      (["--start-at", "1.2s", "--end-at", "1300000"], { (1_200_000..<1_300_000).contains($0.timeMicroseconds) }),
      (["--roi", "8,4,40x30"], { (8..<48).contains($0.x) && (4..<34).contains($0.y) }),
    ]
    for (index, part) in parts.enumerated() {
      let facts = try expectJSON(["convert", "a.raw", "\(index).npz"] + part.arguments, in: folder)
      var kept = Self.events.filter(part.isKept)
      #expect(facts["events_out"] as? Int == kept.count)
      if part.arguments[0] == "--roi" {
        for place in kept.indices { (kept[place].x, kept[place].y) = (kept[place].x - 8, kept[place].y - 4) }
        #expect(facts["width"] as? Int == 40 && facts["height"] as? Int == 30)
      }
      #expect(try Self.read("\(index).npz", in: folder) == kept)
    }
    // Nothing is left: a recording without events, as its user asked for.
    try expectSuccess(["convert", "a.raw", "none.npz", "--start", "1h".replacing("1h", with: "3600s")], in: folder)
    #expect(try Self.read("none.npz", in: folder).isEmpty)
  }

  @Test func `filters are applied in the order given`() throws {
    let folder = try TemporaryFolder()
    try Self.write("a.npz", in: folder)
    try expectSuccess(
      [
        "convert", "a.npz", "b.npz", "--filter", "polarity:on", "--filter", "subsample:3", "--filter", "flip:x",
        "--filter", "transpose", "--filter", "time:10ms,",
      ], in: folder)
    let kept = Self.events.filter(\.isOn).enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
      .filter { $0.timeMicroseconds >= 1_010_000 }
      .map { Event(timeMicroseconds: $0.timeMicroseconds, x: $0.y, y: 63 - $0.x, isOn: true) }
    #expect(try Self.read("b.npz", in: folder) == kept)
    let all = [
      "time:0,1s", "roi:0,0,60x40", "refractory:1ms", "background-activity:10ms,2", "hot-pixel", "hot-pixel:5,1ms",
      "flip:y", "rotate:90", "rotate:180", "rotate:270", "rescale:30x20", "event-rate:10000", "event-rate:10000,5ms",
    ]
    let facts = try expectJSON(["convert", "a.npz", "c.raw"] + all.flatMap { ["--filter", $0] }, in: folder)
    #expect(facts["width"] as? Int == 30 && facts["height"] as? Int == 20)
  }

  @Test(arguments: [
    "nothing", "time", "time:,", "roi:1,2", "polarity:both", "refractory", "flip:z", "rotate:45", "subsample:0",
    "rescale:0x0", "event-rate:-1", "hot-pixel:0", "transpose:x", "background-activity:1ms,99",
  ])
  func `a filter that is none is refused`(filter: String) throws {
    let folder = try TemporaryFolder()
    try Self.write("a.npz", in: folder)
    try expectFailure(64, ["convert", "a.npz", "b.npz", "--filter", filter], in: folder, telling: [filter])
  }

  @Test func `triggers go along where the format holds them`() throws {
    let folder = try TemporaryFolder()
    let triggers = (0..<20).map {
      ExternalTrigger(timeMicroseconds: 1_000_025 + Int64($0) * 50_000, channel: 0, isRising: $0 % 2 == 0)
    }
    try Self.write("a.raw", in: folder, triggers: triggers)
    for (name, format) in [("b.raw", "prophesee-evt2"), ("c.hdf5", "prophesee-hdf5"), ("d.aedat4", "aedat4")] {
      let facts = try expectJSON(["convert", "a.raw", name, "--to", format], in: folder)
      #expect(facts["triggers_in"] as? Int == 20 && facts["triggers_out"] as? Int == 20)
      let reader = try EventReader(folder.file(name))
      var (met, events): ([ExternalTrigger], [Event]) = ([], [])
      while let batch = try reader.nextBatch() { events += batch.events }
      met += reader.takeTriggers()
      #expect(met == triggers && events == Self.events)
    }
    let run = try expectSuccess(["convert", "a.raw", "e.npz"], in: folder)
    #expect(run.errors.contains("20 triggers left out"))
    let part = try expectJSON(["convert", "c.hdf5", "f.raw", "--start", "500ms"], in: folder)
    #expect(part["triggers_out"] as? Int == 10)
  }

  @Test func `what a format cannot hold is refused with the option that makes it fit`() throws {
    let folder = try TemporaryFolder()
    var late = Self.events
    for index in late.indices { late[index].timeMicroseconds += 1_500_000_000_000_000 }
    try Self.write("late.npz", in: folder, events: late)
    for ending in ["dat", "raw", "aedat", "es"] {
      try expectFailure(73, ["convert", "late.npz", "b.\(ending)"], in: folder, telling: ["--time-origin"])
      try expectSuccess(["convert", "late.npz", "b.\(ending)", "--time-origin", "first"], in: folder)
      #expect(try Self.read("b.\(ending)", in: folder)[19_999].timeMicroseconds == 19_999 * 50)
    }
    try expectFailure(64, ["convert", "late.npz", "b.xyz"], in: folder, telling: ["--to"])
    try expectFailure(64, ["convert", "late.npz", "b.npz", "--to", "spikes-npz"], in: folder)
    try expectFailure(73, ["convert", "late.npz", "b.npz", "--compression", "lz4"], in: folder, telling: ["npz"])
    try expectFailure(64, ["convert", "late.npz", "b.npz", "--roi", "60,40,10x10"], in: folder, telling: ["64x48"])
  }

  @Test func `standard input is a recording like any other`() throws {
    let folder = try TemporaryFolder()
    try Self.write("a.raw", in: folder)
    try Self.write("a.npz", in: folder)
    for line in [
      "cat a.raw | \"$saccade\" convert - b.npz", "\"$saccade\" convert - b.npz < a.raw",
      "cat a.npz | \"$saccade\" convert - b.npz", "\"$saccade\" convert - b.npz < a.npz",
    ] {
      let run = try Program.shell("\(line) --force", in: folder)
      #expect(run.status == 0, "\(line): \(run.errors)")
      #expect(try Self.read("b.npz", in: folder) == Self.events)
    }
    let info = try Program.shell("cat a.raw | \"$saccade\" info - --json", in: folder)
    #expect(info.json?["events"] as? Int == 20_000 && info.json?["format"] as? String == "prophesee-evt3")
    let garbage = try Program.shell("head -c 100000 /dev/zero | \"$saccade\" convert - c.npz", in: folder)
    #expect(garbage.status == 65 && garbage.errors.contains("standard input"))
  }

  @Test func `a growing file is followed, and Ctrl-C completes the output`() throws {
    let folder = try TemporaryFolder()
    try Self.write("whole.raw", in: folder)
    let line = """
      head -c 20000 whole.raw > live.raw
      "$saccade" convert live.raw out.npz --follow 2> notes & p=$!
      until grep -q following notes; do sleep 0.02; done
      tail -c +20001 whole.raw >> live.raw
      kill -INT $p; wait $p
      """
    let run = try Program.shell(line, in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try Self.read("out.npz", in: folder) == Self.events)
    try expectFailure(65, ["convert", "out.npz", "b.raw", "--follow"], in: folder, telling: ["cannot be followed"])
  }

  @Test func `following ends when nothing has come for a while`() throws {
    let folder = try TemporaryFolder()
    try Self.write("live.raw", in: folder)
    try expectSuccess(["convert", "live.raw", "out.npz", "--follow", "--idle", "10ms"], in: folder)
    #expect(try Self.read("out.npz", in: folder) == Self.events)
  }

  @Test func `the input is never written over`() throws {
    let folder = try TemporaryFolder()
    try Self.write("a.raw", in: folder)
    try FileManager.default.createSymbolicLink(atPath: folder.file("b.raw"), withDestinationPath: folder.file("a.raw"))
    let before = try folder.bytes("a.raw")
    for output in ["a.raw", "./a.raw", "b.raw"] {
      try expectFailure(73, ["convert", "a.raw", output, "--force"], in: folder, telling: ["input"])
      try expectFailure(73, ["doctor", "a.raw", "--repair", output, "--force"], in: folder, telling: ["input"])
    }
    #expect(try folder.bytes("a.raw") == before)
    let name = try folder.writeSpikes()
    try expectFailure(73, ["convert", name, name, "--force"], in: folder, telling: ["input"])
  }

  @Test func `options of events are refused for spikes`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    try expectFailure(64, ["convert", name, "a.npz", "--filter", "transpose"], in: folder, telling: ["--filter"])
    try expectFailure(64, ["convert", name, "a.npz", "--to", "npz"], in: folder, telling: ["spikes"])
  }
}
