import DatasetSamples
import Datasets
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct EvaluateSceneTests {
  private static func write(to folder: TemporaryFolder, scenes: [String]) throws -> SceneSample {
    let sample = SceneSample()
    try sample.write(to: folder.file("phm"), scenes: scenes)
    return sample
  }

  @Test(arguments: [(10, 10, 6), (20, 5, 3)])
  func `Scenes of spikes are evaluated without 40 frames at both ends, with and without Fly`(
    interval: Int, fields: Int, released: Int
  ) throws {
    let folder = try TemporaryFolder()
    let sample = try Self.write(to: folder, scenes: ["ball", "fly"])
    let evaluate = ["evaluate", "flow", "--data", "phm", "--protocol", "phm", "--dt", "\(interval)", "--pred"]
    let same = try expectJSON(evaluate + ["phm"], in: folder)
    #expect(same["dt"] as? Int == interval && same["fields"] as? Int == 2 * fields)
    for key in ["aee", "aee_without_fly", "aee_released_loop"] { expectNumber(same, key, 0) }
    // Ball is off by 5 px in all fields, fly by 1 in those that the released loop takes and by 2 in the others.
    let flow = sample.flow(interval: interval)
    func off(_ u: Float, _ v: Float) -> Tensor<Float> {
      EvaluationSamples.constant(flow[0, 0, 0] + u, flow[1, 0, 0] + v, width: sample.width, height: sample.height)
    }
    let first = 40 / interval
    try folder.writeFields(off(3, 4), numbers: first..<first + fields, to: "p/ball")
    try folder.writeFields(off(1, 0), numbers: first..<first + released, to: "p/fly")
    try folder.writeFields(off(0, 2), numbers: first + released..<first + fields, to: "p/fly")
    let object = try expectJSON(evaluate + ["p"], in: folder)
    let fly = 1 + Double(fields - released) / Double(fields)
    expectNumber(object, "aee", (5 + fly) / 2)
    expectNumber(object, "aee_without_fly", 5)
    expectNumber(object, "aee_released_loop", 3)
    let scenes = try #require(object["scenes"] as? [[String: Any]])
    #expect(scenes.map { $0["name"] as? String } == ["ball", "fly"])
    expectNumber(scenes[1], "aee", fly)
    expectNumber(scenes[0], "outliers_percent", 100)
    let one = try expectJSON(evaluate + ["p", "--scenes", "fly"], in: folder)
    #expect(one["fields"] as? Int == fields && one["aee_without_fly"] == nil)
  }

  @Test func `Fields of an index are found by their frames`() throws {
    let folder = try TemporaryFolder()
    let sample = try Self.write(to: folder, scenes: ["0"])
    let (u, v) = (sample.u * 10, sample.v * 10)
    var entries: [String] = []
    try folder.makeFolder("p")
    // In another order, under names that say something else.
    for (place, field) in (4..<14).reversed().enumerated() {
      let flow = EvaluationSamples.constant(u + Float(field), v, width: sample.width, height: sample.height)
      try NumpyFile.write(flow, to: folder.file("p/flow_\(place).npy"))
      entries.append(
        "{\"file\":\"flow_\(place).npy\",\"start_us\":\(500 * field),\"end_us\":\(500 * field + 500),"
          + "\"frame_a\":\(10 * field),\"frame_b\":\(10 * field + 10)}")
    }
    try folder.write(text: "{\"fields\":[\(entries.joined(separator: ","))]}", to: "p/index.json")
    let evaluate = ["evaluate", "flow", "--data", "phm", "--protocol", "spift", "--pred", "p"]
    let object = try expectJSON(evaluate + ["-o", "fields.csv"], in: folder)
    expectNumber(object, "aee", 8.5)
    let lines = String(decoding: try folder.bytes("fields.csv"), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 11 && lines[0].hasPrefix("sequence,field,start_us") && lines[0].contains("aee,outliers"))
    #expect(lines[1].hasPrefix("0,frame 40,,,40,50,1536,0,4.0,"))
  }

  @Test func `Missing scenes, fields and intervals are told in one line`() throws {
    let folder = try TemporaryFolder()
    _ = try Self.write(to: folder, scenes: ["ball", "top"])
    let evaluate = ["evaluate", "flow", "--data", "phm", "--protocol", "phm", "--pred"]
    try folder.writeFields(EvaluationSamples.constant(0, 0, width: 48, height: 32), numbers: 4..<14, to: "p/ball")
    try expectFailure(66, evaluate + ["p"], in: folder, telling: ["p/top", "--scenes"])
    try expectSuccess(evaluate + ["p", "--scenes", "ball"], in: folder)
    try expectFailure(66, evaluate + ["p", "--scenes", "cook"], in: folder, telling: ["cook", "ball, top"])
    try expectFailure(66, evaluate + ["p", "--dt", "7"], in: folder, telling: ["7 frames", "dt=10, 20"])
    try FileManager.default.removeItem(atPath: folder.file("p/ball/000009.npy"))
    try expectFailure(
      66, evaluate + ["p", "--scenes", "ball"], in: folder, telling: ["p/ball", "frame 90", "missing"])
    try FileManager.default.removeItem(atPath: folder.file("phm/top/dt=10/motion_vector/0006.flo"))
    try expectFailure(66, evaluate + ["phm", "--scenes", "top"], in: folder, telling: ["phm/top", "60 to 70"])
  }
}
