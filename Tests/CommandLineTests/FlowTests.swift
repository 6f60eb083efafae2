import Datasets
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct FlowTests {
  private static func index(_ folder: TemporaryFolder, _ name: String) throws -> [String: Any] {
    let data = Data(try folder.bytes("\(name)/index.json"))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func `Fields are written with an index that lists their files, frames and times`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try folder.writeSpikes(frames: 70), try folder.writeWeights())
    let printed = try expectJSON(
      ["flow", name, "--weights", weights, "-o", "f", "--dt", "10", "--start-frame", "15", "--count", "2"], in: folder)
    let index = try Self.index(folder, "f")
    #expect(NSDictionary(dictionary: printed).isEqual(to: index))
    #expect(index["width"] as? Int == 40 && index["height"] as? Int == 30 && index["model"] as? String == "scflow")
    #expect((index["version"] as? String)?.isEmpty == false)
    #expect(
      index["command"] as? [String] == [
        "flow", name, "--weights", weights, "--dt", "10", "--start-frame", "15", "--count", "2", "--json",
      ])
    #expect(index["seconds"] == nil)
    let sum = try Program.shell("sha256sum weights.safetensors", in: folder).output.prefix(64)
    #expect(index["weights_digest"] as? String == "sha256:" + sum)
    let fields = try #require(index["fields"] as? [[String: Any]])
    #expect(fields.map { $0["frame_a"] as? Int } == [15, 25] && fields.map { $0["frame_b"] as? Int } == [25, 35])
    #expect(
      fields.map { $0["start_us"] as? Int } == [750, 1250] && fields.map { $0["end_us"] as? Int } == [1250, 1750])
    #expect(fields.allSatisfy { $0["iterations"] as? Int == 1 })
    let files = fields.compactMap { $0["file"] as? String }
    #expect(try folder.contents().filter { $0.hasPrefix("f/") } == (files + ["index.json"]).map { "f/" + $0 }.sorted())
    for file in files {
      let flow = try NumpyFile.read(path: folder.file("f/\(file)")).float32
      #expect(flow.shape == [2, 30, 40] && flow.scalars.allSatisfy(\.isFinite))
    }
  }

  @Test func `Every format holds the same fields, and the number of threads changes no byte`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try folder.writeSpikes(frames: 60), try folder.writeArchivedWeights())
    let flow = ["flow", name, "--weights", weights, "--dt", "10"]
    try expectSuccess(flow + ["-o", "one", "--threads", "1", "--render", "png"], in: folder)
    try expectSuccess(flow + ["-o", "two", "--threads", "2", "--render", "png"], in: folder)
    try expectSuccess(flow + ["-o", "flo", "--format", "flo", "--render", "mp4"], in: folder)
    // Windows centred on 12 and 22, then 22 and 32, 32 and 42.
    let names = ["flow_000012", "flow_000022", "flow_000032"]
    let endings = ["npy", "png"]
    let expected = names.flatMap { name in endings.map { "one/\(name).\($0)" } } + ["one/index.json"]
    #expect(try folder.contents().filter { $0.hasPrefix("one/") } == expected)
    for name in names {
      for ending in endings {
        #expect(try folder.bytes("one/\(name).\(ending)") == folder.bytes("two/\(name).\(ending)"))
      }
      let flow = try NumpyFile.read(path: folder.file("one/\(name).npy")).float32
      #expect(try MiddleburyFlow.read(path: folder.file("flo/\(name).flo")) == flow)
    }
    #expect(folder.exists("flo/flow.mp4"))
    let facts = try expectJSON(["render", "one", "-o", "again.png", "--frame", "22"], in: folder)
    #expect(facts["pictures"] as? Int == 1)
    #expect(try folder.bytes("again.png").count > 500)
  }

  @Test func `The same weights in another file give the same flow`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes(frames: 46)
    let weights = [try folder.writeWeights(), try folder.writeArchivedWeights()]
    let flows = try weights.map { weights in
      let run = try expectSuccess(["flow", name, "--weights", weights, "-o", "f", "--force"], in: folder)
      #expect(run.output.contains("1 field of 40x30"))
      return try folder.bytes("f/flow_000012.npy")
    }
    #expect(flows[0] == flows[1])
  }

  @Test func `Verbose tells what the work is done with`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try folder.writeSpikes(frames: 46), try folder.writeWeights())
    let run = try expectSuccess(
      ["flow", name, "--weights", weights, "-o", "f", "--verbose", "--json", "--threads", "2"], in: folder)
    #expect(run.json != nil)
    for word in ["OpenBLAS", "2 threads", " MB", "sha256:", "46 frames"] {
      #expect(run.errors.contains(word), "\(word)")
    }
  }

  @Test func `Sensors of any size are padded`() throws {
    let folder = try TemporaryFolder()
    let weights = try folder.writeWeights()
    for (width, height) in [(1, 1), (3, 17), (33, 16)] {
      let name = try folder.writeSpikes(width: width, height: height, frames: 26)
      let output = "f\(width)"
      try expectSuccess(["flow", name, "--weights", weights, "-o", output, "--dt", "1"], in: folder)
      let flow = try NumpyFile.read(path: folder.file("\(output)/flow_000012.npy"))
      #expect(flow.shape == [2, height, width])
    }
  }

  @Test func `What does not fit into the recording is refused`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try folder.writeSpikes(frames: 60), try folder.writeWeights())
    let flow = ["flow", name, "--weights", weights, "-o", "f"]
    try expectFailure(64, flow + ["--start-frame", "11"], in: folder, telling: ["12…47"])
    try expectFailure(64, flow + ["--start-frame", "28"], in: folder, telling: ["--start-frame 28"])
    try expectFailure(64, flow + ["--start-frame", "-9223372036854775808"], in: folder, telling: ["--start-frame"])
    try expectFailure(64, flow + ["--count", "2"], in: folder, telling: ["1 field,"])
    try expectFailure(64, flow + ["--count", "9223372036854775807"], in: folder, telling: ["--count"])
    try expectFailure(65, flow + ["--dt", "36"], in: folder, telling: [name, "60 frames", "--dt"])
    let short = try folder.writeSpikes(width: 16, height: 16, frames: 24)
    try expectFailure(65, ["flow", short, "--weights", weights, "-o", "f"], in: folder, telling: [short, "24 frames"])
  }
  @Test func `Spikes need no weights once some are carried; until then a line says what to do`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes(frames: 60)
    let models = try #require(try expectJSON(["models"], in: folder)["networks"] as? [[String: Any]])
    let scflow = try #require(models.first { $0["name"] as? String == "scflow" })
    let flow = ["flow", name, "--dt", "10", "--count", "1", "-o"]
    if (scflow["weights"] as? [String])?.isEmpty == false {
      let index = try expectJSON(flow + ["f"], in: folder)
      let own = try expectJSON(flow + ["own", "--weights", folder.writeWeights()], in: folder)
      let digests = [index, own].map { $0["weights_digest"] as? String }
      #expect(digests[0]?.hasPrefix("sha256:") == true && digests[0] != digests[1])
    } else {
      try expectFailure(
        64, flow + ["f"], in: folder,
        telling: ["--weights is needed", "scflow", "saccade models says where", "saccade train flow makes them"])
    }
  }
}
