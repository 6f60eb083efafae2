import DatasetSamples
import Datasets
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct EvaluateDSECTests {
  private static let names = ["pe1", "pe2", "pe3"]

  @Test func `Of a data set that this package writes, the truth has no error, and one off by 3 and 4 px has 5`() throws
  {
    let folder = try TemporaryFolder()
    var sample = DSECSample()
    sample.fieldCount = 2
    try sample.write(to: folder.file("DSEC/train/zurich_city_01_a"))
    let evaluate = ["evaluate", "flow", "--data", "DSEC/train", "--protocol", "dsec", "--pred"]
    let same = try expectJSON(evaluate + ["DSEC/train"], in: folder)
    for key in ["epe", "aee", "ae"] + Self.names { expectNumber(same, key, 0) }
    #expect(same["fields"] as? Int == 2)
    try folder.writeFields(
      EvaluationSamples.constant(sample.u + 3, sample.v + 4, width: 640, height: 480), numbers: [2, 4], to: "off")
    let off = try expectJSON(evaluate + ["off"], in: folder)
    expectNumber(off, "epe", 5)
    for key in Self.names { expectNumber(off, key, 100) }
    let scene = try firstScene(off)
    expectNumber(scene, "pixels", 2 * 640 * 480 / 2)
    // By hand: the angle of (8.5, 1.75, 1) and (5.5, -2.25, 1), and of the first two alone.
    expectNumber(scene, "ae", 33.5, tolerance: 0.2)
    #expect((scene["ae_plane"] as? Double ?? 0) > (scene["ae"] as? Double ?? 1))
    let masked = try firstScene(try expectJSON(evaluate + ["off", "--events-mask", "window"], in: folder))
    expectNumber(masked, "aee", 5)
    #expect((masked["pixels"] as? Int ?? .max) < 640 * 480 / 4)
  }

  @Test func `Of a data set that h5py wrote, the numbers are those of the protocol's statement in NumPy`() throws {
    let folder = try TemporaryFolder()
    try folder.writeFields(
      EvaluationSamples.striped(5.5, -2.25, width: 640, height: 480), numbers: [2, 4], to: "p/zurich_city_01_a")
    let evaluate = [
      "evaluate", "flow", "--data", EvaluationSamples.fixtures + "/dsec", "--protocol", "dsec", "--pred", "p",
    ]
    for (name, options) in [("dsec", []), ("dsec-events", ["--events-mask", "window"])] {
      let expected = try EvaluationSamples.expected(name)
      let scene = try firstScene(try expectJSON(evaluate + options, in: folder))
      for key in ["fields", "pixels"] { expectNumber(scene, key, expected[key] ?? .nan) }
      expectNumber(scene, "epe", expected["aee_over_pixels"] ?? .nan)
      let frames = try #require(scene["over_frames"] as? [String: Any])
      expectNumber(frames, "aee", expected["aee_over_frames"] ?? .nan)
      expectNumber(frames, "pe3", expected["outliers_over_frames"] ?? .nan)
    }
  }

  @Test func `The submission holds a PNG for each window of the lists, and none where one is missing`() throws {
    let folder = try TemporaryFolder()
    var sample = DSECSample()
    sample.fieldCount = 2
    try sample.write(to: folder.file("test/thun_01_a"), isTest: true)
    try folder.writeFields(
      EvaluationSamples.constant(5.5, -2.25, width: 640, height: 480), numbers: [2, 4], to: "p/thun_01_a")
    let evaluate = ["evaluate", "flow", "--protocol", "dsec", "--pred"]
    let submit = evaluate + ["p", "--data", "test", "--submission", "s"]
    let summary = try expectJSON(submit, in: folder)
    #expect(summary["fields"] as? Int == 2 && summary["submission"] as? String == "s")
    #expect(
      try folder.contents().filter { $0.hasPrefix("s/thun_01_a/") } == [
        "s/thun_01_a/000002.png", "s/thun_01_a/000004.png",
      ])
    let field = try FlowField(path: folder.file("s/thun_01_a/000002.png"), format: .dsec)
    #expect(field.flow == EvaluationSamples.constant(5.5, -2.25, width: 640, height: 480))
    try expectFailure(73, submit, in: folder, telling: ["s", "--force"])
    try expectSuccess(submit + ["--force"], in: folder)
    let list = "test/thun_01_a/test_forward_flow_timestamps.csv"
    try expectSuccess(
      evaluate + ["p/thun_01_a", "--times", list, "--scenes", "thun_01_a", "--submission", "t"], in: folder)
    #expect(folder.exists("t/thun_01_a/000004.png"))
    try FileManager.default.removeItem(atPath: folder.file("p/thun_01_a/000004.npy"))
    try expectFailure(
      66, evaluate + ["p", "--data", "test", "--submission", "u"], in: folder,
      telling: ["p/thun_01_a", "file 4", "missing"])
    try expectFailure(65, evaluate + ["p", "--data", "test"], in: folder, telling: ["test", "--submission"])
  }
}
