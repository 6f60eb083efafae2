import Foundation
import Tensors
import TestSupport
import Testing

/// What simulated cameras see between the frames of a video.
@Suite struct SimulateLightTests {
  /// Waves that move to the right by so many pixels a frame over 64×32 pixels.
  private func writeWaves(
    _ name: String, in folder: TemporaryFolder, frames: Int, speed: Double, brightening: Double = 0
  ) throws {
    let values = (0..<frames).flatMap { frame in
      (0..<64 * 32).map { pixel -> Float in
        let (x, y) = (Double(pixel % 64) - speed * Double(frame), Double(pixel / 64))
        let waves = 110 + 45 * sin(0.5 * x + 0.1 * y) + 40 * sin(0.3 * y - 0.21 * x)
        return Float(waves * (1 + brightening * Double(frame)))
      }
    }
    try NumpyFile.write(
      Tensor<Float>(shape: [frames, 32, 64], scalars: values), to: folder.file(name), overwrite: true)
  }

  /// The spikes of each pixel in stretches of 25 frames.
  private func rates(_ name: String, in folder: TemporaryFolder) throws -> [Int] {
    let spikes = try folder.readSpikes(name)
    let pixels = 64 * 32
    var rates = [Int](repeating: 0, count: (spikes.shape[0] / 25 + 1) * pixels)
    for (index, spike) in spikes.scalars.enumerated() where (8..<56).contains(index % 64) {
      rates[index / (25 * pixels) * pixels + index % pixels] += Int(spike)
    }
    return rates
  }

  @Test func `Along the flow spikes are those of the light that really was`() throws {
    let folder = try TemporaryFolder()
    // The truth has eight frames for each of the video's.
    try writeWaves("truth.npy", in: folder, frames: 17, speed: 0.75)
    try writeWaves("video.npy", in: folder, frames: 3, speed: 6)
    let options = ["--init", "zero", "--rate", "8000"]
    try expectSuccess(["simulate", "spikes", "truth.npy", "-o", "t.npy", "--fps", "320"] + options, in: folder)
    let truth = try rates("t.npy", in: folder)
    func error(_ name: String, _ more: [String]) throws -> Int {
      try expectSuccess(["simulate", "spikes", "video.npy", "-o", name, "--fps", "40"] + options + more, in: folder)
      return zip(try rates(name, in: folder), truth).reduce(0) { $0 + abs($1.0 - $1.1) }
    }
    let line = try error("line.npy", [])
    let flow = try error("flow.npy", ["--interpolate", "flow", "--upsample", "8"])
    #expect(flow * 3 < line, "\(flow) \(line)")
    let alone = try error("one.npy", ["--interpolate", "flow", "--upsample", "8", "--threads", "1"])
    #expect(alone == flow)
    #expect(try folder.bytes("one.npy") == folder.bytes("flow.npy"))
  }

  @Test func `Automatic steps follow the motion, and the output says what was done`() throws {
    let folder = try TemporaryFolder()
    try writeWaves("v.npy", in: folder, frames: 3, speed: 5)
    let run = ["simulate", "events", "v.npy", "--fps", "30", "--contrast-on", "4", "--contrast-off", "4", "-o"]
    let facts = try expectJSON(run + ["e.npz", "--interpolate", "flow"], in: folder)
    #expect((8...14).contains(facts["steps"] as? Int ?? 0), "\(facts)")
    #expect(facts["interpolation"] as? String == "flow" && facts["upsampling"] as? String == "auto")
    let line = try expectJSON(run + ["l.npz"], in: folder)
    #expect(line["interpolation"] as? String == "linear" && line["upsampling"] as? String == "1")
    let notes = try expectSuccess(run + ["n.npz", "--interpolate", "minterpolate"], in: folder).errors
    #expect(notes.contains("minterpolate, 8 steps"), "\(notes)")
  }

  @Test func `A line where parts move is warned of, once, and no other`() throws {
    let folder = try TemporaryFolder()
    func warnings(_ more: String...) throws -> [String] {
      let facts = try expectJSON(
        ["simulate", "events", "v.npy", "-o", "e.npz", "--fps", "30", "--force"] + more, in: folder)
      return try #require(facts["warnings"] as? [String])
    }
    try writeWaves("v.npy", in: folder, frames: 6, speed: 5)
    let told = try warnings()
    #expect(told.count == 1 && told[0].contains("move by 5 px") && told[0].contains("--interpolate flow"), "\(told)")
    #expect(try warnings("--interpolate", "flow").isEmpty)
    try expectFailure(
      65, ["simulate", "events", "v.npy", "-o", "s.npz", "--fps", "30", "--strict"], in: folder, telling: ["5 px"])
    try writeWaves("v.npy", in: folder, frames: 6, speed: 1)
    #expect(try warnings().isEmpty)
    try writeWaves("v.npy", in: folder, frames: 6, speed: 0, brightening: -0.12)
    #expect(try warnings().isEmpty)
  }

  @Test func `Other ways between frames run, and what cannot be is refused`() throws {
    let folder = try TemporaryFolder()
    try writeWaves("v.npy", in: folder, frames: 3, speed: 1)
    func events(_ more: String...) -> [String] { ["simulate", "events", "v.npy", "-o", "e.npz", "--fps", "30"] + more }
    try expectSuccess(events("--interpolate", "flow", "--flow-model", "contrast", "--force"), in: folder)
    _ = try folder.writeArchivedWeights()
    try expectSuccess(
      events("--interpolate", "flow", "--weights", "weights.npz", "--upsample", "2", "--force"), in: folder)
    for (wrong, telling) in [
      (events("--weights", "w.npz"), "--interpolate flow"), (events("--flow-model", "contrast"), "--interpolate flow"),
      (events("--interpolate", "minterpolate", "--upsample", "auto"), "--upsample takes a number"),
      (events("--interpolate", "flow", "--flow-model", "eraft"), "--weights"),
      (events("--interpolate", "flow", "--flow-model", "contrast", "--weights", "weights.npz"), "takes none"),
      (events("--interpolate", "bogus"), "flow"),
      (["simulate", "spikes", "v.npy", "-o", "s_64x32.dat", "--fps", "30", "--upsample", "4"], "integrates the line"),
    ] {
      try expectFailure(64, wrong + ["--force"], in: folder, telling: [telling])
    }
    _ = try folder.writeGray(UInt8(9), width: 7, height: 30, frames: 3)
    try expectFailure(
      64, ["simulate", "events", "gray.npy", "-o", "g.npz", "--fps", "30", "--interpolate", "flow"], in: folder,
      telling: ["8 rows and columns"])
  }
}
