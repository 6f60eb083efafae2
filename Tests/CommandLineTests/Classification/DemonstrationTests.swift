import Foundation
import TestSupport
import Testing

/// `saccade demo`.
@Suite struct DemonstrationTests {
  @Test func `The carried network reads most digits, stops early, and its page says so`() throws {
    let folder = try TemporaryFolder()
    let object = try expectJSON(["demo", "snn", "--samples", "120", "-o", "demo.html"], in: folder)
    #expect(object["samples"] as? Int == 120 && object["report"] as? String == "demo.html")
    #expect(object["accuracy"] as? Double ?? 0 > 0.85)
    #expect(object["latency"] as? Double ?? 99 < 10)
    let fixed = try #require(object["fixed_accuracy"] as? [Double])
    #expect(fixed[0] < fixed[31])
    let page = try String(contentsOfFile: folder.file("demo.html"), encoding: .utf8)
    #expect(page.contains("Move the threshold") && page.contains("Operations and energy"))
    try expectFailure(73, ["demo", "snn", "-o", "demo.html"], in: folder, telling: ["demo.html", "--force"])
    try expectFailure(64, ["demo", "snn", "--samples", "1"], in: folder, telling: ["--samples"])
  }

  @Test func `A demonstration of flow takes a folder of its own, and enough frames`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write([1], to: "mine")
    try expectFailure(73, ["demo", "flow", "-o", "mine"], in: folder, telling: ["mine", "--force"])
    try expectFailure(64, ["demo", "flow", "--frames", "100"], in: folder, telling: ["--frames"])
  }

  @Test func `The same seed draws the same digits on any number of threads`() throws {
    let folder = try TemporaryFolder()
    func run(_ seed: String, _ threads: String) throws -> [String: Any] {
      try expectJSON(
        ["demo", "snn", "--samples", "40", "--seed", seed, "--threads", threads, "-o", "d.html", "--force"], in: folder)
    }
    let (one, two, other) = (try run("5", "1"), try run("5", "3"), try run("6", "1"))
    for key in ["latency", "accuracy", "temperature", "spikes_per_neuron"] {
      #expect(one[key] as? Double == two[key] as? Double)
    }
    #expect(one["spikes_per_neuron"] as? Double != other["spikes_per_neuron"] as? Double)
  }
}
