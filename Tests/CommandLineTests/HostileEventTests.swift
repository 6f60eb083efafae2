import Datasets
import Foundation
import Recordings
import Tensors
import TestSupport
import Testing

/// Times at the ends of what 64 bits hold, in every verb: a line and a status, never a signal.
@Suite struct HostileEventTests {
  static let times: [[Int64]] = [
    [.min, 0, .max], [.max], [.min], [.max - 5, .max - 1, .max], [.min, .min + 1, .min + 5], [0, .max],
    [.max, .min, .max],
    [-1 << 62, 1 << 62], [0, 3, 6, 9, .max, 12, 15],
  ]

  private static func write(_ folder: TemporaryFolder, _ times: [Int64]) throws -> String {
    try folder.writeEvents(
      times.enumerated().map { index, time in
        Event(timeMicroseconds: time, x: UInt16(index * 7 % 32), y: UInt16(index * 5 % 24), isOn: index % 2 == 0)
      }, width: 32, height: 24)
  }

  /// Exits that say what is wrong.
  private static let statuses: Set<Int32?> = [0, 64, 65, 73]

  private static func expectEnd(_ arguments: [String], in folder: TemporaryFolder) throws {
    let run = try Program.run(arguments, in: folder)
    #expect(statuses.contains(run.status), "\(arguments) ended with \(String(describing: run.status)): \(run.errors)")
  }

  @Test(arguments: times)
  func `Looking, repairing and converting end`(times: [Int64]) throws {
    let folder = try TemporaryFolder()
    let name = try Self.write(folder, times)
    let facts = try expectJSON(["info", name], in: folder)
    #expect(facts["events"] as? Int == times.count)
    #expect(facts["last_us"] as? Int64 == times.last)
    for ending in ["npz", "csv", "h5", "raw", "es"] {
      try Self.expectEnd(["doctor", name, "--repair", "r.\(ending)", "--force"], in: folder)
    }
    for format in EventFormat.writable {
      try Self.expectEnd(["convert", name, "c", "--to", format.rawValue, "--force"], in: folder)
      try Self.expectEnd(
        ["convert", name, "c", "--to", format.rawValue, "--force", "--time-origin", "first", "--start", "1us"],
        in: folder)
    }
    // Formats with 64 bits for a time hold every one, as far as they are read back.
    for ending in ["npz", "npy", "h5", "aedat4"] {
      try expectSuccess(["convert", name, "d.\(ending)", "--time-origin", "0"], in: folder)
      let reader = try EventReader(
        folder.file("d.\(ending)"), options: EventReadOptions(timeUnit: ending == "aedat4" ? nil : .microseconds))
      #expect(try reader.nextBatch()?.events.map(\.timeMicroseconds) == times, "\(ending)")
    }
  }

  @Test(arguments: times)
  func `Tensors, flow and pictures end`(times: [Int64]) throws {
    let folder = try TemporaryFolder()
    let name = try Self.write(folder, times)
    let weights = try folder.writeEventWeights()
    for kind in ["count", "time-surface", "time-surface:30ms", "voxel-grid:5", "ste:2", "hats:8:3", "tore:3", "ergo12"]
    {
      try Self.expectEnd(["represent", name, "--kind", kind, "-o", "k.npz", "--force"], in: folder)
    }
    for windows in [
      ["--window", "1ms"], ["--events", "2", "--stride", "1"], ["--window", "9223372036854775807"],
      ["--window", "33ms", "--start-at", "9223372036854775000"],
    ] {
      try Self.expectEnd(["represent", name, "--kind", "tore:2", "-o", "k.npz", "--force"] + windows, in: folder)
      try Self.expectEnd(
        ["flow", name, "--weights", weights, "-o", "f", "--force", "--render", "png", "--dt", "2"] + windows, in: folder
      )
    }
    for (style, ending) in [("frame", "mp4"), ("time-surface", "png"), ("xyt", "png"), ("xyt", "html")] {
      try Self.expectEnd(["render", name, "-o", "p.\(ending)", "--style", style, "--force"], in: folder)
    }
    try Self.expectEnd(["render", name, "-o", "p.png", "--kind", "time-surface", "--force"], in: folder)
  }

  @Test(arguments: [(Int64.min, Int64(0)), (0, .max), (.min, .max), (5, 4)])
  func `A field of flow whose times are no stretch of time is refused`(start: Int64, end: Int64) throws {
    let folder = try TemporaryFolder()
    let name = try Self.write(folder, [0, 1, 2])
    try FileManager.default.createDirectory(atPath: folder.file("p"), withIntermediateDirectories: true)
    try NumpyFile.write(Tensor<Float>(repeating: 1, shape: [2, 24, 32]), to: folder.file("p/flow_000000.npy"))
    let index =
      "{\"fields\":[{\"file\":\"flow_000000.npy\",\"start_us\":\(start),\"end_us\":\(end),\"frame_a\":0,\"frame_b\":1,"
      + "\"iterations\":1}],\"width\":32,\"height\":24,\"model\":\"m\",\"weights_digest\":\"d\",\"version\":\"0\",\"command\":[]}"
    try folder.write(text: index, to: "p/index.json")
    try expectFailure(
      65, ["evaluate", "flow", "--pred", "p", "--events", name, "--protocol", "fwl"], in: folder,
      telling: ["index.json", "\(start)"])
  }

  @Test(arguments: [(-1, 0), (.max, 0), (0, 32), (3, .min)] as [(Int, Int)])
  func `An index whose region is no part of a sensor is refused`(x: Int, y: Int) throws {
    let folder = try TemporaryFolder()
    let name = try Self.write(folder, [0, 1, 2])
    try FileManager.default.createDirectory(atPath: folder.file("p"), withIntermediateDirectories: true)
    try NumpyFile.write(Tensor<Float>(repeating: 1, shape: [2, 8, 8]), to: folder.file("p/flow_000000.npy"))
    let index =
      "{\"fields\":[{\"file\":\"flow_000000.npy\",\"start_us\":0,\"end_us\":5,\"frame_a\":0,\"frame_b\":1,"
      + "\"iterations\":1}],\"width\":8,\"height\":8,\"model\":\"m\",\"weights_digest\":\"d\",\"version\":\"0\",\"command\":[],"
      + "\"region\":{\"x\":\(x),\"y\":\(y),\"sensor_width\":32,\"sensor_height\":24}}"
    try folder.write(text: index, to: "p/index.json")
    try expectFailure(
      65, ["evaluate", "flow", "--pred", "p", "--events", name, "--protocol", "fwl"], in: folder,
      telling: ["index.json", "region"])
    try expectFailure(
      65, ["render", "p", "--over", name, "-o", "a.png"], in: folder, telling: ["index.json", "region"])
  }

  @Test func `A part of the sensor as far out as 64 bits count is wrong usage`() throws {
    let folder = try TemporaryFolder()
    let name = try Self.write(folder, [0, 1, 2])
    let far = "9223372036854775807,9223372036854775807,8x8"
    for arguments in [
      ["convert", name, "a.npz", "--roi", far], ["represent", name, "--kind", "count", "-o", "a.npz", "--roi", far],
      ["convert", name, "a.npz", "--filter", "roi:\(far)"],
    ] {
      try expectFailure(64, arguments, in: folder, telling: ["outside the sensor"])
    }
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
  func `The recordings of public reports end as they should`() throws {
    let folder = try TemporaryFolder()
    func shared(_ name: String) -> String { SharedFolder.path("cases/\(name)") }
    let loops = try expectJSON(
      ["convert", shared("hostile/start-loops.csv"), "a.npz", "--start", "10ms", "--time-unit", "us"], in: folder)
    #expect(loops["events_out"] as? Int == 1 && (loops["warnings"] as? [String])?.isEmpty == false)
    #expect(try ConvertEventTests.read("a.npz", in: folder).map(\.timeMicroseconds) == [3_000_000])
    let wild = try expectJSON(["convert", shared("hostile/wild.dat"), "b.npz"], in: folder)
    #expect(wild["events_out"] as? Int == 2 && wild["events_in"] as? Int == 3)
    let last = try expectJSON(["convert", shared("hostile/last-time.csv"), "c.npz", "--time-unit", "us"], in: folder)
    #expect(last["events_out"] as? Int == 2 && last["last_us"] as? Int64 == .max)
    try expectFailure(
      73, ["convert", shared("hostile/last-time.csv"), "c.raw", "--time-unit", "us"], in: folder)
    for name in ["hostile/hdr2.raw", "hostile/render-w.txt"] {
      try expectFailure(65, ["info", shared(name)], in: folder)
      try expectFailure(65, ["render", shared(name), "-o", "d.png"], in: folder)
    }
    let tensor = try expectJSON(
      ["represent", shared("etram12/wild.h5"), "--kind", "count", "-o", "e.npz"], in: folder)
    #expect(tensor["shape"] as? [Int] == [1, 2, 720, 1280])
    for name in ["sensor_resolution.h5", "train_td.h5"] {
      let facts = try expectJSON(["info", shared("rvt-h5/\(name)")], in: folder)
      #expect(facts["width"] as? Int == 1280 && facts["height"] as? Int == 720)
    }
    let repair = try expectJSON(
      ["doctor", shared("restart/restart0.csv"), "--time-unit", "us", "--repair", "f.npz"], in: folder)
    let report = try #require(repair["repair"] as? [String: Any])
    #expect(report["shifted"] as? Int == 30_000 && report["sorted"] as? Int == 0)
  }
}
