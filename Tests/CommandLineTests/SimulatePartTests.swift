import Files
import Foundation
import Media
import Tensors
import TestSupport
import Testing

/// `saccade simulate spikes` of a part of a video, of folders that say their times, and what shows its light as it was.
@Suite struct SimulatePartTests {
  /// Pictures of one gray level each, named by numbers.
  private static func pictures(_ levels: [UInt8], in folder: TemporaryFolder) throws {
    try FileManager.default.createDirectory(atPath: folder.file("in"), withIntermediateDirectories: true)
    for (index, level) in levels.enumerated() {
      let picture = Tensor<UInt8>(repeating: level, shape: [32, 32])
      try StillPicture.uint8(picture).writePNG(path: folder.file("in/\(index).png"))
    }
  }

  private static func frames(_ arguments: [String], in folder: TemporaryFolder) throws -> [Int] {
    let facts = try expectJSON(["simulate", "spikes", "in", "-o", "a.npz", "--force"] + arguments, in: folder)
    return [try #require(facts["frames"] as? Int), try #require(facts["spikes"] as? Int)]
  }

  @Test(arguments: ["images.txt", "timestamps.txt"])
  func `A folder's list says when its pictures are`(list: String) throws {
    let folder = try TemporaryFolder()
    try Self.pictures([0, 200, 90], in: folder)
    try Data("# t file\n1.000 0.png\n1.010 1.png\n1.040 2.png\n".utf8).write(
      to: URL(fileURLWithPath: folder.file("in/\(list)")))
    #expect(try Self.frames(["--rate", "1000"], in: folder)[0] == 40)
    // What the user says goes first.
    #expect(try Self.frames(["--rate", "1000", "--fps", "100"], in: folder)[0] == 20)
    try Data("0.000\n0.001\n0.005\n".utf8).write(to: URL(fileURLWithPath: folder.file("t.txt")))
    #expect(try Self.frames(["--rate", "1000", "--timestamps", "t.txt"], in: folder)[0] == 5)
  }

  @Test func `A part is simulated as if the video were no longer`() throws {
    let folder = try TemporaryFolder()
    try Self.pictures([0, 40, 80, 120, 160, 200], in: folder)
    let times = ["--fps", "100", "--rate", "1000", "--init", "zero"]
    let part = try Self.frames(times + ["--start", "20ms", "--end", "45ms"], in: folder)
    #expect(part[0] == 20)
    try FileManager.default.removeItem(atPath: folder.file("in"))
    try Self.pictures([80, 120, 160], in: folder)
    #expect(try Self.frames(times, in: folder) == part)
    try expectFailure(
      65, ["simulate", "spikes", "in", "-o", "b.npz", "--fps", "100", "--start", "5s"], in: folder,
      telling: ["--start"])
    try expectFailure(
      64, ["simulate", "spikes", "in", "-o", "b.npz", "--start", "5s", "--end", "4s"], in: folder, telling: ["--end"])
  }

  @Test func `What was made linear is shown as it was, from a pipe by what the message says`() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.file("in"), withIntermediateDirectories: true)
    let ramp = Tensor<UInt8>(
      shape: [32, 32], scalars: (0..<32 * 32).map { (index: Int) -> UInt8 in UInt8(40 + index % 32 * 6) })
    for index in 0..<2 { try StillPicture.uint8(ramp).writePNG(path: folder.file("in/\(index).png")) }
    let simulate = ["simulate", "spikes", "in", "--fps", "10", "--seed", "1"]
    let piped = try expectSuccess(simulate + ["-o", "-", "--to", "spikes-dat"], in: folder)
    #expect(piped.errors.contains("saccade reconstruct --transfer srgb --gain 1.5686 shows it as it was"))
    try expectSuccess(simulate + ["-o", "a_32x32.dat"], in: folder)
    try expectSuccess(
      ["reconstruct", "a_32x32.dat", "-o", "a.png", "--method", "tfp:1000", "--frame", "1000"], in: folder)
    guard case .uint8(let shown) = try StillPicture(path: folder.file("a.png")) else {
      Issue.record("The picture is not of 8 bits.")
      return
    }
    let stride = shown.count / ramp.count
    let worst = (0..<ramp.count).map { abs(Int(shown.scalars[$0 * stride]) - Int(ramp.scalars[$0])) }.max() ?? 255
    #expect(worst <= 3)
  }
}
