import Foundation
import Tensors
import TestSupport
import Testing

/// `saccade simulate events`.
@Suite struct SimulateEventsTests {
  private static let simulate = ["simulate", "events", "a.npy", "-o", "e.npz", "--fps", "100"]

  /// A gray edge that moves a pixel a frame over 30×20 pixels.
  private func writeEdge(in folder: TemporaryFolder, frames: Int = 12) throws {
    let values = (0..<frames).flatMap { frame in
      (0..<600).map { pixel -> UInt8 in pixel % 30 <= frame * 2 ? 220 : 40 }
    }
    try NumpyFile.write(
      Tensor<UInt8>(shape: [frames, 20, 30], scalars: values), to: folder.file("a.npy"), overwrite: true)
  }

  @Test func `An edge makes ON events where it passes, in any format`() throws {
    let folder = try TemporaryFolder()
    try writeEdge(in: folder)
    let facts = try expectJSON(Self.simulate, in: folder)
    // log((220 + 0.255) / (40 + 0.255)) = 1.69: eight thresholds for each of 22 columns.
    #expect(facts["events"] as? Int == 8 * 22 * 20 && facts["off"] as? Int == 0)
    #expect(facts["model"] as? String == "ideal" && facts["video_frames"] as? Int == 12)
    #expect(facts["width"] as? Int == 30 && facts["height"] as? Int == 20)
    let archive = try NumpyArchive(path: folder.file("e.npz"))
    let times = try archive.int64("t").scalars
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 } && times[0] > 0 && times[times.count - 1] <= 110_000)
    for name in ["e.raw", "e.dat", "e.aedat4", "e.h5", "e.csv", "e.npy", "e.es"] {
      try expectSuccess(["simulate", "events", "a.npy", "-o", name, "--fps", "100"], in: folder)
      #expect(try expectJSON(["info", name], in: folder)["events"] as? Int == 8 * 22 * 20)
    }
    let piped = try Program.shell(
      "'\(builtProgram("saccade"))' simulate events a.npy -o - --to csv --fps 100 | wc -l", in: folder)
    #expect(Int(piped.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 >= 8 * 22 * 20)
  }

  @Test func `Labels say what caused each event, in the order of the file`() throws {
    let folder = try TemporaryFolder()
    try writeEdge(in: folder)
    let facts = try expectJSON(
      Self.simulate + [
        "--model", "v2e", "--preset", "noisy", "--shot-hz", "200", "--hot-pixels", "0.02:1000", "--jitter", "100us",
        "--labels", "l.npy",
      ], in: folder)
    let labels = try NumpyFile.read(path: folder.file("l.npy")).float32.scalars
    #expect(labels.count == facts["events"] as? Int)
    let causes = try #require(facts["causes"] as? [String: Int])
    for (value, name) in ["signal", "leak", "shot", "hot_pixel", "photoreceptor"].enumerated() {
      #expect(labels.filter { Int($0) == value }.count == causes[name])
    }
    #expect(causes["shot"] ?? 0 > 0 && causes["hot_pixel"] ?? 0 > 0 && causes["signal"] ?? 0 > 0)
  }

  @Test func `The same seed gives the same bytes at any number of threads`() throws {
    let folder = try TemporaryFolder()
    try writeEdge(in: folder)
    let noisy = Self.simulate + ["--force", "--model", "v2e", "--preset", "noisy", "--shot-hz", "100"]
    func bytes(_ options: String...) throws -> [UInt8] {
      try expectSuccess(noisy + options, in: folder)
      return try folder.bytes("e.npz")
    }
    let reference = try bytes("--threads", "1")
    #expect(try bytes("--threads", "2") == reference)
    #expect(try bytes("--seed", "1") != reference)
  }

  @Test func `Frames have the times that a file or an archive says`() throws {
    let folder = try TemporaryFolder()
    try writeEdge(in: folder, frames: 3)
    _ = try folder.write(Array("# seconds\n10.000 a.png\n10.020 b.png\n10.100 c.png\n".utf8), to: "times.txt")
    let facts = try expectJSON(
      ["simulate", "events", "a.npy", "-o", "e.npz", "--timestamps", "times.txt"], in: folder)
    // The logarithm rises evenly from frame to frame, and passes the last of eight thresholds of 0.2 after 1.6 parts of
    // log(220.255 / 40.255) = 1.69957: at 20 ms + 80 ms · 0.94142.
    #expect(facts["last_us"] as? Int == 95_314)
    let frames = try NumpyFile.read(path: folder.file("a.npy")).float32
    let archive = try NumpyArchiveWriter(path: folder.file("a.npz"))
    try archive.add(frames, named: "frames")
    try archive.add(Tensor<Int64>(shape: [3], scalars: [5, 2005, 50_005]), named: "timestamps")
    try archive.commit()
    let packed = try expectJSON(["simulate", "events", "a.npz", "-o", "f.npz"], in: folder)
    #expect(packed["last_us"] as? Int == 47_188)
    #expect(packed["events"] as? Int == facts["events"] as? Int)
    try expectFailure(
      65, ["simulate", "events", "a.npy", "-o", "g.npz", "--timestamps", "a.npy"], in: folder, telling: ["line 1"])
    _ = try folder.write(Array("0\n1000\n".utf8), to: "short.txt")
    try expectFailure(
      65, ["simulate", "events", "a.npy", "-o", "g.npz", "--timestamps", "short.txt"], in: folder,
      telling: ["3 frames", "2 times"])
    _ = try folder.write(Array("0\n2000\n1000\n".utf8), to: "back.txt")
    try expectFailure(
      65, ["simulate", "events", "a.npy", "-o", "g.npz", "--timestamps", "back.txt"], in: folder,
      telling: ["frame 2 is not later", "the events up to there are in g.npz"], keeping: "g.npz")
    try expectFailure(
      64, ["simulate", "events", "a.npy", "-o", "h.npz"], in: folder, telling: ["--fps", "--timestamps"])
  }

  @Test func `What cannot be is refused`() throws {
    let folder = try TemporaryFolder()
    try writeEdge(in: folder)
    for (wrong, telling) in [
      (["--contrast-on", "0"], "--contrast-on"), (["--contrast-off", "-0.2"], "--contrast-off"),
      (["--cutoff-hz", "30"], "--model ideal has no --cutoff-hz"),
      (["--model", "v2e", "--esim"], "--model v2e has no --esim"),
      (["--model", "voltmeter", "--contrast-on", "0.2"], "--model voltmeter has no --contrast-on"),
      (["--upsample", "0"], "--upsample"), (["--hot-pixels", "2"], "--hot-pixels"), (["--arbiter", "x"], "--arbiter"),
    ] {
      try expectFailure(64, Self.simulate + wrong, in: folder, telling: [telling])
    }
    #expect(!folder.exists("e.npz"))
    // What was made before the input broke off is kept.
    var values = [Float](repeating: 50, count: 2400)
    for pixel in 600..<1200 { values[pixel] = 200 }
    values[1201] = .nan
    try NumpyFile.write(Tensor<Float>(shape: [4, 20, 30], scalars: values), to: folder.file("a.npy"), overwrite: true)
    try expectFailure(
      65, Self.simulate, in: folder, telling: ["a.npy", "frame 2", "y 0, x 1", "the events up to there are in e.npz"],
      keeping: "e.npz")
    #expect(try expectJSON(["info", "e.npz"], in: folder)["events"] as? Int == 6 * 600)
  }

  @Test func `More steps give the same events of a still edge, and warnings where there are none`() throws {
    let folder = try TemporaryFolder()
    try writeEdge(in: folder)
    let facts = try expectJSON(Self.simulate + ["--upsample", "auto"], in: folder)
    #expect(facts["events"] as? Int == 8 * 22 * 20 && facts["steps"] as? Int == 11 * 9)
    let still = try expectJSON(Self.simulate + ["--contrast-on", "5", "--contrast-off", "5", "--force"], in: folder)
    #expect(still["events"] as? Int == 0 && (still["warnings"] as? [String])?.count == 1)
  }
}
