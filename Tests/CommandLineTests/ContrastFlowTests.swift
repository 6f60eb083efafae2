import Foundation
import Recordings
import Tensors
import TestSupport
import Testing

@Suite struct ContrastFlowTests {
  /// Dots that go to the right by 6 pixels in each window of 10 ms, two windows, then some events at one moment and a few.
  private static func writeEvents(_ folder: TemporaryFolder) throws -> String {
    var random = SeededRandom(seed: 11)
    let dots = (0..<50).map { _ in
      (x: Int.random(in: 2..<50, using: &random), y: Int.random(in: 2..<46, using: &random))
    }
    var events: [Event] = []
    for index in 0..<4000 {
      let dot = dots[index % dots.count]
      let time = index * 5
      let x = dot.x + Int((6 * Double(time) / 10_000).rounded())
      events.append(Event(timeMicroseconds: Int64(time), x: UInt16(x), y: UInt16(dot.y), isOn: true))
    }
    for index in 0..<200 { events.append(Event(timeMicroseconds: 25_000, x: UInt16(index % 60), y: 5, isOn: true)) }
    for index in 0..<20 {
      events.append(Event(timeMicroseconds: Int64(31_000 + 400 * index), x: 5, y: UInt16(index), isOn: false))
    }
    return try folder.writeEvents(events, width: 64, height: 48)
  }

  @Test func `Flow needs no weights, and windows that say nothing have none`() throws {
    let folder = try TemporaryFolder()
    let name = try Self.writeEvents(folder)
    let run = try expectSuccess(["flow", name, "--window", "10ms", "-o", "f", "--render", "png"], in: folder)
    #expect(run.errors.contains("the window from 20000 to 30000 us holds events of a single moment"))
    #expect(run.errors.contains("the window from 30000 to 40000 us holds 20 events"))
    let index = try JSONSerialization.jsonObject(with: Data(try folder.bytes("f/index.json"))) as? [String: Any]
    #expect(index?["model"] as? String == "contrast" && index?["weights_digest"] == nil)
    let flow = try NumpyFile.read(path: folder.file("f/flow_000000.npy")).float32
    #expect(flow.shape == [2, 48, 64])
    let known = flow.slice(at: 0).scalars.filter(\.isFinite)
    #expect(known.count > 1000 && known.count < 64 * 48)
    #expect(abs(known.reduce(0, +) / Float(known.count) - 6) < 0.5)
    let none = try NumpyFile.read(path: folder.file("f/flow_000003.npy")).float32
    #expect(!none.scalars.contains { $0.isFinite })
  }

  @Test func `Options that change the flow are understood, and those of networks are refused`() throws {
    let folder = try TemporaryFolder()
    let name = try Self.writeEvents(folder)
    let flow = ["flow", name, "--window", "10ms", "--count", "1"]
    for (number, options) in [
      ["--tiles", "4x3"], ["--scales", "1", "--tiles", "2x2"], ["--tv", "0.1"], ["--max-events", "500", "--seed", "3"],
      ["--iterations", "3"], ["--warm-start"], ["--layers", "2"],
    ].enumerated() {
      try expectSuccess(flow + options + ["-o", "f\(number)"], in: folder)
    }
    try expectFailure(
      64, flow + ["--model", "contrast", "--splits", "3", "-o", "g"], in: folder, telling: ["--splits"])
    try expectFailure(64, flow + ["--layers", "0", "-o", "g"], in: folder, telling: ["--layers", "1 to 16"])
    try expectFailure(
      64, flow + ["--layers", "3", "--tiles", "4x4", "-o", "g"], in: folder, telling: ["--layers", "--tiles"])
    try expectFailure(64, flow + ["--tiles", "0x3", "-o", "g"], in: folder, telling: ["--tiles"])
    try expectFailure(64, flow + ["--max-events", "9", "-o", "g"], in: folder, telling: ["--max-events"])
    try expectFailure(
      64, flow + ["--model", "contrast", "--weights", "w.pth", "-o", "g"], in: folder,
      telling: ["contrast has no parameters"])
    try expectFailure(64, flow + ["--model", "eraft", "-o", "g"], in: folder, telling: ["--weights", "contrast"])
  }

  @Test func `Several models stand in one table`() throws {
    let folder = try TemporaryFolder()
    let (name, weights) = (try Self.writeEvents(folder), try folder.writeEventWeights())
    let evaluate = ["evaluate", "flow", "--protocol", "fwl", "--events", name, "--window", "10ms", "--count", "2"]
    let object = try expectJSON(
      evaluate + ["--model", "contrast", "--model", "steflownet=\(weights)", "--report", "p.html"], in: folder)
    let models = try #require(object["models"] as? [[String: Any]])
    #expect(models.map { $0["model"] as? String } == ["contrast", "steflownet"])
    #expect((models[0]["fwl_blurred"] as? Double ?? 0) > 1.2 && (models[0]["contrast"] as? Double ?? 9) < 4)
    #expect((models[0]["values"] as? [[String: Any]])?.count == 2)
    try expectFailure(
      64, evaluate + ["--model", "contrast", "--model", "eraft", "--weights", "w"], in: folder,
      telling: ["NAME=WEIGHTS"])
  }

  @Test func `The part of a recording that is measured is said as everywhere`() throws {
    let folder = try TemporaryFolder()
    let name = try Self.writeEvents(folder)
    let evaluate = ["evaluate", "flow", "--protocol", "fwl", "--events", name, "--window", "5ms"]
    func values(_ options: [String]) throws -> [[String: Any]] {
      let models =
        try expectJSON(evaluate + ["--model", "contrast"] + options, in: folder)["models"] as? [[String: Any]]
      return try #require(models?.first?["values"] as? [[String: Any]])
    }
    let (whole, part) = (try values([]), try values(["--start", "5ms", "--count", "1"]))
    #expect(part.count == 1 && whole.count > 1)
    #expect(part[0]["start_us"] as? Int == whole[1]["start_us"] as? Int)
    #expect(part[0]["fwl_blurred"] as? Double == whole[1]["fwl_blurred"] as? Double)
    try expectFailure(
      64, ["evaluate", "flow", "--pred", "p", "--gt", "g", "--protocol", "plain", "--start", "5ms"], in: folder,
      telling: ["--start goes with --protocol fwl and --model"])
  }
}
