import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct EvaluateWarpTests {
  private static let (width, height) = (40, 30)

  /// Two windows of 40 ms of edges that move by (6, 0) pixels in each.
  private static func write(to folder: TemporaryFolder, ending: String = "") throws {
    var lines: [String] = []
    for time in stride(from: 0, to: 80_000, by: 500) {
      for edge in stride(from: 4, to: 24, by: 7) {
        let x = edge + Int((6 * Double(time % 40_000) / 40_000).rounded())
        for y in 5..<25 { lines.append("\(1_000_000 + time)\(ending),\(x),\(y),\((time / 500 + y) % 2)") }
      }
    }
    try folder.write(text: "t,x,y,p\n" + lines.joined(separator: "\n") + "\n", to: "events.csv")
  }

  private static let evaluate = [
    "evaluate", "flow", "--protocol", "fwl", "--events", "events.csv", "--size", "40x30", "--pred",
  ]

  @Test func `The right flow sharpens the image of the events, the opposite one blurs it, and zero does neither`()
    throws
  {
    let folder = try TemporaryFolder()
    try Self.write(to: folder)
    try folder.write(text: "1000000,1040000\n1040000,1080000\n", to: "times.csv")
    var losses: [Double] = []
    for (name, u) in [("right", 6), ("zero", 0), ("wrong", -6)] {
      try folder.writeFields(
        EvaluationSamples.constant(Float(u), 0, width: Self.width, height: Self.height), numbers: 0..<2, to: name)
      let object = try expectJSON(Self.evaluate + [name, "--times", "times.csv"], in: folder)
      #expect(object["protocol"] as? String == "fwl" && object["fields"] as? Int == 2)
      #expect(try firstScene(object)["events"] as? Int == 160 * 3 * 20)
      losses.append(object["fwl"] as? Double ?? .nan)
      let ratio = object["rsat"] as? Double ?? .nan
      #expect(name == "zero" ? ratio == 1 : name == "right" ? ratio < 1 : ratio > 0)
    }
    #expect(losses[0] > 3 && losses[1] == 1 && losses[2] < 1)
  }

  @Test func `A recording that does not tell its unit of time needs it`() throws {
    let folder = try TemporaryFolder()
    try folder.write(text: "1000000,1040000\n1040000,1080000\n", to: "times.csv")
    let field = EvaluationSamples.constant(6, 0, width: Self.width, height: Self.height)
    try folder.writeFields(field, numbers: 0..<2, to: "p")
    let evaluate = Self.evaluate + ["p", "--times", "times.csv"]
    try Self.write(to: folder)
    let microseconds = try expectJSON(evaluate, in: folder)
    try Self.write(to: folder, ending: "000")
    try expectFailure(65, evaluate, in: folder, telling: ["events.csv", "--time-unit s|ms|us|ns"])
    let nanoseconds = try expectJSON(evaluate + ["--time-unit", "ns"], in: folder)
    #expect(nanoseconds["fwl"] as? Double == microseconds["fwl"] as? Double)
  }

  @Test func `The index says the windows and where the fields lie; the page and the table of fields are written`()
    throws
  {
    let folder = try TemporaryFolder()
    try Self.write(to: folder)
    try folder.writeFields(EvaluationSamples.constant(6, 0, width: 32, height: 24), numbers: 0..<2, to: "p")
    func entry(_ number: Int) -> String {
      "{\"file\":\"00000\(number).npy\",\"start_us\":\(1_000_000 + 40_000 * number),"
        + "\"end_us\":\(1_040_000 + 40_000 * number),\"frame_a\":\(number),\"frame_b\":\(number + 1),\"iterations\":1}"
    }
    let index =
      "{\"fields\":[\(entry(0)),\(entry(1))],\"width\":32,\"height\":24,\"model\":\"m\",\"weights_digest\":\"d\","
      + "\"version\":\"0\",\"command\":[],\"region\":{\"x\":4,\"y\":3,\"sensor_width\":40,\"sensor_height\":30}}"
    try folder.write(text: index, to: "p/index.json")
    let object = try expectJSON(Self.evaluate + ["p", "-o", "fields.csv", "--report", "page.html"], in: folder)
    #expect((object["fwl"] as? Double ?? 0) > 3)
    let lines = String(decoding: try folder.bytes("fields.csv"), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 3 && lines[2].hasPrefix("000001,1040000,1080000,"))
    #expect(String(decoding: try folder.bytes("page.html"), as: UTF8.self).contains("Flow-warp loss"))
    let text = try expectSuccess(Self.evaluate + ["p"], in: folder).output
    #expect(text.contains("FWL = variance") && text.contains("[--json: fwl_nearest]"))
  }

  @Test func `Windows without times, without events or of another size are told in one line`() throws {
    let folder = try TemporaryFolder()
    try Self.write(to: folder)
    try folder.writeFields(EvaluationSamples.constant(6, 0, width: 40, height: 30), numbers: 0..<2, to: "p")
    try folder.writeFields(EvaluationSamples.constant(6, 0, width: 20, height: 30), numbers: 0..<2, to: "small")
    try folder.write(text: "0,40000\n40000,80000\n", to: "elsewhere.csv")
    try folder.write(text: "1000000,1040000\n1040000,1080000\n", to: "times.csv")
    try folder.write(text: "1040000,1080000\n1000000,1040000\n", to: "back.csv")
    try folder.write(text: "1000000,1040000\n", to: "one.csv")
    try expectFailure(65, Self.evaluate + ["p"], in: folder, telling: ["--times"])
    try expectFailure(65, Self.evaluate + ["p", "--times", "one.csv"], in: folder, telling: ["2 fields", "1 window"])
    try expectFailure(65, Self.evaluate + ["p", "--times", "back.csv"], in: folder, telling: ["back.csv", "line 2"])
    try expectFailure(
      65, Self.evaluate + ["p", "--times", "elsewhere.csv"], in: folder, telling: ["events.csv", "clock"])
    try expectFailure(
      65, Self.evaluate + ["small", "--times", "times.csv"], in: folder, telling: ["20x30", "40x30", "--crop"])
  }
}
