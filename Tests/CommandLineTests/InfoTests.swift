import Datasets
import Recordings
import Tensors
import TestSupport
import Testing

@Suite struct InfoTests {
  /// What `info` must say, counted by hand.
  private static func check(_ facts: [String: Any], _ spikes: Tensor<UInt8>, format: String) {
    #expect(facts["format"] as? String == format)
    #expect(facts["kind"] as? String == "spikes")
    #expect(facts["width"] as? Int == spikes.shape[2])
    #expect(facts["height"] as? Int == spikes.shape[1])
    #expect(facts["frames"] as? Int == spikes.shape[0])
    #expect(facts["spikes"] as? Int == spikes.scalars.count { $0 == 1 })
    #expect(facts["warnings"] as? [String] == [])
  }

  @Test(arguments: [(40, 30), (16, 16), (17, 9), (1, 1)])
  func `A recording's format, size, length and spikes are told as JSON`(width: Int, height: Int) throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes(width: width, height: height)
    let spikes = Samples.spikes(width: width, height: height, frames: 60)
    let facts = try expectJSON(["info", name], in: folder)
    Self.check(facts, spikes, format: "spikes-dat")
    #expect(facts["rate_hz"] as? Double == 20_000)
    for format in ["npz", "npy"] {
      try expectSuccess(["convert", name, "copy.\(format)"], in: folder)
      Self.check(try expectJSON(["info", "copy.\(format)"], in: folder), spikes, format: "spikes-\(format)")
    }
  }

  @Test func `A recording is told in words without --json, on standard output`() throws {
    let folder = try TemporaryFolder()
    let run = try expectSuccess(["info", try folder.writeSpikes(), "--rate", "10000"], in: folder)
    #expect(run.output.contains("40x30") && run.output.contains("60 at 10000 Hz, 6 ms"))
    #expect(run.errors.isEmpty)
  }

  @Test func `Any number of threads gives the same bytes`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    let outputs = try ["1", "2", "7"].map { try folder.saccade("info", name, "--json", "--threads", $0).output }
    #expect(Set(outputs).count == 1)
  }

  @Test func `Content counts before the ending of the name`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    try expectSuccess(["convert", name, "spikes.npz"], in: folder)
    _ = try folder.write(try folder.bytes("spikes.npz"), to: "misnamed_16x16.dat")
    #expect(try expectJSON(["info", "misnamed_16x16.dat"], in: folder)["format"] as? String == "spikes-npz")
  }

  @Test func `A last frame that is cut off is a warning that gives its bytes, and an error with --strict`() throws {
    let folder = try TemporaryFolder()
    let whole = try folder.bytes(folder.writeSpikes())
    _ = try folder.write(Array(whole.dropLast(37)), to: "cut_40x30.dat")
    let run = try expectSuccess(["info", "cut_40x30.dat", "--json"], in: folder)
    #expect(run.errorLines.count == 1)
    let warning = try #require(run.errorLines.first)
    #expect(warning.hasPrefix("warning: cut_40x30.dat: ") && warning.contains("113 of 150 bytes"))
    #expect(warning.contains("at byte \(59 * 150)") && warning.contains("left out"))
    #expect(run.json?["frames"] as? Int == 59)
    #expect((run.json?["warnings"] as? [String])?.count == 1)
    try expectFailure(65, ["info", "cut_40x30.dat", "--strict"], in: folder, telling: ["cut_40x30.dat", "--strict"])
  }
}
