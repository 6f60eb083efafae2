import DatasetSamples
import Foundation
import TestSupport
import Testing

/// `saccade info` on the folders of datasets.
@Suite struct DatasetInfoTests {
  private static func write(_ files: [String], in folder: TemporaryFolder) throws {
    for file in files {
      let parent = URL(fileURLWithPath: folder.file(file)).deletingLastPathComponent().path
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      _ = try folder.write([1, 2, 3, 4, 5], to: file)
    }
  }

  @Test func `Splits, classes and what is missing are told as JSON and in words`() throws {
    let folder = try TemporaryFolder()
    try Self.write(["n/Train/0/1.bin", "n/Train/0/2.bin", "n/Train/5/3.bin"], in: folder)
    let facts = try expectJSON(["info", "n"], in: folder)
    #expect(facts["kind"] as? String == "dataset" && facts["dataset"] as? String == "nmnist")
    #expect(facts["width"] as? Int == 34 && facts["height"] as? Int == 34)
    #expect(facts["recordings"] as? Int == 3 && facts["bytes"] as? Int == 15)
    #expect(facts["missing"] as? [String] == ["Test"])
    let split = try #require((facts["splits"] as? [[String: Any]])?.first)
    #expect(split["name"] as? String == "train" && split["recordings"] as? Int == 3)
    let classes = try #require(split["classes"] as? [[String: Any]])
    #expect(classes.map { $0["name"] as? String } == ["0", "5"])
    #expect(classes.map { $0["recordings"] as? Int } == [2, 1])
    let run = try expectSuccess(["info", "n"], in: folder)
    #expect(run.output.contains("N-MNIST") && run.output.contains("2 classes, 3 recordings"))
    #expect(run.errors.contains("warning: n: Test is missing"))
    try expectFailure(65, ["info", "n", "--strict"], in: folder, telling: ["Test is missing"])
  }

  @Test func `Sequences are told with what belongs to them`() throws {
    let folder = try TemporaryFolder()
    try Self.write(["m/indoor_flying1_data.hdf5", "m/indoor_flying1_gt.hdf5"], in: folder)
    let facts = try expectJSON(["info", "m", "--strict"], in: folder)
    #expect(facts["dataset"] as? String == "mvsec" && facts["format"] as? String == "mvsec")
    let split = try #require((facts["splits"] as? [[String: Any]])?.first)
    let sequence = try #require((split["sequences"] as? [[String: Any]])?.first)
    #expect(sequence["name"] as? String == "indoor_flying1" && sequence["parts"] as? [String] == ["ground_truth"])
  }

  @Test func `Data sets for classification are told with their classes`() throws {
    let folder = try TemporaryFolder()
    try ClassificationSample.write(
      [
        "c/test_batch.bin": ClassificationSample.cifar(4), "c/data_batch_1.bin": ClassificationSample.cifar(6),
        "m/t10k-images-idx3-ubyte": ClassificationSample.idxPictures(3),
        "m/t10k-labels-idx1-ubyte": ClassificationSample.idxLabels(3),
      ], to: folder.path)
    let facts = try expectJSON(["info", "c"], in: folder)
    #expect(facts["kind"] as? String == "classification" && facts["dataset"] as? String == "cifar10")
    #expect(
      facts["samples"] as? Int == 10 && facts["channels"] as? Int == 3 && facts["content"] as? String == "pictures")
    let splits = try #require(facts["splits"] as? [[String: Any]])
    #expect(splits.map { $0["name"] as? String } == ["train", "test"])
    #expect(try expectSuccess(["info", "c/test_batch.bin"], in: folder).output.contains("test      4 samples"))
    #expect(try expectSuccess(["info", "m/t10k-images-idx3-ubyte"], in: folder).output.contains("4x5, 1 channel"))
  }

  @Test func `Fields of flow are counted`() throws {
    let folder = try TemporaryFolder()
    for name in ["m", "s"] {
      try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
    }
    var scene = MVSECSample()
    (scene.width, scene.height, scene.fieldCount, scene.pictureCount) = (20, 16, 5, 3)
    try scene.write(to: folder.file("m"))
    let split = try #require((try expectJSON(["info", "m"], in: folder)["splits"] as? [[String: Any]])?.first)
    let sequence = try #require((split["sequences"] as? [[String: Any]])?.first)
    #expect(sequence["flow_fields"] as? Int == 5)
    var dsec = DSECSample()
    (dsec.width, dsec.height) = (20, 16)
    try dsec.write(to: folder.file("d/thun_00_a"))
    #expect(try expectSuccess(["info", "d"], in: folder).output.contains("flow, 4 fields of flow"))
    try SceneSample().write(to: folder.file("s"), scenes: ["ball", "fly"])
    let facts = try expectJSON(["info", "s", "--strict"], in: folder)
    #expect(facts["dataset"] as? String == "phm" && facts["recordings"] as? Int == 2)
    let first = try #require((facts["scenes"] as? [[String: Any]])?.first)
    #expect(first["name"] as? String == "ball" && first["width"] as? Int == 48)
    let flow = try #require(first["flow"] as? [[String: Int]])
    #expect(flow == [["dt": 10, "fields": 20], ["dt": 20, "fields": 10]])
    #expect(try expectSuccess(["info", "s/fly"], in: folder).output.contains("dt=20: 10 fields of flow"))
    try FileManager.default.removeItem(atPath: folder.file("s/fly/dt=10"))
    try FileManager.default.removeItem(atPath: folder.file("s/fly/dt=20"))
    try expectFailure(65, ["info", "s", "--strict"], in: folder, telling: ["fly/dt=10/motion_vector is missing"])
  }

  @Test func `A folder that is none is refused with what was looked for`() throws {
    let folder = try TemporaryFolder()
    try Self.write(["x/readme.md"], in: folder)
    try expectFailure(65, ["info", "x"], in: folder, telling: ["x: ", "MVSEC", "DSEC", "N-MNIST", "N-Caltech101"])
  }

  @Test(
    .enabled(if: SharedFolder.isPresent, "needs ../shared"),
    arguments: ["ros2_dvs_msgs_mcap", "ros2_event_packets_db3"])
  func `The folder of a bag stays a recording`(name: String) throws {
    let folder = try TemporaryFolder()
    let facts = try expectJSON(["info", SharedFolder.path("data/events/\(name)")], in: folder)
    #expect(facts["kind"] as? String == "events" && facts["format"] as? String == "ros2")
  }
}
