import Foundation
import TestSupport
import Testing

/// Where results may go, and what happens to what stands there.
@Suite struct OutputTests {
  /// Every verb that writes, without its output; what its output may be called.
  struct Verb: Sendable, CustomTestStringConvertible {
    var arguments: [String]
    var output: String
    var testDescription: String { "\(arguments[0]) to \(output)" }

    func line(_ output: String, _ options: String...) -> [String] {
      (arguments[0] == "convert" ? arguments + [output] : arguments + ["-o", output]) + options
    }
  }

  static let verbs = [
    Verb(arguments: ["convert", "spikes_40x30.dat"], output: "out_40x30.dat"),
    Verb(arguments: ["convert", "spikes_40x30.dat"], output: "out.npy"),
    Verb(arguments: ["convert", "spikes_40x30.dat"], output: "out.npz"),
    Verb(arguments: ["simulate", "spikes", "gray.npy", "--fps", "500"], output: "out_40x30.dat"),
    Verb(arguments: ["reconstruct", "spikes_40x30.dat"], output: "out.npy"),
    Verb(arguments: ["reconstruct", "spikes_40x30.dat"], output: "out.png"),
    Verb(arguments: ["reconstruct", "spikes_40x30.dat"], output: "out.mp4"),
    Verb(arguments: ["render", "spikes_40x30.dat"], output: "out.gif"),
    Verb(arguments: ["flow", "spikes_40x30.dat", "--weights", "weights.npz"], output: "out"),
  ]

  private static func workplace(for verb: Verb) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try folder.writeSpikes(frames: 46)
    _ = try folder.writeGray(UInt8(90))
    if verb.arguments[0] == "flow" { _ = try folder.writeArchivedWeights() }
    return folder
  }

  @Test(arguments: verbs)
  func `An output that exists is kept, and replaced with --force`(verb: Verb) throws {
    let folder = try Self.workplace(for: verb)
    try expectSuccess(verb.line(verb.output), in: folder)
    let marker = verb.output == "out" ? "out/flow_000012.npy" : verb.output
    let first = try folder.bytes(marker)
    _ = try folder.write(Array("of the user".utf8), to: marker)
    try expectFailure(73, verb.line(verb.output), in: folder, telling: [verb.output, "exists", "--force"])
    #expect(try folder.bytes(marker) == Array("of the user".utf8))
    let before = try folder.contents()
    try expectSuccess(verb.line(verb.output, "--force"), in: folder)
    #expect(try folder.contents() == before)
    #expect(try folder.bytes(marker) == first)
  }

  @Test(arguments: verbs)
  func `A folder that is not there, or that cannot be written, is told`(verb: Verb) throws {
    let folder = try Self.workplace(for: verb)
    let absent = "absent/\(verb.output)"
    try expectFailure(73, verb.line(absent), in: folder, telling: [absent, "folder", "create it first"])
    // Nobody creates files in /proc, root neither.
    try expectFailure(73, verb.line("/proc/\(verb.output)"), in: folder, telling: ["/proc/\(verb.output)"])
    let inFile = "gray.npy/\(verb.output)"
    try expectFailure(73, verb.line(inFile), in: folder, telling: [inFile])
  }

  @Test(arguments: verbs)
  func `A folder with the user's files is never replaced, not even with --force`(verb: Verb) throws {
    let folder = try Self.workplace(for: verb)
    try FileManager.default.createDirectory(atPath: folder.file(verb.output), withIntermediateDirectories: true)
    _ = try folder.write(Array("of the user".utf8), to: "\(verb.output)/thesis.txt")
    try expectFailure(73, verb.line(verb.output), in: folder, telling: [verb.output, "exists"])
    try expectFailure(73, verb.line(verb.output, "--force"), in: folder, telling: [verb.output, "folder"])
    #expect(try folder.bytes("\(verb.output)/thesis.txt") == Array("of the user".utf8))
  }

  @Test func `A folder of flow may replace an empty folder, but no file and not the one it is called in`() throws {
    let flow = try #require(Self.verbs.last)
    let folder = try Self.workplace(for: flow)
    try FileManager.default.createDirectory(atPath: folder.file("out"), withIntermediateDirectories: true)
    try expectFailure(73, flow.line("out"), in: folder, telling: ["exists"])
    try expectSuccess(flow.line("out/", "--force"), in: folder)
    #expect(folder.exists("out/index.json"))
    try expectFailure(73, flow.line("gray.npy", "--force"), in: folder, telling: ["gray.npy", "no folder"])
    try expectFailure(73, flow.line(".", "--force"), in: folder)
  }

  @Test func `A device is written into where the format allows, and never replaced by a file`() throws {
    let folder = try Self.workplace(for: Self.verbs[0])
    try expectSuccess(["convert", "spikes_40x30.dat", "/dev/null", "--to", "spikes-dat"], in: folder)
    let null = ["convert", "spikes_40x30.dat", "/dev/null", "--to", "spikes-npz", "--force"]
    try expectFailure(73, null, in: folder, telling: ["/dev/null", "stream"])
    try expectFailure(73, ["render", "spikes_40x30.dat", "-o", "/dev/full", "--force"], in: folder)
    #expect(Program.shellSucceeds("test -c /dev/null -a -c /dev/full"))
  }

  @Test func `With --force a folder of flow keeps what no run wrote: the recording, the weights, notes`() throws {
    let flow = try #require(Self.verbs.last)
    let folder = try Self.workplace(for: flow)
    try expectSuccess(flow.line("out", "--render", "png"), in: folder)
    for name in ["spikes_40x30.dat", "weights.npz"] {
      try FileManager.default.moveItem(atPath: folder.file(name), toPath: folder.file("out/\(name)"))
    }
    try FileManager.default.createDirectory(atPath: folder.file("out/sub"), withIntermediateDirectories: true)
    for name in ["notes.txt", "sub/kept"] { _ = try folder.write([7], to: "out/\(name)") }
    let again = ["flow", "out/spikes_40x30.dat", "--weights", "out/weights.npz", "-o", "out", "--force"]
    try expectSuccess(again, in: folder)
    let kept = ["notes.txt", "spikes_40x30.dat", "sub", "sub/kept", "weights.npz"]
    #expect(
      try folder.contents().filter { $0.hasPrefix("out/") }
        == (["flow_000012.npy", "index.json"] + kept).map { "out/\($0)" }.sorted())
    let index = try JSONSerialization.jsonObject(with: Data(try folder.bytes("out/index.json"))) as? [String: Any]
    #expect(index?["verb"] as? String == "flow" && index?["files"] as? [String] == ["flow_000012.npy", "index.json"])
    // An index that names the recording as its own would take it away.
    _ = try folder.write(Array("{\"verb\":\"flow\",\"files\":[\"spikes_40x30.dat\"]}".utf8), to: "out/index.json")
    try expectFailure(73, again, in: folder, telling: ["input"])
  }

  @Test func `A limit of the size of files is a failed write, and nothing is left`() throws {
    let folder = try TemporaryFolder()
    let lines = (0..<20_000).map { "\($0 * 97) \($0 % 20) \($0 % 10) \($0 % 2)\n" }
    _ = try folder.write(Array(("# t_us x@20 y@10 p\n" + lines.joined()).utf8), to: "e.txt")
    for arguments in ["convert e.txt out.csv", "represent e.txt -o out.npz --kind voxel-grid:5 --window 100ms"] {
      let run = try Program.shell("ulimit -f 20; \"$saccade\" \(arguments)", in: folder)
      #expect(run.status == 74, "\(run.errors)")
      #expect(try folder.contents() == ["e.txt"])
    }
  }
}
