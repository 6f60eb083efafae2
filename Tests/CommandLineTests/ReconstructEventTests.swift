import Foundation
import Kernels
import NeuralNetworks
import Reconstruction
import Recordings
import Tensors
import TestSupport
import Testing

/// `saccade reconstruct` on events.
@Suite struct ReconstructEventTests {
  private static let (width, height) = (33, 21)

  /// Events every 10 us, then a silence, then events again: windows of 10 ms number 0, 1 and 3 hold some.
  private static func writeEvents(_ folder: TemporaryFolder) throws -> String {
    let times =
      Array(stride(from: Int64(1000), to: 21_000, by: 10)) + Array(stride(from: Int64(31_500), to: 40_000, by: 10))
    let events = times.enumerated().map { index, time in
      Event(
        timeMicroseconds: time, x: UInt16(index * 7 % width), y: UInt16(index * 5 % height), isOn: index % 3 != 0)
    }
    return try folder.writeEvents(events, width: width, height: height)
  }

  private static func writeGrids(_ folder: TemporaryFolder, bins: Int = 5) throws -> Tensor<Float> {
    let grids = ParameterInitializer(seed: 1).uniform("grids", shape: [3, bins, height, width])
    try NumpyFile.write(grids, to: folder.file("grids.npy"), overwrite: true)
    return grids
  }

  private static func network(_ folder: TemporaryFolder, _ weights: String) throws -> FireNet {
    let path = folder.file(weights)
    return try FireNet(parameters: ParameterTree(try Checkpoint(path: path).float32Tensors, source: path))
  }

  @Test func `Grids are taken as they are, one after another`() throws {
    let folder = try TemporaryFolder()
    let (weights, grids) = (try folder.writeFireNetWeights(), try Self.writeGrids(folder))
    let facts = try expectJSON(
      ["reconstruct", "grids.npy", "--method", "firenet", "--weights", weights, "-o", "p.npy"], in: folder)
    #expect(facts["pictures"] as? Int == 3 && facts["release"] as? String == "FireNet+")
    let pictures = try NumpyFile.read(path: folder.file("p.npy")).float32
    #expect(pictures.shape == [3, Self.height, Self.width])
    let runner = FireNetRunner(
      network: try Self.network(folder, weights), height: Self.height, width: Self.width,
      workers: try Workers(threads: 1))
    let length = 5 * Self.height * Self.width
    let expected = (0..<3).flatMap { index in
      runner.picture(
        of: Tensor(
          shape: [5, Self.height, Self.width], scalars: Array(grids.scalars[index * length..<(index + 1) * length]))
      ).scalars
    }
    #expect(pictures.scalars == expected)
  }

  @Test func `Windows of events give the pictures of their grids, and one without events is warned of`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try Self.writeEvents(folder), try folder.writeFireNetWeights())
    let arguments = ["reconstruct", name, "--weights", weights, "--window", "10ms"]
    let facts = try expectJSON(arguments + ["-o", "p.npy"], in: folder)
    let windows = try #require(facts["windows"] as? [[String: Any]])
    #expect(windows.map { $0["start_us"] as? Int } == [1000, 11_000, 21_000, 31_000])
    #expect(windows.map { $0["events"] as? Int } == [1000, 1000, 0, 850])
    #expect(facts["empty_windows"] as? Int == 1)
    #expect((facts["warnings"] as? [String])?.contains { $0.contains("from 21000 to 31000 us holds no event") } == true)
    // The same grids from another verb give the same pictures.
    try expectSuccess(["represent", name, "--kind", "voxel-grid:5", "--window", "10ms", "-o", "g.npy"], in: folder)
    try expectSuccess(["reconstruct", "g.npy", "--weights", weights, "-o", "q.npy"], in: folder)
    #expect(try folder.bytes("p.npy") == folder.bytes("q.npy"))
    try expectFailure(
      65, arguments + ["-o", "s.npy", "--strict"], in: folder, telling: ["holds no event", "--strict"])
  }

  @Test func `Pictures go to a folder that says what it holds, a video, a page, or one of them to a PNG`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try Self.writeEvents(folder), try folder.writeFireNetWeights())
    let arguments = ["reconstruct", name, "--weights", weights, "--events", "700"]
    for output in ["p.mp4", "p.html", "p.png", "first.png", "p"] {
      let more = output == "first.png" ? ["--frame", "0", "--show", "none"] : []
      let facts = try expectJSON(arguments + more + ["-o", output], in: folder)
      #expect(facts["pictures"] as? Int == (output.hasSuffix("png") ? 1 : 4), "\(output)")
    }
    #expect(try folder.bytes("p.png") != folder.bytes("first.png"))
    let index = try #require(
      try JSONSerialization.jsonObject(with: Data(try folder.bytes("p/index.json"))) as? [String: Any])
    let pictures = try #require(index["pictures"] as? [[String: Any]])
    #expect(pictures.map { $0["file"] as? String } == (0..<4).map { "00000\($0).png" })
    #expect(index["verb"] as? String == "reconstruct" && index["method"] as? String == "firenet")
    #expect((index["files"] as? [String])?.count == 5)
    // A second run replaces what the first wrote and nothing else.
    _ = try folder.write([1], to: "p/mine.txt")
    try expectFailure(73, arguments + ["-o", "p"], in: folder, telling: ["p", "--force"])
    try expectSuccess(arguments + ["-o", "p", "--force", "--end", "15ms"], in: folder)
    #expect(
      try folder.contents().filter { $0.hasPrefix("p/") } == [
        "p/000000.png", "p/000001.png", "p/index.json", "p/mine.txt",
      ])
  }

  @Test func `Wrong weights and wrong grids are refused by name`() throws {
    let folder = try TemporaryFolder()
    let name = try Self.writeEvents(folder)
    let good = try folder.writeFireNetWeights()
    _ = try Self.writeGrids(folder)
    func refuse(_ status: Int32, _ arguments: [String], _ words: String...) throws {
      try expectFailure(status, ["reconstruct"] + arguments + ["-o", "out.npy"], in: folder, telling: words)
    }
    try refuse(
      65, [name, "--weights", try folder.writeEventWeights()], "FireNet", "these are STE-FlowNet's parameters")
    let nan = try folder.writeFireNetWeights({ $0["R1.conv2.bias"]?[2] = .nan }, name: "nan.safetensors")
    try refuse(65, [name, "--weights", nan], "R1.conv2.bias", "no number", "value 2 of 16")
    let short = try folder.writeFireNetWeights({ $0["G2.out_gate.weight"] = nil }, name: "short.safetensors")
    try refuse(65, [name, "--weights", short], "G2.out_gate.weight", "missing")
    try refuse(65, [name, "--weights", good, "--events", "100000"], "2850 events make no window", "--events")
    try refuse(64, [name, "--weights", good, "--frame", "900", "--events", "500"], "--frame 900", "5 windows")
    try refuse(64, [name, "--weights", good, "--gain", "2"], "--gain", "--show")
    try refuse(64, [name, "--weights", good, "--method", "tfp:3"], "tfp:3", "firenet")
    try refuse(64, ["grids.npy", "--weights", good, "--window", "1ms"], "--window", "grids")
    var grids = ParameterInitializer(seed: 1).uniform("grids", shape: [2, 4, 5, 6])
    try NumpyFile.write(grids, to: folder.file("four.npy"))
    try refuse(65, ["four.npy", "--weights", good], "four.npy", "[windows, 5, height, width]", "[2, 4, 5, 6]")
    grids = ParameterInitializer(seed: 1).uniform("grids", shape: [2, 5, 5, 6])
    grids[1, 2, 3, 4] = .infinity
    try NumpyFile.write(grids, to: folder.file("wild.npy"))
    try refuse(65, ["wild.npy", "--weights", good], "wild.npy", "infinite", "window 1, value 82 of 150")
    let spikes = try folder.writeSpikes()
    try refuse(64, [spikes, "--method", "firenet", "--weights", good], "holds spikes")
    try refuse(64, [spikes, "--show", "none"], "--show", "holds spikes")
    try refuse(65, ["../nothing.raw", "--weights", good].map { $0 == "../nothing.raw" ? nan : $0 }, "nan.safetensors")
  }
}
