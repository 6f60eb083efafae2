import Foundation
import Recordings
import TestSupport
import Testing

/// `render` of representations, and of events as a page.
@Suite struct RenderRepresentationTests {
  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try ConvertEventTests.write("a.npz", in: folder)
    return folder
  }

  @Test(arguments: [
    "count", "polarity", "histogram:3", "time-surface", "voxel-grid:4", "eraft:3", "ste:3", "hats:8:2", "tore:2",
    "mdes:3", "ergo12", "est:3",
  ])
  func `Tensors look the same drawn at once and from the file that represent wrote`(kind: String) throws {
    let folder = try Self.folder()
    let windows = ["--window", "300ms", "--stride", "300ms"]
    try expectSuccess(["represent", "a.npz", "-o", "r.npz", "--kind", kind] + windows, in: folder)
    let drawn = try expectJSON(["render", "a.npz", "-o", "a.mkv", "--kind", kind, "--fps", "5"] + windows, in: folder)
    #expect(drawn["kind"] as? String == kind && drawn["pictures"] as? Int == 4)
    let stored = try expectJSON(["render", "r.npz", "-o", "r.mkv", "--fps", "5"], in: folder)
    #expect(stored["kind"] as? String == kind && stored["pictures"] as? Int == 4)
    #expect(try folder.bytes("a.mkv") == folder.bytes("r.mkv"))
    try expectSuccess(["render", "a.npz", "-o", "a.png", "--kind", kind, "--frame", "1"] + windows, in: folder)
    try expectSuccess(["render", "r.npz", "-o", "r.png", "--frame", "1"], in: folder)
    #expect(try folder.bytes("a.png") == folder.bytes("r.png"))
  }

  @Test(arguments: ["count", "voxel-grid:4", "tore:2", "ergo12", "time-surface"])
  func `Tensors look the same in all files that represent writes`(kind: String) throws {
    let folder = try Self.folder()
    for ending in ["npz", "h5", "npy"] {
      try expectSuccess(
        ["represent", "a.npz", "-o", "r.\(ending)", "--kind", kind, "--window", "300ms"], in: folder)
      let named = ending == "npy" ? ["--kind", kind] : []
      let facts = try expectJSON(["render", "r.\(ending)", "-o", "\(ending).png", "--no-legend"] + named, in: folder)
      #expect(facts["kind"] as? String == kind && facts["pictures"] as? Int == 1)
      #expect(try folder.bytes("\(ending).png") == folder.bytes("npz.png"))
    }
    try expectSuccess(["render", "r.h5", "-o", "legend.png"], in: folder)
    try expectSuccess(["render", "r.npz", "-o", "same.png"], in: folder)
    #expect(try folder.bytes("legend.png") == folder.bytes("same.png"))
    #expect(try folder.bytes("legend.png") != folder.bytes("npz.png"))
    // The array alone does not say what it is.
    #expect(try expectJSON(["render", "r.npy", "-o", "n.mp4"], in: folder)["pictures"] as? Int == 4)
  }

  @Test(arguments: ["window:6", "tfp:8", "tfi", "tfstp", "isi", "isi:3"])
  func `Tensors of spikes are drawn in gray`(kind: String) throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    try expectSuccess(["represent", name, "-o", "r.npz", "--kind", kind, "--window", "1ms"], in: folder)
    #expect(try expectJSON(["render", "r.npz", "-o", "r.mp4"], in: folder)["pictures"] as? Int == 3)
    let drawn = try expectJSON(["render", name, "-o", "s.mp4", "--kind", kind, "--stride", "20"], in: folder)
    #expect(drawn["pictures"] as? Int == 3 && drawn["kind"] as? String == kind)
    #expect(try expectJSON(["render", name, "-o", "t.mp4", "--stride", "1ms"], in: folder)["pictures"] as? Int == 3)
  }

  @Test func `Representations that cannot be shown are refused with a reason`() throws {
    let folder = try Self.folder()
    let spikes = try folder.writeSpikes()
    try expectSuccess(["represent", "a.npz", "-o", "r.npz", "--kind", "count"], in: folder)
    try expectSuccess(["represent", "a.npz", "-o", "none.npz", "--kind", "count", "--events", "99999"], in: folder)
    func refuse(_ status: Int32, _ input: String, _ options: String..., telling words: [String]) throws {
      try expectFailure(status, ["render", input, "-o", "x.png"] + options, in: folder, telling: words)
    }
    try refuse(64, "a.npz", "--kind", "voxel", telling: ["voxel-grid:B"])
    try refuse(64, "a.npz", "--kind", "count", "--style", "frame", telling: ["--style", "--kind"])
    try refuse(64, "a.npz", "--kind", "isi", telling: ["spikes"])
    try refuse(64, "a.npz", "--kind", "histogram:1024", "--zoom", "64", telling: ["histogram:1024"])
    try refuse(64, spikes, "--kind", "count", telling: ["window:K"])
    try refuse(64, "r.npz", "--style", "xyt", telling: ["--style"])
    try refuse(64, "r.npz", "--frame", "1", telling: ["--frame 1"])
    try refuse(65, "none.npz", telling: ["none.npz", "no window"])
    for input in ["r.npz", try folder.writeFlow(u: 1, v: 1)] {
      try expectFailure(64, ["render", input, "-o", "x.html"], in: folder, telling: ["x.html", "events"])
    }
  }

  @Test func `A page holds the events of the wanted time, and fetches nothing`() throws {
    let folder = try Self.folder()
    func page(_ options: String...) throws -> (facts: [String: Any], text: String) {
      let facts = try expectJSON(["render", "a.npz", "-o", "p.html", "--force"] + options, in: folder)
      return (facts, String(decoding: try folder.bytes("p.html"), as: UTF8.self))
    }
    let whole = try page()
    #expect(whole.facts["events"] as? Int == 20_000 && whole.facts["step"] as? Int == 1)
    #expect(whole.text.contains("20,000 events") && !whole.text.contains("http:") && !whole.text.contains("https:"))
    let part = try page("--start", "100ms", "--end", "200ms", "--style", "xyt")
    #expect(part.facts["events"] as? Int == 2000 && part.text.contains(#""view":"cloud""#))
    let few = try page("--max-events", "3000")
    #expect(few.facts["events"] as? Int == 2500 && few.facts["step"] as? Int == 8)
    #expect(few.text.contains("2,500 of 20,000 events: every 8th one"))
    try expectFailure(73, ["render", "a.npz", "-o", "p.html"], in: folder, telling: ["p.html", "--force"])
    for option in [["--window", "1ms"], ["--speed", "2"], ["--kind", "count"], ["--max-events", "0"]] {
      try expectFailure(64, ["render", "a.npz", "-o", "x.html"] + option, in: folder, telling: [option[0]])
    }
  }

  @Test func `The flow of a part of the sensor lies over the events of that part`() throws {
    let folder = try Self.folder()
    try FileManager.default.createDirectory(atPath: folder.file("flow"), withIntermediateDirectories: true)
    _ = try folder.writeFlow(u: 1, v: 1, width: 32, height: 16, name: "flow/a.npy")
    func index(sensorWidth: Int) throws {
      let text =
        #"{"fields":[{"file":"a.npy","start_us":1000000,"end_us":1100000,"frame_a":0,"frame_b":1,"iterations":1}],"#
        + #""width":32,"height":16,"region":{"x":8,"y":4,"sensor_width":\#(sensorWidth),"sensor_height":48},"#
        + #""model":"m","weights_digest":"d","version":"0","command":[]}"#
      _ = try folder.write(Array(text.utf8), to: "flow/index.json")
    }
    try index(sensorWidth: 64)
    try expectSuccess(["render", "flow", "--over", "a.npz", "-o", "a.png"], in: folder)
    try index(sensorWidth: 65)
    try expectFailure(
      65, ["render", "flow", "--over", "a.npz", "-o", "b.png"], in: folder, telling: ["64x48", "65x48"])
  }
}
