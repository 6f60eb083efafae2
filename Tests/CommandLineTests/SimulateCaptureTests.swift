import Foundation
import TestSupport
import Testing

/// Cameras that look at something until somebody ends it.
@Suite struct SimulateCaptureTests {
  private static let graph = "lavfi:testsrc=size=64x48:rate=30"

  @Test func `A graph that ends is a video`() throws {
    let folder = try TemporaryFolder()
    let facts = try expectJSON(
      ["simulate", "events", Self.graph + ":duration=0.5", "-o", "e.npz", "--quiet"], in: folder)
    #expect(facts["video_frames"] as? Int == 15 && facts["width"] as? Int == 64 && facts["height"] as? Int == 48)
    #expect(facts["events"] as? Int ?? 0 > 100 && facts["last_us"] as? Int ?? 0 <= 466_667)
    let spikes = try expectJSON(
      ["simulate", "spikes", Self.graph + ":duration=0.5", "-o", "s.npz", "--size", "32x24"], in: folder)
    #expect(spikes["frames"] as? Int == 14 * 20_000 / 30 && spikes["width"] as? Int == 32)
  }

  @Test(arguments: [("events", "live.raw", SIGINT), ("spikes", "live_64x48.dat", SIGTERM)])
  func `A signal ends one that goes on, and what came before is complete`(
    kind: String, output: String, signal: Int32
  ) throws {
    let folder = try TemporaryFolder()
    let run = try Program.Started(
      Program.path, ["simulate", kind, Self.graph, "-o", output, "--json"], in: folder)
    func hasBegun() throws -> Bool {
      try folder.names().contains { name in
        name.hasSuffix(".part") && (try? fileBytes(folder.file(name)).count) ?? 0 > 1000
      }
    }
    while try run.isRunning && !hasBegun() { usleep(2000) }
    run.send(signal)
    let end = try run.wait()
    #expect(end.status == 0, "\(end.errors)")
    #expect(end.errors.contains("ended; what came before is completed"))
    let facts = try #require(end.json, "\(end.output)")
    #expect(facts["video_frames"] as? Int ?? 0 > 1)
    let size = kind == "spikes" ? [] : ["--size", "64x48"]
    let found = try expectJSON(["info", output] + size, in: folder)
    #expect(found[kind] as? Int == facts[kind] as? Int)
    // A video's sRGB was undone, which a note beside spikes says.
    #expect(try folder.contents() == [output] + (kind == "spikes" ? ["\(output).json"] : []))
  }

  @Test func `What is not there, or does not fit, is told in a line`() throws {
    let folder = try TemporaryFolder()
    for kind in ["spikes", "events"] {
      func simulate(_ input: String, _ more: String...) -> [String] { ["simulate", kind, input, "-o", "o.npz"] + more }
      try expectFailure(
        66, simulate("camera:/dev/nothing"), in: folder, telling: ["camera:/dev/nothing", "there is no camera"])
      try expectFailure(65, simulate("lavfi:nosuchsource"), in: folder, telling: ["lavfi:nosuchsource", "graph"])
      try expectFailure(64, simulate(Self.graph, "--white", "1"), in: folder, telling: ["--white"])
    }
  }
}
