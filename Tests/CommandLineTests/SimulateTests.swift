import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct SimulateTests {
  /// The spikes of every pixel.
  private static func counts(_ spikes: Tensor<UInt8>) -> [Int] {
    let pixels = spikes.shape[1] * spikes.shape[2]
    var counts = [Int](repeating: 0, count: pixels)
    for (index, value) in spikes.scalars.enumerated() { counts[index % pixels] += Int(value) }
    return counts
  }

  @Test(arguments: [0, 1, 100, 127, 254, 255])
  func `A constant gray level of bytes fires as often as the closed form says`(gray: Int) throws {
    let folder = try TemporaryFolder()
    let video = try folder.writeGray(UInt8(gray), width: 17, height: 9)
    let arguments = ["simulate", "spikes", video, "-o", "s_17x9.dat", "--fps", "300", "--init", "zero"]
    let facts = try expectJSON(arguments, in: folder)
    // ⌊(T−1) · rate / fps⌋ readouts.
    let frames = 10 * 20_000 / 300
    #expect(facts["frames"] as? Int == frames && facts["video_frames"] as? Int == 11)
    #expect(facts["width"] as? Int == 17 && facts["height"] as? Int == 9)
    let spikes = try folder.readSpikes("s_17x9.dat")
    #expect(spikes.shape == [frames, 9, 17])
    #expect(Self.counts(spikes).allSatisfy { $0 == frames * gray / 400 })
    #expect(facts["spikes"] as? Int == 17 * 9 * (frames * gray / 400))
  }

  @Test(arguments: [(Float(0.5), 400.0), (99.75, 400), (255, 255), (200.5, 317.25), (3.25, 0.5)])
  func `A constant gray level of float32 fires as often as the closed form says`(gray: Float, threshold: Double) throws
  {
    let folder = try TemporaryFolder()
    let video = try folder.writeGray(gray, width: 8, height: 3, frames: 5)
    try expectSuccess(
      [
        "simulate", "spikes", video, "-o", "s.npy", "--fps", "30000/1001", "--rate", "4000", "--init", "zero",
        "--threshold", "\(threshold)",
      ] + (gray <= 1 ? ["--white", "255"] : []), in: folder)
    let spikes = try folder.readSpikes("s.npy")
    let frames = 4 * 4000 * 1001 / 30_000
    #expect(spikes.shape == [frames, 3, 8])
    // A pixel fires at most once a readout.
    let expected = min(frames, Int((Double(frames) * Double(gray) / threshold).rounded(.down)))
    #expect(Self.counts(spikes).allSatisfy { $0 == expected })
  }

  @Test func `A ramp fires within one of its integral at every readout`() throws {
    let folder = try TemporaryFolder()
    let levels = (0..<32).map(Float.init)
    let pictures = [levels.map { $0 * 8 }, levels.reversed().map { $0 * 5 + 100 }]
    try NumpyFile.write(Tensor<Float>(shape: [2, 4, 8], scalars: pictures.flatMap { $0 }), to: folder.file("ramp.npy"))
    try expectSuccess(
      ["simulate", "spikes", "ramp.npy", "-o", "r_8x4.dat", "--fps", "3", "--init", "zero"], in: folder)
    let spikes = try folder.readSpikes("r_8x4.dat")
    #expect(spikes.shape == [6666, 4, 8])
    let scalars = spikes.scalars
    for pixel in 0..<32 {
      let (a, b) = (Double(pictures[0][pixel]), Double(pictures[1][pixel]))
      var count = 0.0
      let wrong = (0..<6666).first { frame in
        count += Double(scalars[frame * 32 + pixel])
        let n = Double(frame + 1)
        return abs(count - ((a * n + (b - a) * n * n / (2 * 20_000.0 / 3)) / 400).rounded(.down)) > 1
      }
      #expect(wrong == nil, "pixel \(pixel)")
    }
  }

  @Test func `The same seed gives the same bytes at any number of threads, another seed others`() throws {
    let folder = try TemporaryFolder()
    let video = try folder.writeGray(UInt8(90))
    func bytes(_ options: String...) throws -> [UInt8] {
      try expectSuccess(
        ["simulate", "spikes", video, "-o", "s_40x30.dat", "--fps", "500", "--force"] + options, in: folder)
      return try folder.bytes("s_40x30.dat")
    }
    let reference = try bytes("--threads", "1")
    #expect(try bytes("--threads", "2") == reference)
    #expect(try bytes("--threads", "5", "--seed", "0") == reference)
    let other = try bytes("--seed", "1")
    #expect(other != reference)
    #expect(try bytes("--seed", "1", "--threads", "2") == other)
    #expect(try bytes("--init", "zero", "--seed", "1") == bytes("--init", "zero", "--seed", "2"))
  }

  @Test func `The size is that of --size, else that in the output's name, else that of the video`() throws {
    let folder = try TemporaryFolder()
    let video = try folder.writeGray(UInt8(90))
    func size(_ output: String, _ options: String...) throws -> [Int?] {
      let facts = try expectJSON(["simulate", "spikes", video, "-o", output, "--fps", "500"] + options, in: folder)
      return [facts["width"] as? Int, facts["height"] as? Int]
    }
    #expect(try size("plain.dat") == [40, 30])
    #expect(try size("named_20x10.dat") == [20, 10])
    #expect(try size("given.npz", "--size", "16x8", "--fit", "crop") == [16, 8])
    #expect(try size("both_16x8.dat", "--size", "16x8") == [16, 8])
    let simulate = ["simulate", "spikes", video, "--fps", "500", "-o"]
    try expectFailure(64, simulate + ["x_16x8.dat", "--size", "16x9"], in: folder, telling: ["16x8", "16x9"])
    let run = try expectSuccess(simulate + ["y.dat"], in: folder)
    #expect(run.errors.contains("note: y.dat: ") && run.errors.contains("--size 40x30"))
    try expectFailure(65, ["info", "y.dat"], in: folder, telling: ["y.dat", "--size"])
    #expect(try expectJSON(["info", "y.dat", "--size", "40x30"], in: folder)["frames"] as? Int == 400)
  }

  @Test func `Gamma srgb makes bytes linear`() throws {
    let folder = try TemporaryFolder()
    let video = try folder.writeGray(UInt8(128))
    let simulate = ["simulate", "spikes", video, "-o", "s_40x30.dat", "--fps", "100", "--init", "zero", "--force"]
    let plain = try expectJSON(simulate, in: folder)
    let linear = try expectJSON(simulate + ["--gamma", "srgb"], in: folder)
    #expect(plain["spikes"] as? Int == 1200 * (2000 * 128 / 400))
    // Half of the code values is 21.6 % of the light.
    let perPixel = (linear["spikes"] as? Int ?? 0) / 1200
    #expect((272...277).contains(perPixel), "\(perPixel)")
  }

  @Test(arguments: ["mp4", "gif", "mkv", "avi"])
  func `A video that the program wrote can be simulated from`(ending: String) throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    try expectSuccess(["reconstruct", name, "-o", "v.\(ending)", "--stride", "10", "--fps", "20"], in: folder)
    let arguments = ["simulate", "spikes", "v.\(ending)", "-o", "s_20x15.dat", "--rate", "1000", "--verbose"]
    let run = try expectSuccess(arguments, in: folder)
    #expect(run.errors.contains("40x30 at 20 frames a second") && run.errors.contains("20x15 at 1000 Hz"))
    #expect(try folder.readSpikes("s_20x15.dat").shape == [5 * 1000 / 20, 15, 20])
    // Its own rate counts where the user gives one.
    let faster = try expectJSON(
      ["simulate", "spikes", "v.\(ending)", "-o", "f_20x15.dat", "--rate", "1000", "--fps", "100"], in: folder)
    #expect(faster["frames"] as? Int == 50)
  }

  @Test func `A threshold below white is a warning, and an error with --strict`() throws {
    let folder = try TemporaryFolder()
    let video = try folder.writeGray(UInt8(90))
    let simulate = ["simulate", "spikes", video, "-o", "s_40x30.dat", "--fps", "500", "--threshold", "100"]
    let run = try expectSuccess(simulate + ["--json"], in: folder)
    #expect(run.errorLines.filter { $0.hasPrefix("warning: gray.npy: ") }.count == 1)
    #expect((run.json?["warnings"] as? [String])?.count == 1)
    try expectFailure(65, simulate + ["--force", "--strict"], in: folder, telling: ["gray.npy", "threshold"])
  }

  @Test func `A noisy sensor fires about once a readout at white, the same at any number of threads`() throws {
    let folder = try TemporaryFolder()
    let video = try folder.writeGray(UInt8(255), width: 64, height: 48)
    let simulate = ["simulate", "spikes", video, "-o", "s_64x48.dat", "--fps", "500", "--model", "scsim", "--force"]
    let facts = try expectJSON(simulate + ["--threads", "1"], in: folder)
    #expect(facts["model"] as? String == "scsim" && facts["reset"] as? String == "soft" && facts["threshold"] == nil)
    let rate = Double(facts["spikes"] as? Int ?? 0) / Double(64 * 48 * 400)
    #expect(rate > 0.95 && rate < 0.99)
    let bytes = try folder.bytes("s_64x48.dat")
    try expectSuccess(simulate + ["--threads", "3"], in: folder)
    #expect(try folder.bytes("s_64x48.dat") == bytes)
    try expectSuccess(simulate + ["--seed", "3"], in: folder)
    #expect(try folder.bytes("s_64x48.dat") != bytes)
    try expectSuccess(simulate + ["--reset", "hard", "--init", "steady"], in: folder)
    #expect(try folder.bytes("s_64x48.dat") != bytes)
    try expectFailure(64, simulate + ["--threshold", "300"], in: folder, telling: ["--threshold", "scsim"])
  }

  @Test func `SpikingSIM's sensor resets hard by itself`() throws {
    let folder = try TemporaryFolder()
    let video = try folder.writeGray(UInt8(255), width: 64, height: 48)
    let simulate = [
      "simulate", "spikes", video, "-o", "s_64x48.dat", "--fps", "500", "--model", "spikingsim", "--force",
    ]
    let facts = try expectJSON(simulate + ["--threads", "1"], in: folder)
    #expect(facts["model"] as? String == "spikingsim" && facts["reset"] as? String == "hard")
    let rate = Double(facts["spikes"] as? Int ?? 0) / Double(64 * 48 * 400)
    #expect(abs(rate - 250.0 / 252) < 0.005)
    let bytes = try folder.bytes("s_64x48.dat")
    try expectSuccess(simulate + ["--threads", "2", "--reset", "hard"], in: folder)
    #expect(try folder.bytes("s_64x48.dat") == bytes)
    try expectSuccess(simulate + ["--reset", "soft"], in: folder)
    #expect(try folder.bytes("s_64x48.dat") != bytes)
  }

  @Test(arguments: [(UInt8(100), 4), (130, 4), (255, 2), (39, 11)])
  func `With a hard reset the rest above the threshold is lost`(gray: UInt8, period: Int) throws {
    let folder = try TemporaryFolder()
    let video = try folder.writeGray(gray, width: 8, height: 8)
    let facts = try expectJSON(
      ["simulate", "spikes", video, "-o", "s_8x8.dat", "--fps", "500", "--reset", "hard", "--init", "zero"], in: folder)
    #expect(facts["spikes"] as? Int == 64 * (400 / period))
    #expect(facts["reset"] as? String == "hard" && facts["initial_charge"] as? String == "zero")
  }
}
