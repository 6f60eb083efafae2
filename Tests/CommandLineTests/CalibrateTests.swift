import Foundation
import Tensors
import TestSupport
import Testing

/// `saccade calibrate`, and `saccade simulate --camera` with what it writes.
@Suite struct CalibrateTests {
  /// Two equal frames of 24x16: light that stays.
  private func writeField(_ gray: Float, to name: String, in folder: TemporaryFolder) throws {
    try NumpyFile.write(Tensor<Float>(repeating: gray, shape: [2, 16, 24]), to: folder.file(name), overwrite: true)
  }

  /// A dark recording and two flat fields.
  private func writeSpikes(in folder: TemporaryFolder, camera: [String] = []) throws {
    for (name, gray, fps) in [("dark", Float(0), "10"), ("a", 70, "25"), ("b", 160, "25")] {
      try writeField(gray, to: "\(name).npy", in: folder)
      try expectSuccess(
        [
          "simulate", "spikes", "\(name).npy", "-o", "\(name)_24x16.dat", "--fps", fps, "--white", "255", "--init",
          "steady",
        ]
          + ["--force", "--quiet"] + (camera.isEmpty ? ["--model", "scsim"] : camera), in: folder)
    }
  }

  private static let calibrate = [
    "calibrate", "spikes", "dark_24x16.dat", "a_24x16.dat", "b_24x16.dat", "-o", "cam.yml",
  ]

  @Test func `A calibrated spiking camera is simulated, and calibrated again`() throws {
    let folder = try TemporaryFolder()
    try writeSpikes(in: folder)
    let first = try expectJSON(Self.calibrate + ["--levels", "70,160", "--report", "cam.html"], in: folder)
    func means(_ facts: [String: Any]) throws -> (response: Double, error: Double) {
      let populations = try #require(facts["populations"] as? [String: [String: Double]])
      let response = try #require(populations["response"])
      return (try #require(response["mean"]), try #require(response["mean_error"]))
    }
    let found = try means(first)
    #expect(abs(found.response - 1) < 0.03)
    #expect((first["hot"] as? [Any])?.isEmpty == true && first["width"] as? Int == 24)
    let maps = try NumpyArchive(path: folder.file("cam.npz"))
    for name in ["dark_current", "gain", "reset_offset", "threshold_noise", "gain_low", "gain_high"] {
      #expect(try maps.header(name).shape == [16, 24])
    }
    #expect(String(decoding: try folder.bytes("cam.html"), as: UTF8.self).contains("A calibrated spiking camera"))
    try writeSpikes(in: folder, camera: ["--camera", "cam.yml"])
    let again = try means(try expectJSON(Self.calibrate + ["--levels", "70,160", "--force"], in: folder))
    #expect(abs(again.response - found.response) < 4 * found.error)
    let text = try expectSuccess(Self.calibrate + ["--levels", "70,160", "--force", "--quiet"], in: folder).output
    #expect(text.contains("response to white") && text.contains("no pixel is hot"))
  }

  @Test func `The same recordings give the same camera at any number of threads`() throws {
    let folder = try TemporaryFolder()
    try writeSpikes(in: folder)
    let options = Self.calibrate + ["--levels", "70,160", "--force", "--threads"]
    try expectSuccess(options + ["1"], in: folder)
    let (text, maps) = (try folder.bytes("cam.yml"), try folder.bytes("cam.npz"))
    try expectSuccess(options + ["3"], in: folder)
    #expect(try folder.bytes("cam.yml") == text && folder.bytes("cam.npz") == maps)
  }

  @Test func `Fields of unknown light, of another size or too bright are refused`() throws {
    let folder = try TemporaryFolder()
    try writeSpikes(in: folder)
    try expectFailure(64, Self.calibrate, in: folder, telling: ["--levels", "2 flat fields"])
    try expectFailure(64, Self.calibrate + ["--levels", "70"], in: folder, telling: ["--levels", "1 level"])
    try expectFailure(64, Self.calibrate + ["--levels", "70,0"], in: folder, telling: ["above 0"])
    try expectFailure(
      64, ["calibrate", "spikes", "dark_24x16.dat", "-o", "c.yml"], in: folder, telling: ["flat fields"])
    try expectFailure(
      66, ["calibrate", "spikes", "dark_24x16.dat", "none.dat", "-o", "c.yml", "--levels", "9"], in: folder)
    _ = try folder.write(Array(repeating: 255, count: 48 * 100), to: "white_24x16.dat")
    try expectFailure(
      65, ["calibrate", "spikes", "dark_24x16.dat", "white_24x16.dat", "-o", "c.yml", "--levels", "255"], in: folder,
      telling: ["white_24x16.dat", "nearly every readout"])
    _ = try folder.write(Array(repeating: 0, count: 32 * 100), to: "s_16x16.dat")
    try expectFailure(
      65, ["calibrate", "spikes", "dark_24x16.dat", "s_16x16.dat", "-o", "c.yml", "--levels", "9"], in: folder,
      telling: ["s_16x16.dat", "16x16", "24x16"])
    _ = try folder.write([1], to: "cam.npz")
    try expectFailure(73, Self.calibrate + ["--levels", "70,160"], in: folder, telling: ["cam.npz"])
  }

  static let badCameras: [(text: String, words: [String])] = [
    ("camera:\n  width: 24\n  height: 16\n", ["camera.kind"]),
    ("camera:\n  kind: events\n", ["events", "spikes"]),
    ("camera:\n  kind: spikes\n  width: 32\n  height: 16\n", ["32x16", "24x16"]),
    ("camera:\n  kind: spikes\n  width: 24\n", ["height"]),
    ("camera:\n  kind: spikes\n  maps: m.npz\n", ["width"]),
    ("camera:\n  kind: spikes\n  width: 24\n  height: 16\n  maps: none.npz\n", ["none.npz"]),
    ("camera:\n  kind: spikes\n  width: 24\n  height: 16\n  maps: small.npz\n", ["small.npz", "gain", "2x2"]),
    ("camera:\n  kind: spikes\n  width: 24\n  height: 16\n  maps: low.npz\n", ["low.npz", "threshold"]),
    ("camera:\n  kind: spikes\nsensor:\n  reset-voltage: 0\n", ["reset-voltage", "above 0", "line 4"]),
    ("camera:\n  kind: spikes\nsensor:\n  reset-offset: -2\n", ["threshold"]),
    ("camera:\n  kind: spikes\nsensor:\n  dark-curent: 1\n", ["dark-curent", "did you mean `dark-current`"]),
    ("camera:\n  kind: spikes\nsensors:\n  photons: 1\n", ["sensors", "did you mean `sensor`"]),
    ("camera:\n  kind: spikes\n  rate: fast\n", ["camera.rate"]),
    ("just words\n", ["no list of sections", "saccade calibrate"]),
  ]

  @Test(arguments: badCameras) func `A camera file that is wrong is refused in one line`(text: String, words: [String])
    throws
  {
    let folder = try TemporaryFolder()
    try writeField(100, to: "a.npy", in: folder)
    let small = try NumpyArchiveWriter(path: folder.file("small.npz"))
    try small.add(Tensor<Float>(repeating: 1, shape: [2, 2]), named: "gain")
    try small.commit()
    let low = try NumpyArchiveWriter(path: folder.file("low.npz"))
    try low.add(Tensor<Float>(repeating: -1.2, shape: [16, 24]), named: "reset_offset")
    try low.commit()
    _ = try folder.write(Array(text.utf8), to: "cam.yml")
    try expectFailure(
      words == ["none.npz"] ? 66 : 65,
      ["simulate", "spikes", "a.npy", "-o", "s_24x16.dat", "--fps", "100", "--white", "255", "--camera", "cam.yml"],
      in: folder, telling: words)
  }

  static let badEventCameras: [(text: String, words: [String])] = [
    ("camera:\n  kind: spikes\n", ["spikes", "events"]),
    ("camera:\n  kind: events\n  width: 9\n  height: 9\n", ["9x9", "24x16"]),
    ("camera:\n  kind: events\npixels:\n  contrast-on: 0\n", ["contrast-on", "0.01"]),
    ("camera:\n  kind: events\npixels:\n  contrast-off: -0.2\n", ["contrast-off"]),
    ("camera:\n  kind: events\npixels:\n  leak-hz: 1\n", ["leak-hz"]),
    ("camera:\n  kind: events\npixels:\n  model: v2\n", ["model", "ideal, v2e, voltmeter"]),
    ("camera:\n  kind: events\n  width: 24\n  height: 16\n  maps: m.npz\n", ["contrast_on", "contrast_off"]),
    ("camera:\n  kind: events\nterms:\n  arbiter: fast\n", ["arbiter", "davis"]),
  ]

  @Test(arguments: badEventCameras) func `An event camera's file that is wrong is refused`(
    text: String, words: [String]
  ) throws {
    let folder = try TemporaryFolder()
    try writeField(100, to: "a.npy", in: folder)
    let maps = try NumpyArchiveWriter(path: folder.file("m.npz"))
    try maps.add(Tensor<Float>(repeating: 0.2, shape: [16, 24]), named: "contrast_on")
    try maps.commit()
    _ = try folder.write(Array(text.utf8), to: "cam.yml")
    try expectFailure(
      65,
      ["simulate", "events", "a.npy", "-o", "e_24x16.csv", "--fps", "100", "--white", "255", "--camera", "cam.yml"],
      in: folder, telling: words)
  }

  @Test func `Terms go before those of a file, and are refused where they say nothing`() throws {
    let folder = try TemporaryFolder()
    try writeField(100, to: "a.npy", in: folder)
    let simulate = ["simulate", "spikes", "a.npy", "-o", "s_24x16.dat", "--fps", "10", "--white", "255", "--force"]
    func firing(_ options: String...) throws -> Int {
      try #require(try expectJSON(simulate + options, in: folder)["spikes"] as? Int)
    }
    let scsim = try firing("--model", "scsim")
    #expect(try firing("--model", "custom") == scsim)
    #expect(try firing("--model", "custom", "--base", "spikingsim") == firing("--model", "spikingsim"))
    let half = try firing("--term", "white-rate=0.5")
    #expect(abs(Double(half) / Double(scsim) - 0.5) < 0.02)
    _ = try folder.write(
      Array("camera:\n  kind: spikes\n  rate: 1000\nsensor:\n  white-rate: 0.5\n".utf8), to: "cam.yml")
    let slow = try expectJSON(simulate + ["--camera", "cam.yml"], in: folder)
    #expect(slow["rate_hz"] as? Double == 1000 && slow["frames"] as? Int == 100 && slow["model"] as? String == "custom")
    let fast = try expectJSON(
      simulate + ["--camera", "cam.yml", "--rate", "40000", "--term", "white-rate=1"], in: folder)
    #expect(fast["frames"] as? Int == 4000)
    #expect(abs(Double(try #require(fast["spikes"] as? Int)) / Double(2 * scsim) - 1) < 0.02)
    let vidar = try expectJSON(
      ["simulate", "spikes", "a.npy", "-o", "v.npz", "--fps", "1000", "--white", "255", "--size", "vidar"], in: folder)
    #expect(vidar["width"] as? Int == 400 && vidar["height"] as? Int == 250)
    for (options, words) in [
      (["--term", "white-rate=0"], ["--term"]), (["--term", "speed=1"], ["--term"]),
      (["--model", "scsim", "--term", "photons=1"], ["--term", "custom"]),
      (["--model", "ideal", "--camera", "cam.yml"], ["--camera", "custom"]),
      (["--camera", "cam.yml", "--base", "scsim"], ["--base"]), (["--term", "reset-offset=-3"], ["reset-offset"]),
    ] {
      try expectFailure(64, simulate + options, in: folder, telling: words)
    }
  }

  @Test func `A calibrated event camera is simulated`() throws {
    let folder = try TemporaryFolder()
    // Up and down ten times, in straight lines of the logarithm.
    let frames = (0...200).map { frame -> Float in
      let phase = Double(frame % 20) / 20
      return Float(25 * exp(2 * (phase <= 0.5 ? 2 * phase : 2 - 2 * phase)) - 0.255)
    }
    let values = frames.flatMap { Array(repeating: $0, count: 24 * 16) }
    try NumpyFile.write(
      Tensor<Float>(shape: [201, 16, 24], scalars: values), to: folder.file("f.npy"), overwrite: false)
    try NumpyFile.write(
      Tensor<Float>(repeating: 0, shape: [101, 16, 24]), to: folder.file("s.npy"), overwrite: false)
    let light = ["--white", "255", "--force"]
    let terms = ["--hot-pixels", "0.01:60", "--jitter", "60us"]
    try expectSuccess(
      [
        "simulate", "events", "s.npy", "-o", "s.npz", "--fps", "2", "--model", "v2e", "--preset", "clean", "--shot-hz",
        "1",
      ]
        + light + terms, in: folder)
    try expectSuccess(
      [
        "simulate", "events", "f.npy", "-o", "f.npz", "--fps", "40", "--contrast-on", "0.23", "--contrast-sigma",
        "0.01",
      ]
        + light + terms, in: folder)
    let calibrate = ["calibrate", "events", "s.npz", "f.npz", "-o", "cam.yml", "--size", "24x16"]
    let facts = try expectJSON(
      calibrate + ["--contrast", "2", "--period", "500ms", "--report", "cam.html"], in: folder)
    let populations = try #require(facts["populations"] as? [String: [String: Double]])
    for (name, planted) in [("contrast_on", 0.23), ("contrast_off", 0.2), ("shot_hz", 1)] {
      let found = try #require(populations[name])
      #expect(abs((found["mean"] ?? 0) - planted) < 3 * (found["mean_error"] ?? 0) + 0.002, "\(name) \(found)")
    }
    #expect((facts["hot"] as? [Any])?.count ?? 0 > 0)
    let again = try expectJSON(
      ["simulate", "events", "f.npy", "-o", "g.npz", "--fps", "40", "--camera", "cam.yml"] + light, in: folder)
    #expect(again["model"] as? String == "v2e" && again["width"] as? Int == 24)
    #expect(((again["causes"] as? [String: Int])?["hot_pixel"] ?? 0) > 100)

    try expectFailure(64, calibrate + ["--force"], in: folder, telling: ["--contrast"])
    try expectFailure(64, calibrate + ["--contrast", "2", "--force"], in: folder, telling: ["--period"])
    try expectFailure(
      64, calibrate + ["--contrast", "2,3,4", "--period", "1s", "--force"], in: folder,
      telling: ["--contrast", "3 values"])
    try expectFailure(
      64, calibrate + ["--contrast", "0", "--period", "1s", "--force"], in: folder, telling: ["above 0"])
    try expectFailure(
      64,
      ["simulate", "events", "f.npy", "-o", "h.npz", "--fps", "40", "--camera", "cam.yml", "--contrast-on", "0.3"]
        + light, in: folder, telling: ["--contrast-on", "--camera"])
  }
}
