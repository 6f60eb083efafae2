import DatasetSamples
import Datasets
import Foundation
import TestSupport
import Testing

/// A network that is evaluated directly gives the numbers of the fields that it writes.
@Suite struct EvaluateModelTests {
  private static func expectSameNumbers(_ model: [String: Any], _ files: [String: Any]) throws {
    for key in ["aee", "outliers_percent", "fields"] {
      let expected = try #require(files[key] as? Double)
      #expect(expected > 0)
      expectNumber(model, key, expected)
    }
    #expect((model["weights_digest"] as? String)?.hasPrefix("sha256:") == true && files["model"] == nil)
  }

  @Test(arguments: [1, 4])
  func `STE-FlowNet is evaluated on MVSEC, its spans cut at the pictures`(interval: Int) throws {
    let folder = try TemporaryFolder()
    let weights = try folder.writeEventWeights()
    try folder.makeFolder("mvsec")
    var sample = MVSECSample()
    (sample.width, sample.height, sample.pictureCount, sample.fieldCount) = (40, 30, 7, 6)
    (sample.velocityX, sample.velocityY) = (240, -160)
    try sample.write(to: folder.file("mvsec"), scene: "outdoor_day1")
    let evaluate = ["evaluate", "flow", "--data", "mvsec", "--protocol", "mvsec-dt\(interval)"]
    try expectSuccess(
      [
        "flow", "mvsec/outdoor_day1_data.hdf5", "--size", "40x30", "--weights", weights, "-o", "f", "--dt",
        "\(interval)",
        "--encoding", "outdoor",
      ], in: folder)
    let files = try expectJSON(evaluate + ["--pred", "f"], in: folder)
    let model = try expectJSON(evaluate + ["--model", "steflownet", "--weights", weights], in: folder)
    try Self.expectSameNumbers(model, files)
    expectNumber(model, "mean_iterations", 3)
    let early = try expectJSON(
      evaluate + ["--model", "steflownet", "--weights", weights, "--stop-when", "1000"], in: folder)
    expectNumber(early, "mean_iterations", 1)
  }

  @Test func `STE-FlowNet is evaluated on DSEC, its events rectified`() throws {
    let folder = try TemporaryFolder()
    let weights = try folder.writeEventWeights()
    var sample = DSECSample()
    (sample.width, sample.height, sample.fieldCount, sample.shiftX) = (64, 48, 3, 2)
    try sample.write(to: folder.file("train/thun_00_a"))
    let evaluate = ["evaluate", "flow", "--data", "train", "--protocol", "dsec"]
    try expectSuccess(
      [
        "flow", "train/thun_00_a/events/left/events.h5", "--size", "64x48", "--weights", weights, "-o", "f",
        "--rectify",
        "--times", "train/thun_00_a/flow/forward_timestamps.txt",
      ], in: folder)
    let files = try expectJSON(evaluate + ["--pred", "f"], in: folder)
    try Self.expectSameNumbers(
      try expectJSON(evaluate + ["--model", "steflownet", "--weights", weights], in: folder), files)
  }

  @Test func `SCFlow is evaluated on scenes of spikes`() throws {
    let folder = try TemporaryFolder()
    let weights = try folder.writeWeights()
    try SceneSample().write(to: folder.file("phm"), scenes: ["ball"])
    let evaluate = ["evaluate", "flow", "--data", "phm", "--protocol", "phm", "--dt", "20"]
    try expectSuccess(
      [
        "flow", "phm/ball/test.dat", "--size", "48x32", "--weights", weights, "-o", "f", "--dt", "20", "--start-frame",
        "40",
      ], in: folder)
    let files = try expectJSON(evaluate + ["--pred", "f"], in: folder)
    let model = try expectJSON(evaluate + ["--model", "scflow", "--weights", weights], in: folder)
    expectNumber(model, "aee", try #require(files["aee"] as? Double))
    #expect(model["model"] as? String == "scflow" && model["mean_iterations"] == nil)
  }

  @Test func `Networks and protocols that do not go together are refused`() throws {
    let folder = try TemporaryFolder()
    let (events, spikes) = (try folder.writeEventWeights(), try folder.writeWeights())
    try SceneSample().write(to: folder.file("phm"), scenes: ["ball"])
    let evaluate = ["evaluate", "flow", "--data", "phm", "--protocol", "phm"]
    try expectFailure(64, evaluate, in: folder, telling: ["--pred", "--model"])
    try expectFailure(
      64, evaluate + ["--model", "scflow", "--weights", spikes, "--pred", "f"], in: folder, telling: ["--pred"])
    try expectFailure(
      64, evaluate + ["--model", "steflownet", "--weights", events], in: folder, telling: ["phm", "scflow"])
    try expectFailure(65, evaluate + ["--model", "scflow", "--weights", events], in: folder, telling: [events])
    try expectFailure(64, evaluate + ["--pred", "f", "--weights", spikes], in: folder, telling: ["--weights"])
    try expectFailure(
      64, ["evaluate", "flow", "--data", "phm", "--protocol", "plain", "--model", "scflow", "--weights", spikes],
      in: folder, telling: ["--model"])
  }
}
