import DatasetSamples
import Foundation
import Tensors
import TestSupport
import Testing

/// Flow from the folders of data sets.
@Suite struct DatasetFlowTests {
  private static func fields(_ folder: TemporaryFolder, _ name: String) throws -> [[String: Any]] {
    let index = try JSONSerialization.jsonObject(with: Data(try folder.bytes("\(name)/index.json")))
    return try #require((index as? [String: Any])?["fields"] as? [[String: Any]])
  }

  @Test func `A recording of MVSEC is cut at its pictures`() throws {
    let folder = try TemporaryFolder()
    let weights = try folder.writeEventWeights()
    var sample = MVSECSample()
    (sample.width, sample.height, sample.pictureCount, sample.fieldCount) = (40, 30, 7, 3)
    try sample.write(to: folder.path)
    let times = sample.pictureSeconds.map { Int(($0 * 1e6).rounded(.toNearestOrEven)) }
    let flow = ["flow", "indoor_flying1_data.hdf5", "--size", "40x30", "--weights", weights, "--crop", "32x16"]
    try expectSuccess(flow + ["-o", "dt1"], in: folder)
    let fields = try Self.fields(folder, "dt1")
    #expect(fields.map { $0["frame_a"] as? Int } == [0, 1, 2, 3, 4, 5])
    #expect(fields.map { $0["start_us"] as? Int } == times.dropLast().map { $0 })
    #expect(fields.map { $0["end_us"] as? Int } == times.dropFirst().map { $0 })
    #expect(fields.allSatisfy { $0["events"] as? Int == 400 })
    try expectSuccess(flow + ["-o", "same", "--times", "images"], in: folder)
    #expect(try folder.bytes("same/flow_000003.npy") == folder.bytes("dt1/flow_000003.npy"))
    try expectSuccess(flow + ["-o", "dt4", "--dt", "4", "--encoding", "outdoor"], in: folder)
    let joined = try Self.fields(folder, "dt4")
    #expect(joined.map { $0["frame_b"] as? Int } == [4, 5, 6])
    #expect(joined.map { $0["end_us"] as? Int } == times.dropFirst(4).map { $0 })
    try expectSuccess(flow + ["-o", "part", "--start-at", "\(times[2])", "--end-at", "\(times[5])"], in: folder)
    #expect(try Self.fields(folder, "part").map { $0["frame_a"] as? Int } == [2, 3, 4])
    #expect(try folder.bytes("part/flow_000003.npy") == folder.bytes("dt1/flow_000003.npy"))
  }

  @Test func `Tensors and pictures of rectified events are those of the moved places`() throws {
    let folder = try TemporaryFolder()
    var sample = DSECSample()
    (sample.width, sample.height, sample.fieldCount, sample.shiftX) = (64, 48, 2, 1)
    try sample.write(to: folder.file("one"))
    sample.shiftX = 0.5
    try sample.write(to: folder.file("half"))
    func tensor(_ sequence: String, _ kind: String, _ options: [String]) throws -> Tensor<Float> {
      try expectSuccess(
        ["represent", "\(sequence)/events/left/events.h5", "--size", "64x48", "--kind", kind, "-o", "t.npz", "--force"]
          + options, in: folder)
      return try NumpyArchive(path: folder.file("t.npz")).float32("data")
    }
    let raw = try tensor("one", "voxel-grid:3", ["--window", "100ms"])
    let moved = try tensor("one", "voxel-grid:3", ["--window", "100ms", "--rectify"])
    #expect(raw.shape == [3, 3, 48, 64] && moved.shape == raw.shape)
    let (a, b) = (raw.scalars, moved.scalars)
    for index in a.indices where index % 64 < 63 { #expect(b[index + 1] == a[index]) }
    // Half a pixel further every event is shared by two pixels, the last column's by one inside.
    let half = try tensor("half", "eraft:3", ["--rectify"])
    let whole = try tensor("half", "eraft:3", [])
    #expect(half != whole && half.scalars.count { $0 != 0 } > whole.scalars.count { $0 != 0 })
    try expectSuccess(
      ["render", "one/events/left/events.h5", "--size", "64x48", "--rectify", "-o", "p.png"], in: folder)
    try expectFailure(
      64,
      [
        "represent", "one/events/left/events.h5", "--size", "64x48", "--kind", "count", "-o", "x.npz", "--rectify",
        "--roi", "0,0,8x8",
      ], in: folder, telling: ["--rectify", "--roi"])
    try expectFailure(
      65,
      ["represent", "one/events/left/events.h5", "--size", "80x60", "--kind", "count", "-o", "x.npz", "--rectify"],
      in: folder, telling: ["rectify_map.h5", "64x48", "80x60"])
  }

  @Test func `Events of DSEC are rectified where that is asked for`() throws {
    let folder = try TemporaryFolder()
    let weights = try folder.writeEventWeights()
    var sample = DSECSample()
    (sample.width, sample.height, sample.fieldCount) = (64, 48, 2)
    try sample.write(to: folder.file("same"))
    sample.shiftX = 1000
    try sample.write(to: folder.file("away"))
    func flow(_ sequence: String, _ options: [String]) -> [String] {
      ["flow", "\(sequence)/events/left/events.h5", "--size", "64x48", "--weights", weights] + options
    }
    try expectSuccess(flow("same", ["-o", "raw"]), in: folder)
    #expect(try Self.fields(folder, "raw").count == 3)
    try expectSuccess(flow("same", ["-o", "rectified", "--rectify"]), in: folder)
    #expect(try folder.bytes("raw/flow_000001.npy") == folder.bytes("rectified/flow_000001.npy"))
    try expectFailure(
      65, flow("same", ["-o", "moved", "--rectify-map", "away/events/left/rectify_map.h5"]), in: folder,
      telling: ["no event", "rectification"])
    try expectFailure(
      66, flow("missing", ["-o", "x", "--rectify"]), in: folder, telling: ["missing/events/left/events.h5"])
  }
}
