import DatasetSamples
import Datasets
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct EvaluateMVSECTests {
  /// A scene whose maps are shorter than four intervals of pictures and longer than one.
  private static func sample() -> MVSECSample {
    var sample = MVSECSample()
    sample.pictureCount = 44
    sample.fieldInterval = 0.1
    sample.fieldCount = 16
    sample.emptyColumns = 50
    sample.eventSpacing = 97
    return sample
  }

  private static let velocity: (Float, Float) = (24, -16)

  private static func displacement(_ interval: Int) -> (Float, Float) {
    let seconds = 0.032 * Float(interval)
    return (velocity.0 * seconds, velocity.1 * seconds)
  }

  @Test(arguments: [1, 4])
  func `Of a data set that this package writes, the truth as prediction has no error, and one off by 3 and 4 px has 5`(
    interval: Int
  ) throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("mvsec")
    try Self.sample().write(to: folder.file("mvsec"))
    let (u, v) = Self.displacement(interval)
    let evaluate = ["evaluate", "flow", "--data", "mvsec", "--protocol", "mvsec-dt\(interval)", "--pred"]
    // Pictures 20 to 23 start a window: 44 without 20 at both ends.
    try folder.writeFields(
      EvaluationSamples.constant(u, v, width: 346, height: 260), numbers: 20..<24, to: "same")
    let same = try expectJSON(evaluate + ["same"], in: folder)
    #expect(same["protocol"] as? String == "mvsec-dt\(interval)" && same["fields"] as? Int == 4)
    #expect((same["aee"] as? Double ?? 1) < 1e-3)
    let scene = try firstScene(same)
    #expect(scene["name"] as? String == "indoor_flying1" && scene["fields"] as? Int == 4)
    expectNumber(scene, "outliers_percent", 0)
    // The mask: columns from 50 to the crop's end, one of 97 pixels in each interval.
    expectNumber(scene, "pixels", Double(4 * 256 * (301 - 50) * interval) / 97, tolerance: 0.02)
    // A prediction of the crop's size alone; one more file does no harm.
    try folder.writeFields(
      EvaluationSamples.constant(u + 3, v + 4, width: 256, height: 256), numbers: 0..<30, to: "off")
    let off = try firstScene(try expectJSON(evaluate + ["off"], in: folder))
    expectNumber(off, "aee", 5, tolerance: 1e-4)
    for key in ["outliers_percent", "strict_outliers_percent", "pe1", "pe2", "pe3"] { expectNumber(off, key, 100) }
    let means = try #require(off["over_pixels"] as? [String: Any])
    expectNumber(means, "aee", 5, tolerance: 1e-4)
  }

  @Test(arguments: [1, 4])
  func `Of a data set that h5py wrote, the numbers are those of the protocol's statement in NumPy`(
    interval: Int
  ) throws {
    let folder = try TemporaryFolder()
    let (u, v) = Self.displacement(interval)
    let evaluate = [
      "evaluate", "flow", "--data", EvaluationSamples.fixtures + "/mvsec", "--protocol", "mvsec-dt\(interval)",
    ]
    try folder.writeFields(
      EvaluationSamples.striped(u, v, width: 346, height: 260), numbers: 20..<24, to: "p/indoor_flying1")
    let expected = try EvaluationSamples.expected("mvsec-dt\(interval)")
    let scene = try firstScene(try expectJSON(evaluate + ["--pred", "p"], in: folder))
    for key in ["fields", "pixels"] { expectNumber(scene, key, expected[key] ?? .nan) }
    // Displacements are float32.
    expectNumber(scene, "aee", expected["aee_over_frames"] ?? .nan, tolerance: 1e-6)
    expectNumber(scene, "outliers_percent", expected["outliers_over_frames"] ?? .nan)
    let means = try #require(scene["over_pixels"] as? [String: Any])
    expectNumber(means, "aee", expected["aee_over_pixels"] ?? .nan, tolerance: 1e-6)
    let dense = try firstScene(
      try expectJSON(evaluate + ["--pred", "p", "--events-mask", "none", "--crop", "none"], in: folder))
    expectNumber(dense, "aee", 3, tolerance: 0.02)
    #expect((dense["pixels"] as? Int ?? 0) > 4 * 250 * 280)
    let run = try expectSuccess(evaluate + ["--pred", "p", "--events-mask", "none"], in: folder)
    #expect(run.output.contains("departs from mvsec-dt\(interval): all pixels") && run.errors.isEmpty)
  }

  @Test
  func `Outdoor sequences without the protocol's pictures are evaluated whole, with a warning; the hood is left out`()
    throws
  {
    let folder = try TemporaryFolder()
    try folder.makeFolder("mvsec")
    var sample = Self.sample()
    (sample.pictureCount, sample.fieldCount, sample.eventSpacing, sample.emptyColumns) = (6, 4, 1, 0)
    try sample.write(to: folder.file("mvsec"), scene: "outdoor_day1")
    let (u, v) = Self.displacement(1)
    try folder.writeFields(EvaluationSamples.constant(u, v, width: 346, height: 260), numbers: 0..<5, to: "p")
    let evaluate = ["evaluate", "flow", "--data", "mvsec", "--protocol", "mvsec-dt1", "--pred", "p"]
    let all = try expectJSON(evaluate, in: folder)
    #expect((all["warnings"] as? [String])?.count == 1 && all["fields"] as? Int == 5)
    expectNumber(try firstScene(all), "pixels", 5 * 256 * 190)
    try expectFailure(65, evaluate + ["--strict"], in: folder, telling: ["outdoor_day1_data.hdf5", "6 pictures"])
    let some = try expectJSON(evaluate + ["--frames", "1-2,4"], in: folder)
    #expect(some["fields"] as? Int == 3 && (some["warnings"] as? [String])?.isEmpty == true)
    try expectFailure(64, evaluate + ["--frames", "1-5"], in: folder, telling: ["--frames"])
  }

  @Test func `What does not fit together is told in one line`() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("mvsec")
    var sample = Self.sample()
    // Truth that ends before the last windows do.
    sample.fieldCount = 8
    try sample.write(to: folder.file("mvsec"))
    let flow = EvaluationSamples.constant(1, 1, width: 256, height: 256)
    let evaluate = ["evaluate", "flow", "--data", "mvsec", "--protocol", "mvsec-dt1", "--pred"]
    try folder.writeFields(flow, numbers: 20..<24, to: "p")
    try expectFailure(
      65, evaluate + ["p"], in: folder, telling: ["indoor_flying1_gt.hdf5", "does not cover", "picture"])
    try folder.writeFields(flow, numbers: [20, 21, 23], to: "less")
    try expectFailure(66, evaluate + ["less"], in: folder, telling: ["less", "picture 22", "missing"])
    try folder.writeFields(
      EvaluationSamples.constant(1, 1, width: 100, height: 80), numbers: [2], to: "small")
    try expectFailure(
      65, evaluate + ["small", "--frames", "2"], in: folder, telling: ["small/000002.npy", "100x80", "256x256"])
    try expectFailure(66, evaluate + ["nothing"], in: folder, telling: ["nothing"])
    try expectFailure(65, ["evaluate", "flow", "--data", "p", "--protocol", "mvsec-dt1", "--pred", "p"], in: folder)
    let truth = try HDF5Writer(path: folder.file("mvsec/indoor_flying1_gt.hdf5"), overwrite: true)
    try truth.write(Tensor<Double>(zeros: [3, 2, 260, 346]), named: "davis/left/flow_dist")
    let times = [0, 0.5, 0.25].map { sample.startSeconds + $0 }
    try truth.write(Tensor(shape: [3], scalars: times), named: "davis/left/flow_dist_ts")
    try truth.commit()
    try expectFailure(65, evaluate + ["p"], in: folder, telling: ["indoor_flying1_gt.hdf5", "go back"])
  }

  @Test func `A field without valid pixels is left out and counted, and a sequence of such is refused`() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("mvsec")
    var sample = Self.sample()
    (sample.pictureCount, sample.fieldCount) = (6, 4)
    try sample.write(to: folder.file("mvsec"))
    // The same times, but a clock of events that ends early.
    sample.pictureCount = 4
    try folder.makeFolder("early")
    try sample.write(to: folder.file("early"))
    let data = try HDF5Writer(path: folder.file("mvsec/indoor_flying1_data.hdf5"), overwrite: true)
    let rows = sample.eventRows
    try data.write(Tensor(shape: [rows.count / 4, 4], scalars: rows), named: "davis/left/events")
    sample.pictureCount = 6
    try data.write(Tensor(shape: [6], scalars: sample.pictureSeconds), named: "davis/left/image_raw_ts")
    try data.commit()
    try folder.writeFields(EvaluationSamples.constant(1, 1, width: 256, height: 256), numbers: 0..<5, to: "p")
    let evaluate = ["evaluate", "flow", "--data", "mvsec", "--protocol", "mvsec-dt1", "--pred", "p", "--frames"]
    let some = try expectJSON(evaluate + ["0-4"], in: folder)
    let scene = try firstScene(some)
    #expect(scene["fields"] as? Int == 3 && scene["empty_fields"] as? Int == 2)
    #expect((some["notes"] as? [String])?.contains { $0.contains("2 fields without a pixel") } == true)
    try expectFailure(65, evaluate + ["3-4"], in: folder, telling: ["indoor_flying1", "2 fields", "pixel to compare"])
  }
}
