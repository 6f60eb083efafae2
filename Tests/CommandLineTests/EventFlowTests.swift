import Datasets
import Foundation
import Kernels
import NeuralNetworks
import OpticalFlow
import Recordings
import Tensors
import TestSupport
import Testing

@Suite struct EventFlowTests {
  private static func fields(_ folder: TemporaryFolder, _ name: String) throws -> [[String: Any]] {
    let index = try JSONSerialization.jsonObject(with: Data(try folder.bytes("\(name)/index.json")))
    return try #require((index as? [String: Any])?["fields"] as? [[String: Any]])
  }

  /// Events every 10 us, then a silence, then events again: windows of 10 ms number 0, 1 and 3 hold some.
  private static func writeEvents(_ folder: TemporaryFolder, width: Int = 32, height: Int = 24) throws -> String {
    let times =
      Array(stride(from: Int64(1000), to: 21_000, by: 10)) + Array(stride(from: Int64(31_500), to: 40_000, by: 10))
    let events = times.enumerated().map { index, time in
      Event(
        timeMicroseconds: time, x: UInt16(index * 7 % width), y: UInt16(index * 5 % height), isOn: index % 3 != 0)
    }
    return try folder.writeEvents(events, width: width, height: height)
  }

  @Test func `Windows of time become fields, and one without events is zero and warned of`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try Self.writeEvents(folder), try folder.writeEventWeights())
    let flow = ["flow", name, "--weights", weights, "--window", "10ms"]
    let index = try expectJSON(flow + ["-o", "f"], in: folder)
    #expect(index["width"] as? Int == 32 && index["height"] as? Int == 24 && index["model"] as? String == "steflownet")
    let fields = try Self.fields(folder, "f")
    #expect(fields.map { $0["start_us"] as? Int } == [1000, 11_000, 21_000, 31_000])
    #expect(fields.map { $0["end_us"] as? Int } == [11_000, 21_000, 31_000, 41_000])
    #expect(
      fields.map { $0["frame_a"] as? Int } == [0, 1, 2, 3] && fields.map { $0["frame_b"] as? Int } == [1, 2, 3, 4])
    #expect(fields.map { $0["events"] as? Int } == [1000, 1000, 0, 850])
    #expect(fields.map { $0["iterations"] as? Int } == [3, 3, 0, 3])
    for (place, field) in fields.enumerated() {
      let flow = try NumpyFile.read(path: folder.file("f/\(try #require(field["file"] as? String))")).float32
      #expect(flow.shape == [2, 24, 32])
      #expect(flow.scalars.allSatisfy { $0 == 0 } == (place == 2))
    }
    let run = try expectSuccess(flow + ["-o", "g"], in: folder)
    #expect(run.errors.contains("warning: \(name): the window from 21000 to 31000 us holds no event; its flow is zero"))
    #expect(run.output.contains("4 fields of 32x24") && run.output.contains("2.25 iterations a window"))
    try expectFailure(65, flow + ["-o", "h", "--strict"], in: folder, telling: ["holds no event", "--strict"])
  }

  @Test func `A crop has the flow of the whole sensor's encoding, cut out, and takes memory for itself alone`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try Self.writeEvents(folder, width: 75, height: 50), try folder.writeEventWeights())
    try expectSuccess(["represent", name, "--kind", "ste:5", "--window", "10ms", "-o", "ste.npz"], in: folder)
    let data = try NumpyArchive(path: folder.file("ste.npz")).tensor("data", of: UInt8.self)
    try expectSuccess(
      [
        "flow", name, "--weights", weights, "--window", "10ms", "--crop", "33x22", "--sparse", "--format", "npz", "-o",
        "f",
      ],
      in: folder)
    let file = folder.file(weights)
    let checkpoint = ParameterTree(try Checkpoint(path: file).float32Tensors, source: file)
    let estimator = STEFlowNetEstimator(
      network: try STEFlowNet(parameters: checkpoint),
      layout: EventFlowLayout(sensorWidth: 75, sensorHeight: 50, crop: (33, 22), divisor: STEFlowNet.sizeDivisor),
      workers: try Workers(threads: 1))
    for window in [0, 1, 3] {
      let length = data.count / data.shape[0]
      let encoding = Tensor<UInt8>(
        shape: Array(data.shape.dropFirst()), scalars: Array(data.scalars[window * length..<(window + 1) * length]))
      let field = try FlowField(path: folder.file("f/flow_00000\(window).npz"))
      #expect(field.flow == estimator.flow(of: encoding).flows.last)
    }
    // A whole encoding of such a sensor would take gigabytes.
    let events = (0..<1000).map { Event(timeMicroseconds: Int64($0), x: 4000, y: 4000, isOn: $0 % 2 == 0) }
    let large = try folder.writeEvents(events, width: 8190, height: 8190, name: "large.npz")
    let run = try Program.shell(
      "ulimit -v 1500000; OPENBLAS_NUM_THREADS=1 \"$saccade\" flow \(large) --weights \(weights) --events 1000 --crop 32x32 "
        + "--sparse --threads 1 -o g", in: folder)
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test func `Every format holds the same fields, and the number of threads changes no byte`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try Self.writeEvents(folder), try folder.writeEventWeights())
    let flow = ["flow", name, "--weights", weights, "--window", "10ms", "--sparse"]
    try expectSuccess(flow + ["-o", "one", "--threads", "1", "--format", "npz", "--render", "png"], in: folder)
    try expectSuccess(flow + ["-o", "two", "--threads", "2", "--format", "npz", "--render", "png"], in: folder)
    let files = try folder.contents().filter { $0.hasPrefix("one/flow") }
    #expect(files.count == 8)
    for file in files {
      #expect(try folder.bytes(file) == folder.bytes(file.replacingOccurrences(of: "one/", with: "two/")), "\(file)")
    }
    for format in FlowFormat.allCases where format != .npz {
      try expectSuccess(flow + ["-o", format.rawValue, "--format", format.rawValue, "--render", "mp4"], in: folder)
      #expect(folder.exists("\(format.rawValue)/flow.mp4"))
      try expectSuccess(["render", format.rawValue, "-o", "\(format.rawValue).gif"], in: folder)
      for number in [0, 1, 3] {
        let expected = try FlowField(path: folder.file("one/flow_00000\(number).npz"))
        let path = folder.file("\(format.rawValue)/flow_00000\(number).\(format.fileEnding)")
        let actual = try FlowField(path: path, format: format)
        #expect(actual.valid == expected.valid)
        let tolerance: Float = format == .kitti ? 0.51 / 64 : format == .dsec ? 0.51 / 128 : 0
        let difference = zip(actual.marking(0).scalars, expected.marking(0).scalars).map { ($0 - $1).magnitude }.max()
        #expect(try #require(difference) <= tolerance, "\(format)")
      }
    }
  }

  @Test func `Weights say with how many iterations they were trained, and options say otherwise`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (
      try Self.writeEvents(folder), try folder.writeEventWeights(["iterations": "2", "splits": "4"])
    )
    let flow = ["flow", name, "--window", "10ms", "--count", "1", "--weights"]
    expectNumber(try expectJSON(flow + [weights, "-o", "trained"], in: folder), "iterations", 2)
    let said = ["--iterations", "2", "--splits", "4", "--format", "npz"]
    let plain = try folder.writeEventWeights(name: "plain.safetensors")
    expectNumber(try expectJSON(flow + [plain, "-o", "said"] + said, in: folder), "iterations", 2)
    expectNumber(try expectJSON(flow + [weights, "-o", "one", "--iterations", "1"], in: folder), "iterations", 1)
    expectNumber(try expectJSON(flow + [plain, "-o", "usual"], in: folder), "iterations", 3)
    let wrong = try folder.writeEventWeights(["iterations": "-7"], name: "wrong.safetensors")
    expectNumber(try expectJSON(flow + [wrong, "-o", "wrong"], in: folder), "iterations", 3)
    let compared = [
      "evaluate", "flow", "--events", name, "--window", "10ms", "--protocol", "fwl", "--model", "steflownet=\(weights)",
      "--report", "page.html",
    ]
    try expectSuccess(compared, in: folder)
  }

  @Test func `A PNG of flow is shown when its scale is known: from the folder, or as the user says`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try Self.writeEvents(folder), try folder.writeEventWeights())
    try expectSuccess(
      ["flow", name, "--weights", weights, "-o", "f", "--format", "kitti", "--count", "1"], in: folder)
    let render = ["render", "f/flow_000000.png", "-o", "p.png"]
    try expectFailure(65, render, in: folder, telling: ["flow_000000.png", "--from kitti", "--from dsec"])
    let kitti = try expectJSON(render + ["--from", "kitti"], in: folder)
    let dsec = try expectJSON(["render", "f/flow_000000.png", "-o", "q.png", "--from", "dsec"], in: folder)
    let (large, small) = (try #require(kitti["max_flow"] as? Double), try #require(dsec["max_flow"] as? Double))
    #expect(abs(large / small - 2) < 0.02)
    try FileManager.default.createDirectory(atPath: folder.file("flow_occ"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: folder.file("f/flow_000000.png"), toPath: folder.file("flow_occ/000000_10.png"))
    let known = try expectJSON(["render", "flow_occ", "-o", "r.png"], in: folder)
    #expect(known["max_flow"] as? Double == large)
    try expectFailure(64, ["info", name, "--from", "kitti"], in: folder, telling: ["kitti", "format of flow"])
  }

  @Test func `Flow that is sparse is marked where events are`() throws {
    let folder = try TemporaryFolder()
    let weights = try folder.writeEventWeights()
    let events = (0..<100).map { (place: Int) -> Event in
      Event(timeMicroseconds: Int64(place), x: UInt16(place % 5), y: 3, isOn: place % 2 == 0)
    }
    let name = try folder.writeEvents(events, width: 16, height: 16)
    try expectSuccess(["flow", name, "--weights", weights, "-o", "f", "--sparse", "--format", "npz"], in: folder)
    let field = try FlowField(path: folder.file("f/flow_000000.npz"))
    #expect(field.validCount == 5)
    let valid = try #require(field.valid)
    for column in 0..<5 { #expect(valid[3, column] == 1) }
  }

  @Test func `Windows come by count, from a list of times, and from the numbers that it gives`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try Self.writeEvents(folder), try folder.writeEventWeights())
    let flow = ["flow", name, "--weights", weights]
    try expectSuccess(flow + ["-o", "count", "--events", "1000", "--stride", "500", "--count", "3"], in: folder)
    #expect(try Self.fields(folder, "count").map { $0["events"] as? Int } == [1000, 1000, 1000])
    #expect(try Self.fields(folder, "count").map { $0["start_us"] as? Int } == [1000, 6000, 11_000])
    _ = try folder.write(
      Array("# from_timestamp_us, to_timestamp_us, file_index\n2000, 5000, 20\n4000, 9000, 30\n".utf8), to: "t.csv")
    try expectSuccess(flow + ["-o", "list", "--times", "t.csv", "--format", "flo"], in: folder)
    #expect(try Self.fields(folder, "list").map { $0["file"] as? String } == ["flow_000020.flo", "flow_000030.flo"])
    #expect(try Self.fields(folder, "list").map { $0["events"] as? Int } == [300, 500])
    _ = try folder.write(Array("1000\n3000\n2000\n".utf8), to: "bad.txt")
    try expectFailure(
      65, flow + ["-o", "x", "--times", "bad.txt"], in: folder, telling: ["bad.txt", "line 3", "2000"])
    try expectFailure(66, flow + ["-o", "x", "--times", "none.txt"], in: folder, telling: ["none.txt"])
    try expectFailure(
      64, flow + ["-o", "x", "--times", "t.csv", "--dt", "2"], in: folder, telling: ["--dt 2", "t.csv"])
    try expectFailure(
      65, flow + ["-o", "x", "--events", "5000"], in: folder, telling: [name, "2850 events make no window"])
    try expectFailure(
      65, flow + ["-o", "x", "--start", "1s"], in: folder, telling: [name, "no event in the wanted time"])
  }

  @Test(arguments: ["events.dat", "events.npz"])
  func `Windows that are listed late in a recording are those of a short one`(name: String) throws {
    let folder = try TemporaryFolder()
    let weights = try folder.writeEventWeights()
    let late = (0..<1000).map { (index: Int) -> Event in
      Event(
        timeMicroseconds: Int64(10_000_000 + index), x: UInt16(index % 32), y: UInt16(index % 24), isOn: index % 3 == 0)
    }
    let early = (0..<70_000).map { Event(timeMicroseconds: Int64($0), x: 1, y: 2, isOn: true) }
    let short = try folder.writeEvents(late, width: 32, height: 24, name: "short_\(name)")
    let long = try folder.writeEvents(early + late, width: 32, height: 24, name: name)
    try folder.write(text: "10000100 10000400\n10000400 10000900\n", to: "t.txt")
    for (recording, output) in [(short, "a"), (long, "b")] {
      try expectSuccess(
        ["flow", recording, "--weights", weights, "--times", "t.txt", "-o", output], in: folder)
      try expectSuccess(
        ["represent", recording, "--kind", "count", "--times", "t.txt", "-o", "\(output).npz"], in: folder)
    }
    #expect(try Self.fields(folder, "b").map { $0["events"] as? Int } == [300, 500])
    for field in ["flow_000000.npy", "flow_000001.npy"] {
      #expect(try folder.bytes("a/\(field)") == folder.bytes("b/\(field)"))
    }
    let counts = try ["a", "b"].map { try NumpyArchive(path: folder.file("\($0).npz")).tensor("data") }
    #expect(counts[0] == counts[1])
  }

  @Test func `Joined spans have splits each, and flows to their ends where that is asked for`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try Self.writeEvents(folder), try folder.writeEventWeights())
    let flow = ["flow", name, "--weights", weights, "--window", "5ms", "--splits", "2", "--dt", "2", "--count", "2"]
    try expectSuccess(flow + ["-o", "whole"], in: folder)
    try expectSuccess(flow + ["-o", "every", "--every-span"], in: folder)
    let fields = try Self.fields(folder, "every")
    #expect(
      fields.map { $0["frame_a"] as? Int } == [0, 0, 1, 1] && fields.map { $0["frame_b"] as? Int } == [1, 2, 2, 3])
    #expect(fields.map { $0["end_us"] as? Int } == [6000, 11_000, 11_000, 16_000])
    #expect(try folder.bytes("every/flow_000000_000002.npy") == folder.bytes("whole/flow_000000.npy"))
    #expect(try folder.bytes("every/flow_000000_000001.npy") != folder.bytes("whole/flow_000000.npy"))
  }

  @Test func `Passes over moved events are told, and one pass is the network's flow`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try Self.writeEvents(folder), try folder.writeEventWeights())
    let flow = ["flow", name, "--weights", weights, "--window", "10ms", "--count", "1", "--iterations", "1"]
    try expectSuccess(flow + ["-o", "plain"], in: folder)
    try expectSuccess(flow + ["-o", "one", "--passes", "1"], in: folder)
    try expectSuccess(flow + ["-o", "three", "--passes", "3"], in: folder)
    #expect(try folder.bytes("plain/flow_000000.npy") == folder.bytes("one/flow_000000.npy"))
    let (one, three) = (try Self.fields(folder, "one"), try Self.fields(folder, "three"))
    #expect(one.count == three.count && one.allSatisfy { $0["iterations"] as? Int == 1 })
    #expect(three.allSatisfy { ($0["iterations"] as? Int ?? 0) >= 2 })
  }

  @Test func `Refinement stops when it adds little, and says what the next iteration would have gained`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try Self.writeEvents(folder), try folder.writeEventWeights())
    let flow = ["flow", name, "--weights", weights, "--window", "10ms", "--count", "1"]
    try expectSuccess(flow + ["-o", "early", "--stop-when", "1000", "--measure-next"], in: folder)
    try expectSuccess(flow + ["-o", "one", "--iterations", "1"], in: folder)
    try expectSuccess(flow + ["-o", "two", "--iterations", "2"], in: folder)
    #expect(try folder.bytes("early/flow_000000.npy") == folder.bytes("one/flow_000000.npy"))
    let early = try #require(try Self.fields(folder, "early").first)
    let two = try #require(try Self.fields(folder, "two").first)
    #expect(early["iterations"] as? Int == 1 && early["next_update_is_measured"] as? Bool == true)
    #expect(early["next_update_px"] as? Double == (two["updates_px"] as? [Double])?.last)
    #expect(two["next_update_is_measured"] as? Bool == false)
  }

  @Test func `Sensors of any size are padded or cropped`() throws {
    let folder = try TemporaryFolder()
    let weights = try folder.writeEventWeights()
    for (width, height) in [(1, 1), (17, 30)] {
      let name = try Self.writeEvents(folder, width: width, height: height)
      try expectSuccess(["flow", name, "--weights", weights, "-o", "f\(width)", "--count", "1"], in: folder)
      let flow = try NumpyFile.read(path: folder.file("f\(width)/flow_000000.npy"))
      #expect(flow.shape == [2, height, width])
    }
    let name = try Self.writeEvents(folder)
    let flow = ["flow", name, "--weights", weights, "--count", "1", "--crop"]
    let index = try expectJSON(flow + ["16x16", "-o", "cropped"], in: folder)
    #expect(index["width"] as? Int == 16 && index["height"] as? Int == 16)
    #expect(
      (index["region"] as? [String: Any])?["x"] as? Int == 8 && (index["region"] as? [String: Any])?["y"] as? Int == 4)
    let corner = (0..<500).map { Event(timeMicroseconds: Int64($0), x: 1, y: 2, isOn: true) }
    let lone = try folder.writeEvents(corner, width: 32, height: 24, name: "corner.npz")
    let run = try expectSuccess(["flow", lone, "--weights", weights, "--crop", "16x16", "-o", "blank"], in: folder)
    #expect(run.errors.contains("too few events that the network sees"))
    try expectFailure(64, flow + ["48x16", "-o", "x"], in: folder, telling: ["--crop 48x16", "32x24"])
    try expectFailure(64, flow + ["big", "-o", "x"], in: folder, telling: ["--crop"])
  }

  @Test func `Options and networks of the other kind of recording are refused`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try Self.writeEvents(folder), try folder.writeEventWeights())
    let spikes = try folder.writeSpikes(frames: 60)
    let flow = ["flow", name, "--weights", weights, "-o", "f"]
    try expectFailure(64, flow + ["--start-frame", "20"], in: folder, telling: ["--start-frame", "spikes"])
    try expectFailure(64, flow + ["--model", "scflow"], in: folder, telling: ["recording of events", "scflow"])
    try expectFailure(
      64, ["flow", spikes, "--weights", weights, "-o", "f", "--window", "5ms"], in: folder, telling: ["--window"])
    try expectFailure(
      64, ["flow", spikes, "--weights", weights, "-o", "f", "--sparse"], in: folder, telling: ["--sparse"])
    try expectFailure(64, flow + ["--window", "1ms", "--events", "5"], in: folder, telling: ["--window", "--events"])
    try expectFailure(64, flow + ["--stride", "1ms"], in: folder, telling: ["--stride"])
    try expectFailure(64, flow + ["--iterations", "0"], in: folder, telling: ["--iterations"])
    for passes in ["0", "65"] { try expectFailure(64, flow + ["--passes", passes], in: folder, telling: ["--passes"]) }
    try expectFailure(64, flow + ["--passes", "2", "--carry"], in: folder, telling: ["--passes 2", "--carry"])
    try expectFailure(
      64, ["flow", name, "--model", "contrast", "--passes", "2", "-o", "f"], in: folder,
      telling: ["--passes", "steflownet"])
    try expectFailure(64, flow + ["--stop-when", "-1"], in: folder, telling: ["--stop-when"])
    try expectFailure(64, flow + ["--dt", "65"], in: folder, telling: ["--dt 65"])
    try expectFailure(65, ["flow", spikes, "--weights", weights, "-o", "f"], in: folder, telling: [weights])
    let none = try folder.writeEvents([], width: 16, height: 16, name: "none.npz")
    try expectFailure(65, ["flow", none, "--weights", weights, "-o", "f"], in: folder, telling: [none, "no event"])
  }
}
