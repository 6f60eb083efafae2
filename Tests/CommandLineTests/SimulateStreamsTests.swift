import Foundation
import Media
import Tensors
import TestSupport
import Testing

/// `saccade simulate spikes,events`, and `--preview`.
@Suite struct SimulateStreamsTests {
  private static let simulate = ["simulate", "spikes,events", "v.npy", "-o", "out", "--fps", "200"]

  /// A bar that moves a pixel a frame over 24x18 pixels.
  private func writeVideo(in folder: TemporaryFolder, frames: Int = 8) throws {
    let values = (0..<frames).flatMap { frame in
      (0..<432).map { pixel -> UInt8 in
        let x = pixel % 24 - frame
        return (4..<9).contains(x) ? 230 : UInt8(40 + pixel / 24 * 4)
      }
    }
    try NumpyFile.write(
      Tensor<UInt8>(shape: [frames, 18, 24], scalars: values), to: folder.file("v.npy"), overwrite: true)
  }

  private func index(of folder: TemporaryFolder) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(folder.bytes("out/index.json"))) as? [String: Any])
  }

  @Test func `The streams are those of the single verbs, byte for byte`() throws {
    let folder = try TemporaryFolder()
    try writeVideo(in: folder)
    let spikes = ["--rate", "4000", "--init", "steady"]
    let events = ["--preset", "noisy", "--shot-hz", "200", "--hot-pixels", "0.02:500", "--jitter", "50us"]
    let shared = ["--seed", "7", "--gamma", "srgb"]
    try expectSuccess(
      Self.simulate + spikes + events + shared
        + ["--spike-model", "scsim", "--event-model", "v2e", "--labels", "--upsample", "3"], in: folder)
    try expectSuccess(
      ["simulate", "spikes", "v.npy", "-o", "s.dat", "--fps", "200", "--model", "scsim"] + spikes + shared, in: folder)
    try expectSuccess(
      [
        "simulate", "events", "v.npy", "-o", "e.raw", "--fps", "200", "--model", "v2e", "--upsample", "3", "--labels",
        "l.npy",
      ] + events + shared, in: folder)
    #expect(try folder.bytes("out/spikes.dat") == folder.bytes("s.dat"))
    #expect(try folder.bytes("out/events.raw") == folder.bytes("e.raw"))
    #expect(try folder.bytes("out/labels.npy") == folder.bytes("l.npy"))
  }

  @Test func `The index tells all that the folder holds`() throws {
    let folder = try TemporaryFolder()
    try writeVideo(in: folder)
    let printed = try expectJSON(Self.simulate + ["--rate", "4000", "--seed", "3"], in: folder)
    let index = try index(of: folder)
    #expect(NSDictionary(dictionary: printed) == NSDictionary(dictionary: index))
    let files = try #require(index["files"] as? [String])
    let held = try FileManager.default.subpathsOfDirectory(atPath: folder.file("out")).filter { $0 != "images" }
    #expect(files == held.sorted() && files.count == 8 + 4)
    #expect(index["verb"] as? String == "simulate" && index["width"] as? Int == 24 && index["height"] as? Int == 18)
    #expect(index["seed"] as? Int == 3 && index["video_frames"] as? Int == 8 && index["seconds"] == nil)
    let spikes = try #require(index["spikes"] as? [String: Any])
    #expect(spikes["frames"] as? Int == 7 * 20 && spikes["last_us"] as? Int == 35_000)
    #expect(spikes["rate_hz"] as? Double == 4000 && spikes["model"] as? String == "ideal")
    let events = try #require(index["events"] as? [String: Any])
    #expect(try expectJSON(["info", "out/events.raw"], in: folder)["events"] as? Int == events["events"] as? Int)
    #expect(events["first_us"] as? Int ?? 0 > 0 && events["last_us"] as? Int == 35_000)
    let frames = try #require(index["frames"] as? [String: Any])
    #expect(frames["count"] as? Int == 8 && frames["times"] as? String == "images.txt")
    let list = String(decoding: try folder.bytes("out/images.txt"), as: UTF8.self).split(separator: "\n")
    #expect(list.count == 8 && list[1] == "0.005000000 images/frame_00000001.png")
    // The spikes have no header: the index says their size.
    let info = try expectJSON(["info", "out/spikes.dat"], in: folder)
    #expect(info["width"] as? Int == 24 && info["frames"] as? Int == 140)
  }

  @Test(arguments: [("png", ["out/images"]), ("png16", ["out/images"]), ("npy", ["out/frames.npy"])])
  func `The frames give the same events again`(format: String, input: [String]) throws {
    let folder = try TemporaryFolder()
    try writeVideo(in: folder)
    try expectSuccess(Self.simulate + ["--gamma", "srgb", "--frames", format], in: folder)
    try expectSuccess(
      ["simulate", "events"] + input + ["-o", "again.raw", "--timestamps", "out/images.txt"], in: folder)
    #expect(try folder.bytes("again.raw") == folder.bytes("out/events.raw"))
  }

  @Test func `Formats and frames are chosen, and the order of the streams does not matter`() throws {
    let folder = try TemporaryFolder()
    try writeVideo(in: folder)
    try expectSuccess(
      ["simulate", "events,spikes", "v.npy", "-o", "out", "--fps", "200"]
        + ["--spike-format", "spikes-npz", "--event-format", "csv", "--frames", "none"], in: folder)
    #expect(try folder.contents() == ["out", "out/events.csv", "out/index.json", "out/spikes.npz", "v.npy"])
    for file in ["out/events.csv", "out/spikes.npz"] { try expectSuccess(["info", file], in: folder) }
    #expect(try index(of: folder)["frames"] == nil)
  }

  @Test func `The same seed gives the same folder at any number of threads`() throws {
    let folder = try TemporaryFolder()
    try writeVideo(in: folder)
    let noisy = Self.simulate + ["--force", "--spike-model", "scsim", "--event-model", "voltmeter"]
    func bytes(_ options: String...) throws -> [[UInt8]] {
      try expectSuccess(noisy + options, in: folder)
      return try ["spikes.dat", "events.raw", "index.json"].map { try folder.bytes("out/\($0)") }
    }
    let reference = try bytes("--threads", "1")
    #expect(try bytes("--threads", "2") == reference)
    let other = try bytes("--seed", "1")
    #expect(other[0] != reference[0] && other[1] != reference[1])
  }

  @Test func `A folder that is there is replaced only by --force, and only what a run wrote`() throws {
    let folder = try TemporaryFolder()
    try writeVideo(in: folder)
    try expectSuccess(Self.simulate + ["--labels"], in: folder)
    try expectFailure(73, Self.simulate, in: folder, telling: ["out", "exists already", "--force"])
    _ = try folder.write([1], to: "out/mine.txt")
    try expectSuccess(Self.simulate + ["--force", "--frames", "none"], in: folder)
    #expect(
      try folder.contents().filter { $0.hasPrefix("out/") }
        == ["out/events.raw", "out/index.json", "out/mine.txt", "out/spikes.dat"])
    _ = try folder.write([], to: "file")
    try expectFailure(
      73, ["simulate", "spikes,events", "v.npy", "-o", "file", "--fps", "200", "--force"], in: folder,
      telling: ["file", "no folder"])
  }

  @Test func `What cannot be is refused in the words of the verb`() throws {
    let folder = try TemporaryFolder()
    try writeVideo(in: folder)
    for (words, telling) in [
      (["simulate", "evnets", "v.npy"], "did you mean events?"),
      (["simulate", "spikes,event", "v.npy"], "did you mean spikes,events?"),
      (["simulate", "frames"], "spikes, events or spikes,events, not frames"),
      (Self.simulate + ["--event-model", "voltmeter", "--shot-hz", "1"], "--event-model voltmeter has no --shot-hz"),
      (Self.simulate + ["--spike-model", "scsim", "--threshold", "9"], "--threshold is for --spike-model ideal"),
      (Self.simulate + ["--spike-camera", "c.yml", "--base", "scsim"], "--spike-camera and --base"),
      (Self.simulate + ["--event-camera", "c.yml", "--esim"], "--esim and --event-camera"),
      (Self.simulate + ["--event-format", "spikes-dat"], "--event-format"),
      (Self.simulate + ["--frames", "jpg"], "--frames"), (Self.simulate + ["--preview", "p.txt"], "p.txt"),
    ] {
      try expectFailure(64, words, in: folder, telling: [telling])
    }
    try expectFailure(
      73, ["simulate", "spikes", "v.npy", "-o", "s.npy", "--fps", "0.00002"], in: folder,
      telling: ["s.npy", "readouts of 432 bytes take about", "--rate", "--allow-large"])
  }

  @Test func `Of light that breaks off what was made is kept`() throws {
    let folder = try TemporaryFolder()
    var values = [Float](repeating: 50, count: 4 * 432)
    for pixel in 432..<864 { values[pixel] = 200 }
    values[2 * 432 + 5] = .nan
    try NumpyFile.write(Tensor<Float>(shape: [4, 18, 24], scalars: values), to: folder.file("v.npy"))
    let run = try folder.saccade(
      "simulate", "spikes,events", "v.npy", "-o", "out", "--fps", "200", "--preview", "p.mp4")
    #expect(run.status == 65)
    expectOneError(run, telling: ["v.npy", "frame 2", "the streams up to there are in out"])
    #expect(try index(of: folder)["video_frames"] as? Int == 2)
    #expect(try expectJSON(["info", "out/events.raw"], in: folder)["events"] as? Int ?? 0 > 0)
    #expect(try expectJSON(["info", "out/spikes.dat"], in: folder)["frames"] as? Int == 100)
    #expect(folder.exists("p.mp4"))
  }

  @Test func `A preview has a picture a frame, of the light and of each camera`() throws {
    let folder = try TemporaryFolder()
    try writeVideo(in: folder)
    for (streams, panels) in [("spikes", 2), ("events", 2), ("spikes,events", 3)] {
      let output = ["spikes": "s_24x18.dat", "events": "e.raw"][streams] ?? "out"
      try expectSuccess(
        ["simulate", streams, "v.npy", "-o", output, "--fps", "200", "--preview", "p.mkv", "--force"], in: folder)
      let reader = try VideoReader(path: folder.file("p.mkv"))
      // 18 rows are enlarged eightfold.
      #expect(reader.width == panels * 24 * 8 + (panels + 1) * 8 && abs(reader.nominalFrameRate - 30) < 0.1)
      var pictures: [Tensor<Float>] = []
      while let frame = try reader.next() { pictures.append(try frame.grayLuma()) }
      #expect(pictures.count == 7)
      // The bar is bright in the light, and, as spikes, in the panel next to it.
      let (row, bar, ground) = (23 + 8 * 9 + 4, 8 + 8 * 13 + 4, 8 + 8 * 2 + 4)
      let last = try #require(pictures.last)
      #expect(last[row, bar] > last[row, ground] + 60)
      if streams != "events" { #expect(last[row, bar + 200] > last[row, ground + 200] + 60) }
      // What did not change has no event.
      if streams != "spikes" { #expect(last[row, (panels - 1) * 200 + ground] < 30) }
    }
    // The recordings are the same with and without.
    let spikes = try folder.bytes("s_24x18.dat")
    try expectSuccess(
      ["simulate", "spikes", "v.npy", "-o", "s_24x18.dat", "--fps", "200", "--force", "--rate", "20000"], in: folder)
    #expect(try folder.bytes("s_24x18.dat") == spikes)
  }
}
