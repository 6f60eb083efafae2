import Datasets
import Foundation
import Recordings
import TestSupport
import Testing

/// `saccade info` on recordings of events.
@Suite struct EventInfoTests {
  private static let events = (0..<500).map { (index: Int) -> Event in
    let (x, y) = (UInt16(index % 200), UInt16(index % 150))
    return Event(timeMicroseconds: Int64(1000 + 10 * index), x: x, y: y, isOn: index % 4 == 0)
  }

  @Test func `A recording of events is told as JSON`() throws {
    let folder = try TemporaryFolder()
    let writer = try EVT3Writer(
      path: folder.file("a.raw"), options: EventWriteOptions(width: 320, height: 240))
    try writer.append(EventBatch(Self.events))
    try writer.append([ExternalTrigger(timeMicroseconds: 9000, channel: 1, isRising: true)])
    try writer.finish()
    let facts = try expectJSON(["info", "a.raw"], in: folder)
    #expect(facts["format"] as? String == "prophesee-evt3" && facts["kind"] as? String == "events")
    #expect(facts["width"] as? Int == 320 && facts["height"] as? Int == 240)
    #expect(facts["events"] as? Int == 500 && facts["on"] as? Int == 125 && facts["off"] as? Int == 375)
    #expect(facts["first_us"] as? Int == 1000 && facts["last_us"] as? Int == 5990)
    #expect(facts["triggers"] as? Int == 1 && facts["monotonic"] as? Bool == true)
    #expect((facts["warnings"] as? [String])?.isEmpty == true)
  }

  @Test func `The rate has a unit that suits it, and a duration is never negative`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(Array("t_us,x,y,p\n0,1,2,1\n1000001,3,2,0\n2000000,3,2,0\n".utf8), to: "slow.csv")
    let slow = try expectSuccess(["info", "slow.csv"], in: folder).output
    #expect(slow.contains("2 s, 1.5 events a second"), "\(slow)")
    let lines = (0..<4000).map { "\(1 + $0 * 250),\($0 % 7),3,1\n" }.joined()
    _ = try folder.write(Array(("t_us,x,y,p\n" + lines).utf8), to: "quick.csv")
    let quick = try expectSuccess(["info", "quick.csv"], in: folder).output
    #expect(quick.contains("4 thousand events a second"), "\(quick)")
    _ = try folder.write(Array("t_us,x,y,p\n5000003,1,2,1\n1000001,3,2,0\n".utf8), to: "back.csv")
    let back = try expectSuccess(["info", "back.csv"], in: folder).output
    #expect(!back.contains("-") && back.contains("from 1000001 to 5000003"), "\(back)")
  }

  @Test func `A folder of mixed recordings is listed`() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("d")
    _ = try folder.write(Array("t_us,x,y,p\n0,1,2,1\n1000001,3,2,0\n".utf8), to: "d/a.csv")
    _ = try folder.write(Array("nothing of a recording".utf8), to: "d/notes.md")
    let writer = try EVT3Writer(path: folder.file("d/b.raw"), options: EventWriteOptions(width: 320, height: 240))
    try writer.append(EventBatch(Self.events))
    try writer.finish()
    let text = try expectSuccess(["info", "d"], in: folder).output
    #expect(text.contains("2 recordings") && text.contains("a.csv") && text.contains("prophesee-evt3"), "\(text)")
    let facts = try expectJSON(["info", "d"], in: folder)
    #expect(facts["kind"] as? String == "recordings" && facts["format"] as? String == "folder")
    let listed = try #require(facts["recordings"] as? [[String: Any]])
    #expect(listed.map { $0["path"] as? String } == ["a.csv", "b.raw"])
    #expect(listed.map { $0["format"] as? String } == ["text", "prophesee-evt3"])
  }

  @Test func `A size that the file does not say is guessed with a warning, or told`() throws {
    let folder = try TemporaryFolder()
    let text = Self.events.map { "\($0.timeMicroseconds) \($0.x) \($0.y) \($0.isOn ? 1 : 0)" }
    _ = try folder.write(Array((text.joined(separator: "\n") + "\n").utf8), to: "a.txt")
    let guessed = try expectJSON(["info", "a.txt"], in: folder)
    #expect(guessed["width"] as? Int == 240 && guessed["height"] as? Int == 180)
    #expect((guessed["warnings"] as? [String])?.contains { $0.contains("--size") } == true)
    let told = try expectJSON(["info", "a.txt", "--size", "640x480"], in: folder)
    #expect(told["width"] as? Int == 640 && told["height"] as? Int == 480)
  }

  @Test func `Pictures of events are made with the weights that are carried, or need some`() throws {
    let folder = try TemporaryFolder()
    let writer = try EVT3Writer(path: folder.file("a.raw"), options: EventWriteOptions(width: 320, height: 240))
    try writer.append(EventBatch(Self.events))
    try writer.finish()
    let models = try #require(try expectJSON(["models"], in: folder)["networks"] as? [[String: Any]])
    let firenet = try #require(models.first { $0["name"] as? String == "firenet" })
    guard let carried = (firenet["weights"] as? [String])?.first else {
      try expectFailure(
        64, ["reconstruct", "a.raw", "-o", "a.png"], in: folder, telling: ["--weights", "firenet", "saccade models"])
      return
    }
    #expect(carried.contains("Weights/firenet/README.md") && carried.contains("Apache-2.0"))
    let made = try expectJSON(["reconstruct", "a.raw", "-o", "a.png"], in: folder)
    #expect(
      made["release"] as? String == "FireNet" && (made["weights_digest"] as? String)?.hasPrefix("sha256:") == true)
  }

  @Test(
    .enabled(if: SharedFolder.isPresent, "needs ../shared"),
    arguments: [
      "aedat2_dvs128.aedat", "aedat4_dvxplorer_lz4.aedat4", "dat_50k.dat", "dsec_mini_zstd.h5", "evt2_triggers.raw",
      "evt3_a.raw", "faery.csv", "mvsec_davis_left.hdf5", "nmnist.bin", "prophesee_ecf.hdf5", "ros1_dvs_msgs_lz4.bag",
      "ros2_event_packets_db3", "rpg_events.txt", "esim.npz", "dvs.es", "evt21_legacy.raw", "aedat3_davis240.aedat",
    ])
  func `A real recording has the events that reference readers find`(name: String) throws {
    let folder = try TemporaryFolder()
    let json = try Data(contentsOf: URL(fileURLWithPath: SharedFolder.path("data/events/reference.json")))
    let all = try #require(try JSONSerialization.jsonObject(with: json) as? [String: [String: Any]])
    let reference = try #require(all[name])
    let options = reference["options"] as? [String] ?? []
    let facts = try expectJSON(["info", SharedFolder.path("data/events/\(name)")] + options, in: folder)
    #expect(facts["events"] as? Int == reference["events"] as? Int)
    #expect(facts["on"] as? Int == reference["on"] as? Int)
    #expect(facts["off"] as? Int == reference["off"] as? Int)
  }

  @Test(arguments: [("1000", "--time-unit s|ms|us|ns"), ("1001", nil)])
  func `What comes through a pipe is decided by its beginning, or asked about`(step: String, word: String?) throws {
    let folder = try TemporaryFolder()
    let number = try #require(Int(step))
    // More than is looked at before the rest of the pipe; the look ends within a number.
    let lines = (0..<60_000).map { "\($0 * number),1,2,1\n" }
    _ = try folder.write(Array(lines.joined().utf8), to: "a.csv")
    let run = try Program.shell("cat a.csv | \"$saccade\" info - --json", in: folder)
    #expect((run.status == 0) == (word == nil), "\(run.errors)")
    if let word {
      expectOneError(run, telling: ["so far", word])
    } else {
      #expect(run.json?["last_us"] as? Int == 59_999 * number)
    }
    let told = try Program.shell("cat a.csv | \"$saccade\" info - --json --time-unit ns", in: folder)
    #expect(told.json?["last_us"] as? Int == 59_999 * number / 1000)
  }
}
