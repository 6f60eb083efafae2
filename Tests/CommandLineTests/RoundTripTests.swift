import Foundation
import Media
import TestSupport
import Testing

/// What `simulate` made linear light, `reconstruct` shows as it was.
@Suite struct RoundTripTests {
  private static let level: UInt8 = 100
  /// sRGB's 100 is so much of white as light, of 255.
  private static let light = 32.5

  @discardableResult
  private static func simulate(
    _ output: String, _ options: [String] = ["--gamma", "srgb"], in folder: TemporaryFolder
  ) throws -> Run {
    let gray = try folder.writeGray(level, width: 16, height: 8)
    return try expectSuccess(
      ["simulate", "spikes", gray, "--fps", "200", "-o", output, "--rate", "8000", "--force"] + options, in: folder)
  }

  /// The mean gray value that is shown of a recording.
  private static func shown(_ input: String, _ options: [String] = [], in folder: TemporaryFolder) throws -> Double {
    try expectSuccess(["reconstruct", input, "-o", "out.png", "--method", "tfp:200", "--force"] + options, in: folder)
    guard case .uint8(let picture) = try StillPicture(path: folder.file("out.png")) else { return 0 }
    let values = picture.scalars
    return values.reduce(0) { $0 + Double($1) } / Double(values.count)
  }

  @Test(arguments: ["s_16x8.dat", "s.npz", "s.npy"])
  func `Spikes of sRGB are shown as the pictures were`(output: String) throws {
    let folder = try TemporaryFolder()
    #expect(try Self.simulate(output, in: folder).errors.contains("\(output).json"))
    #expect(abs(try Self.shown(output, in: folder) - Double(Self.level)) < 3)
    let linear = ["--transfer", "linear", "--gain", "1.5686"]
    #expect(abs(try Self.shown(output, linear, in: folder) - Self.light) < 3)
    let summary = try expectJSON(["reconstruct", output, "-o", "a.png"], in: folder)
    #expect(summary["transfer"] as? String == "srgb")
    #expect(abs((summary["gain"] as? Double ?? 0) - 400.0 / 255) < 1e-4)
    // Numbers are rates, whatever is shown.
    let numbers = try expectJSON(["reconstruct", output, "-o", "a.npy"], in: folder)
    #expect(numbers["transfer"] == nil)
  }

  @Test func `Spikes of a folder of streams are, too`() throws {
    let folder = try TemporaryFolder()
    let gray = try folder.writeGray(Self.level, width: 16, height: 8)
    try expectSuccess(
      ["simulate", "spikes,events", gray, "--fps", "200", "-o", "both", "--rate", "8000", "--gamma", "srgb"], in: folder
    )
    #expect(folder.exists("both/spikes.dat.json"))
    #expect(abs(try Self.shown("both/spikes.dat", ["--size", "16x8"], in: folder) - Double(Self.level)) < 3)
    let index = try JSONSerialization.jsonObject(with: Data(folder.bytes("both/index.json"))) as? [String: Any]
    #expect((index?["files"] as? [String])?.contains("spikes.dat.json") == true)
  }

  @Test func `A note goes with the recording that it was written for`() throws {
    let folder = try TemporaryFolder()
    try Self.simulate("s_16x8.dat", in: folder)
    // Over an earlier recording with its note.
    try Self.simulate("s_16x8.dat", in: folder)
    // Another recording under that name: linear light again, with a warning.
    _ = try folder.write(Array(folder.bytes("s_16x8.dat").dropLast(160)), to: "s_16x8.dat")
    let run = try expectSuccess(["reconstruct", "s_16x8.dat", "-o", "b.png"], in: folder)
    #expect(run.errors.contains("warning: s_16x8.dat.json: it is of another recording"))
    try Self.simulate("s_16x8.dat", [], in: folder)
    #expect(!folder.exists("s_16x8.dat.json"))
    // Somebody else's file of that name stays.
    _ = try folder.write(Array("{}".utf8), to: "s_16x8.dat.json")
    let other = try Self.simulate("s_16x8.dat", in: folder)
    #expect(other.errors.contains("warning: s_16x8.dat.json: it is another file"))
    #expect(try folder.bytes("s_16x8.dat.json") == Array("{}".utf8))
  }
}
