import Recordings
import Tensors
import TestSupport
import Testing

@Suite struct ConvertTests {
  @Test(arguments: [(40, 30), (17, 9), (3, 3)])
  func `A recording that went through all formats is the same to the last byte`(width: Int, height: Int) throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes(width: width, height: height)
    let original = try folder.bytes(name)
    try expectSuccess(["convert", name, "a.npz"], in: folder)
    try expectSuccess(["convert", "a.npz", "b.npy"], in: folder)
    try expectSuccess(["convert", "b.npy", "c_\(width)x\(height).dat", "--quiet"], in: folder)
    #expect(try folder.bytes("c_\(width)x\(height).dat") == original)
    let packed = "p_\(width)x\(height).dat"
    try expectSuccess(["convert", name, packed, "--output-padding", "packed"], in: folder)
    #expect(try folder.bytes(packed).count == (60 * width * height + 7) / 8)
    try expectSuccess(["convert", packed, "d.npy", "--frame-padding", "packed"], in: folder)
    #expect(try folder.bytes("d.npy") == folder.bytes("b.npy"))
  }

  @Test func `The summary tells what was read and written`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    let facts = try expectJSON(["convert", name, "a.npz", "--start", "1ms", "--end", "2ms"], in: folder)
    #expect(facts["from"] as? String == "spikes-dat" && facts["to"] as? String == "spikes-npz")
    #expect(facts["frames_in"] as? Int == 60 && facts["frames_out"] as? Int == 20)
    #expect(facts["warnings"] as? [String] == [])
  }

  @Test func `Times are counted from the first frame, in any unit`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    let spikes = Samples.spikes(width: 40, height: 30, frames: 60).scalars
    let parts: [(arguments: [String], frames: Range<Int>)] = [
      (["--start", "500us"], 10..<60), (["--start", "500"], 10..<60),
      (["--start", "0.5ms", "--end", "0.001s"], 10..<20),
      (["--end", "1ms"], 0..<20), (["--start-at", "1ms", "--end-at", "1100us"], 20..<22), (["--end", "1s"], 0..<60),
    ]
    for (index, part) in parts.enumerated() {
      try expectSuccess(["convert", name, "\(index).npy"] + part.arguments, in: folder)
      let kept = try folder.readSpikes("\(index).npy")
      #expect(kept.scalars == Array(spikes[part.frames.lowerBound * 1200..<part.frames.upperBound * 1200]))
    }
    try expectFailure(64, ["convert", name, "x.npy", "--start", "1s"], in: folder, telling: ["3 ms"])
    try expectFailure(64, ["convert", name, "x.npy", "--start", "2ms", "--end", "1ms"], in: folder)
    try expectFailure(64, ["convert", name, "x.npy", "--start", "0", "--start-at", "0"], in: folder)
  }

  @Test func `A region of interest holds its pixels`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    let spikes = Samples.spikes(width: 40, height: 30, frames: 60)
    try expectSuccess(["convert", name, "r_13x7.dat", "--roi", "5,11,13x7"], in: folder)
    let part = try folder.readSpikes("r_13x7.dat")
    #expect(part.shape == [60, 7, 13])
    var expected: [UInt8] = []
    for frame in 0..<60 {
      for y in 11..<18 { for x in 5..<18 { expected.append(spikes[frame, y, x]) } }
    }
    #expect(part.scalars == expected)
    for region in ["28,0,13x1", "0,24,1x7", "40,0,1x1", "9223372036854775807,0,1x1", "0,0,41x30"] {
      try expectFailure(64, ["convert", name, "x.npy", "--roi", region], in: folder, telling: ["--roi", "40x30"])
    }
    for region in ["-1,0,5x5", "1,1", "1,1,0x5", "a,b,c", "", "1,1,5"] {
      try expectFailure(64, ["convert", name, "x.npy", "--roi", region], in: folder, telling: ["--roi"])
    }
  }

  @Test func `A flip turns the rows and is undone by another`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes(width: 17, height: 9)
    try expectSuccess(["convert", name, "up_17x9.dat", "--flip"], in: folder)
    let (upright, flipped) = (Samples.spikes(width: 17, height: 9, frames: 60), try folder.readSpikes("up_17x9.dat"))
    for y in 0..<9 { for x in 0..<17 { #expect(flipped[3, y, x] == upright[3, 8 - y, x]) } }
    try expectSuccess(["convert", "up_17x9.dat", "again_17x9.dat", "--flip"], in: folder)
    #expect(try folder.bytes("again_17x9.dat") == folder.bytes(name))
  }

  @Test func `The name of the output decides its format, and must not lie about its size`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    for output in ["x.h5", "x.mp4", "x", "x.dat.gz"] {
      try expectFailure(64, ["convert", name, output], in: folder, telling: [output, "--to"])
    }
    try expectFailure(64, ["convert", name, "x_30x40.dat"], in: folder, telling: ["30x40", "40x30"])
    let run = try expectSuccess(["convert", name, "plain", "--to", "spikes-dat"], in: folder)
    #expect(run.errors.contains("note: plain: ") && run.errors.contains("--size 40x30"))
    #expect(try folder.bytes("plain") == folder.bytes(name))
  }

  @Test func `A recording does not replace itself, but another with --force`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    let before = try folder.bytes(name)
    try expectFailure(73, ["convert", name, name, "--end", "1ms", "--force"], in: folder, telling: ["input"])
    #expect(try folder.bytes(name) == before)
    try expectSuccess(["convert", name, "a_40x30.dat"], in: folder)
    try expectFailure(73, ["convert", name, "a_40x30.dat", "--end", "1ms"], in: folder, telling: ["--force"])
    try expectSuccess(["convert", name, "a_40x30.dat", "--end", "1ms", "--force"], in: folder)
    #expect(try folder.bytes("a_40x30.dat").count == 20 * 150)
  }
}
