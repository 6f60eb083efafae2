import Media
import Tensors
import TestSupport
import Testing

/// Light that is wrong somewhere: one line, and what was made before is kept.
@Suite struct BrokenLightTests {
  private static let kinds = ["spikes", "events"]

  private func simulate(_ kind: String, _ input: String, _ more: String...) -> [String] {
    ["simulate", kind, input, "-o", "o.npz"] + more
  }

  /// Frames of 20×16 pixels, brighter from one to the next.
  private func writeFrames(_ name: String, in folder: TemporaryFolder, spoiling place: Int? = nil) throws {
    var values = (0..<5).flatMap { [Float](repeating: Float(20 + 40 * $0), count: 320) }
    if let place { values[place] = .nan }
    try NumpyFile.write(Tensor<Float>(shape: [5, 16, 20], scalars: values), to: folder.file(name), overwrite: true)
  }

  @Test(arguments: kinds)
  func `No number ends it where it is`(kind: String) throws {
    let folder = try TemporaryFolder()
    try writeFrames("nan.npy", in: folder, spoiling: 3 * 320 + 21)
    try expectFailure(
      65, simulate(kind, "nan.npy", "--fps", "30"), in: folder,
      telling: ["frame 3", "y 1, x 1", "the \(kind) up to there are in o.npz"],
      keeping: "o.npz")
    let facts = try expectJSON(["info", "o.npz"], in: folder)
    #expect(facts[kind] as? Int ?? 0 > 0)
  }

  @Test(arguments: kinds)
  func `Times that go back end it where they do`(kind: String) throws {
    let folder = try TemporaryFolder()
    try writeFrames("a.npy", in: folder)
    _ = try folder.write(Array("0\n20000\n40000\n30000\n50000\n".utf8), to: "back.txt")
    try expectFailure(
      65, simulate(kind, "a.npy", "--timestamps", "back.txt"), in: folder,
      telling: ["frame 3", "the \(kind) up to there are in o.npz"], keeping: "o.npz")
  }

  @Test(arguments: kinds)
  func `Nothing is left where the first frame is wrong, or only one is there`(kind: String) throws {
    let folder = try TemporaryFolder()
    try writeFrames("nan.npy", in: folder, spoiling: 7)
    try expectFailure(65, simulate(kind, "nan.npy", "--fps", "30"), in: folder, telling: ["frame 0"])
    _ = try folder.writeGray(UInt8(9), frames: 1)
    try expectFailure(65, simulate(kind, "gray.npy", "--fps", "30"), in: folder, telling: ["1 frame"])
    _ = try folder.write([], to: "empty.txt")
    try expectFailure(
      65, simulate(kind, "gray.npy", "--timestamps", "empty.txt"), in: folder, telling: ["empty.txt", "no times"])
  }

  @Test(arguments: kinds)
  func `A folder without pictures, and one with pictures of several sizes`(kind: String) throws {
    let folder = try TemporaryFolder()
    _ = try Program.shell("mkdir none some", in: folder)
    try expectFailure(65, simulate(kind, "none"), in: folder, telling: ["none", "no pictures"])
    for index in 0..<4 {
      let (height, width) = index == 3 ? (17, 20) : (16, 20)
      let picture = Tensor<UInt8>(repeating: UInt8(60 * index), shape: [height, width])
      try StillPicture.uint8(picture).writePNG(path: folder.file("some/\(index).png"))
    }
    try expectFailure(
      65, simulate(kind, "some"), in: folder, telling: ["3.png", "20x17", "20x16", "up to there are in o.npz"],
      keeping: "o.npz")
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"), arguments: kinds)
  func `Of a video that breaks off what was made up to there is kept`(kind: String) throws {
    let folder = try TemporaryFolder()
    let video = try fileBytes(SharedFolder.path("data/video/vid2e_video.avi"))
    _ = try folder.write(Array(video.prefix(60_000)), to: "cut.avi")
    try expectFailure(
      65, simulate(kind, "cut.avi", "--size", "60x45") + (kind == "spikes" ? ["--rate", "1000"] : []), in: folder,
      telling: ["breaks off", "of about 161", "the \(kind) up to there are in o.npz"], keeping: "o.npz")
    #expect(try expectJSON(["info", "o.npz"], in: folder)[kind] as? Int ?? 0 > 1000)
  }
}
