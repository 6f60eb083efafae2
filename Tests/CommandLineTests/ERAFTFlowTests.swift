import DatasetSamples
import Datasets
import Foundation
import NeuralNetworks
import OpticalFlow
import Recordings
import Tensors
import TestSupport
import Testing

/// `flow` and `evaluate flow` with E-RAFT.
@Suite struct ERAFTFlowTests {
  private static let once = ["--model", "eraft", "--iterations", "1"]

  private static func writeWeights(_ folder: TemporaryFolder, bins: Int = 15) throws -> String {
    let values = ERAFT.declaredParameters(bins: bins).values(from: ParameterInitializer(seed: 7))
    try SafetensorsFile.write(
      values.sorted { $0.key < $1.key }.map { ($0.key, AnyTensor($0.value)) }, to: folder.file("eraft.safetensors"),
      overwrite: true)
    return "eraft.safetensors"
  }

  private static func writeEvents(_ folder: TemporaryFolder, width: Int = 104, height: Int = 98) throws -> String {
    let events = (0..<3000).map { index in
      Event(
        timeMicroseconds: Int64(1000 + index * 10), x: UInt16(index * 7 % width), y: UInt16(index * 5 % height),
        isOn: index % 3 != 0)
    }
    return try folder.writeEvents(events, width: width, height: height)
  }

  private static func fields(_ folder: TemporaryFolder, _ name: String) throws -> [[String: Any]] {
    let index = try JSONSerialization.jsonObject(with: Data(try folder.bytes("\(name)/index.json")))
    return try #require((index as? [String: Any])?["fields"] as? [[String: Any]])
  }

  private static func flow(_ folder: TemporaryFolder, _ name: String) throws -> Tensor<Float> {
    try NumpyFile.read(path: folder.file(name)).float32
  }

  @Test func `N windows give N - 1 fields, the same from events and from the grids that represent makes`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try Self.writeEvents(folder), try Self.writeWeights(folder))
    let window = ["--window", "10ms", "--weights", weights]
    try expectSuccess(["flow", name] + Self.once + window + ["-o", "f"], in: folder)
    let fields = try Self.fields(folder, "f")
    #expect(fields.map { $0["start_us"] as? Int } == [11_000, 21_000])
    #expect(fields.map { $0["end_us"] as? Int } == [21_000, 31_000])
    #expect(fields.map { $0["events"] as? Int } == [1000, 1000])
    for kind in ["npz", "npy"] {
      let grids = "grids.\(kind)"
      try expectSuccess(["represent", name, "--kind", "eraft:15", "--window", "10ms", "-o", grids], in: folder)
      // Grids say what takes them.
      let model = kind == "npz" ? Self.once : ["--iterations", "1"]
      try expectSuccess(["flow", grids] + model + ["--weights", weights, "-o", kind], in: folder)
      for place in 0..<2 {
        let file = "flow_00000\(place).npy"
        #expect(try Self.flow(folder, "\(kind)/\(file)") == Self.flow(folder, "f/\(file)"))
      }
    }
    #expect(try Self.fields(folder, "npz").map { $0["start_us"] as? Int } == [11_000, 21_000])
    #expect(try Self.fields(folder, "npy").map { $0["frame_b"] as? Int } == [1, 2])
    try expectSuccess(
      ["flow", name] + Self.once + window + ["-o", "one", "--threads", "1", "--sparse", "--format", "npz"], in: folder)
    #expect(try FlowField(path: folder.file("one/flow_000001.npz")).validCount < 104 * 98)
  }

  @Test func `Windows come by count and from a list, each with the one before it`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try Self.writeEvents(folder), try Self.writeWeights(folder))
    let flow = ["flow", name, "--weights", weights] + Self.once
    try expectSuccess(flow + ["-o", "f", "--window", "10ms"], in: folder)
    try expectSuccess(flow + ["-o", "n", "--events", "1000"], in: folder)
    #expect(try Self.fields(folder, "n").map { $0["start_us"] as? Int } == [11_000, 21_000])
    #expect(try Self.flow(folder, "n/flow_000001.npy") == Self.flow(folder, "f/flow_000001.npy"))
    _ = try folder.write(Array("# from, to, file_index\n21000, 31000, 7\n".utf8), to: "t.csv")
    try expectSuccess(flow + ["-o", "t", "--times", "t.csv", "--time-unit", "us"], in: folder)
    #expect(try Self.flow(folder, "t/flow_000007.npy") == Self.flow(folder, "f/flow_000001.npy"))
  }

  @Test func `What E-RAFT cannot take is refused`() throws {
    let folder = try TemporaryFolder()
    let weights = try Self.writeWeights(folder)
    let small = try folder.writeEvents(
      (0..<2000).map { Event(timeMicroseconds: Int64($0 * 100), x: UInt16($0 % 96), y: UInt16($0 % 120), isOn: true) },
      width: 96, height: 120, name: "small.npz")
    let flow = ["--weights", weights, "-o", "f"] + Self.once
    try expectFailure(65, ["flow", small] + flow, in: folder, telling: [small, "97", "96x120"])
    let name = try Self.writeEvents(folder)
    try expectFailure(
      64, ["flow", name, "--crop", "96x98"] + flow, in: folder, telling: ["--crop", "97 rows and columns"])
    try expectFailure(64, ["flow", name, "--splits", "4"] + flow, in: folder, telling: ["--splits", "steflownet"])
    try expectFailure(64, ["flow", name, "--every-span"] + flow, in: folder, telling: ["--every-span"])
    try expectFailure(65, ["flow", name, "--window", "100ms"] + flow, in: folder, telling: [name, "one window"])
    let other = try folder.writeEventWeights()
    try expectFailure(
      65, ["flow", name, "--weights", other, "-o", "f"] + Self.once, in: folder,
      telling: [other, "fnet.conv1.weight", "another network"])
    try expectFailure(
      64, ["flow", name, "--weights", other, "--warm-start", "-o", "f"], in: folder, telling: ["--warm-start", "eraft"])
    func write(_ shape: [Int], value: Float = 0) throws {
      try NumpyFile.write(Tensor<Float>(repeating: value, shape: shape), to: folder.file("g.npy"), overwrite: true)
    }
    let grids = ["flow", "g.npy"] + flow
    try write([1, 15, 97, 97])
    try expectFailure(65, grids, in: folder, telling: ["one grid"])
    try write([2, 15, 96, 97])
    try expectFailure(65, grids, in: folder, telling: ["97x96"])
    try write([2, 5, 97, 97])
    try expectFailure(65, grids, in: folder, telling: ["5 bins", "--kind eraft:15"])
    try write([2, 15, 97, 97], value: .nan)
    try expectFailure(65, grids, in: folder, telling: ["grid 0, value 0"])
    try expectFailure(64, grids + ["--window", "5ms"], in: folder, telling: ["--window", "grids"])
    try expectFailure(
      64, ["flow", "g.npy", "--model", "steflownet", "--weights", other, "-o", "f"], in: folder, telling: ["grids"])
    #expect(!folder.exists("f"))
  }

  @Test func `On DSEC the events lie between the pixels, and the submission is one command`() throws {
    let folder = try TemporaryFolder()
    let weights = try Self.writeWeights(folder)
    var sample = DSECSample()
    (sample.fieldCount, sample.eventSpacing, sample.shiftX) = (2, 40, 1.5)
    try sample.write(to: folder.file("train/thun_00_a"))
    try sample.write(to: folder.file("test/thun_01_a"), isTest: true)
    let model = Self.once + ["--weights", weights]
    let events = "test/thun_01_a/events/left/events.h5"
    let list = "test/thun_01_a/test_forward_flow_timestamps.csv"
    try expectSuccess(
      ["flow", events, "--rectify", "--times", list, "--format", "dsec", "-o", "f"] + model, in: folder)
    try expectSuccess(
      ["evaluate", "flow", "--data", "test", "--protocol", "dsec", "--submission", "s"] + model, in: folder)
    for number in [2, 4] {
      #expect(try folder.bytes("s/thun_01_a/00000\(number).png") == folder.bytes("f/flow_00000\(number).png"))
    }
    try expectSuccess(["flow", events, "--times", list, "--format", "dsec", "-o", "unmoved"] + model, in: folder)
    #expect(try folder.bytes("unmoved/flow_000002.png") != folder.bytes("f/flow_000002.png"))
    try expectFailure(
      64, ["evaluate", "flow", "--times", list, "--protocol", "dsec", "--submission", "u"] + model, in: folder,
      telling: ["--data"])
    let evaluate = ["evaluate", "flow", "--data", "train", "--protocol", "dsec"]
    try expectSuccess(
      [
        "flow", "train/thun_00_a/events/left/events.h5", "--rectify", "--times",
        "train/thun_00_a/flow/forward_timestamps.txt", "-o", "g",
      ] + model, in: folder)
    let files = try expectJSON(evaluate + ["--pred", "g"], in: folder)
    let direct = try expectJSON(evaluate + model, in: folder)
    expectNumber(direct, "aee", try #require(files["aee"] as? Double))
    expectNumber(direct, "mean_iterations", 1)
  }

  @Test(arguments: [1, 4])
  func `On MVSEC the window before is that of the pictures before`(interval: Int) throws {
    let folder = try TemporaryFolder()
    let weights = try Self.writeWeights(folder)
    try folder.makeFolder("mvsec")
    var sample = MVSECSample()
    (sample.width, sample.height, sample.pictureCount, sample.fieldCount) = (120, 100, 10, 8)
    (sample.velocityX, sample.velocityY) = (240, -160)
    try sample.write(to: folder.file("mvsec"), scene: "outdoor_day1")
    let model = Self.once + ["--weights", weights]
    try expectSuccess(
      ["flow", "mvsec/outdoor_day1_data.hdf5", "--size", "120x100", "-o", "f", "--dt", "\(interval)"] + model,
      in: folder)
    let fields = try Self.fields(folder, "f")
    #expect(fields.first?["frame_a"] as? Int == interval && fields.first?["frame_b"] as? Int == 2 * interval)
    let evaluate = [
      "evaluate", "flow", "--data", "mvsec", "--protocol", "mvsec-dt\(interval)", "--frames",
      "\(interval)-\(interval + 1)",
    ]
    let files = try expectJSON(evaluate + ["--pred", "f"], in: folder)
    let direct = try expectJSON(evaluate + model, in: folder)
    let expected = try #require(files["aee"] as? Double)
    #expect(expected > 0)
    expectNumber(direct, "aee", expected)
  }
}
