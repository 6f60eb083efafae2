import Foundation
import Tensors
import TestSupport
import Testing

/// `saccade evaluate filter`, and the filters that it compares.
@Suite struct EvaluateFilterTests {
  /// A bar that moves over noise, and what caused each event.
  private func simulate(_ folder: TemporaryFolder) throws {
    let (frames, height, width) = (12, 24, 32)
    let pictures = Tensor<UInt8>(
      shape: [frames, height, width],
      scalars: (0..<frames * height * width).map { index in
        let (frame, column) = (index / (height * width), index % width)
        return (frame * 2..<frame * 2 + 5).contains(column) ? 200 : 60
      })
    try NumpyFile.write(pictures, to: folder.file("v.npy"))
    let camera = ["--model", "v2e", "--preset", "noisy", "--shot-hz", "20", "--hot-pixels", "0.01:200"]
    try expectSuccess(
      ["simulate", "events", "v.npy", "--fps", "30", "-o", "e.npz", "--labels", "l.npy"] + camera, in: folder)
  }

  private static let evaluate = ["evaluate", "filter", "e.npz", "--labels", "l.npy"]

  @Test func `One filter's figures stand at the top, those of several in a list`() throws {
    let folder = try TemporaryFolder()
    try simulate(folder)
    let one = try expectJSON(Self.evaluate + ["--filter", "time-surface:1", "-o", "c.csv"], in: folder)
    for key in ["precision", "recall", "retention", "removal", "auc", "events_per_second"] {
      #expect(one[key] is Double, "\(key)")
    }
    #expect((one["curve"] as? [[String: Any]])?.count == 49 && one["filter"] as? String == "time-surface:1")
    #expect((one["removal_by_cause"] as? [String: Any])?["hot_pixel"] is Double)
    #expect(folder.exists("c.csv"))
    let filters = ["--filter", "background-activity:5ms", "--filter", "stcf:5ms,1", "--filter", "time-surface:1"]
    let several = try expectJSON(Self.evaluate + filters + ["--report", "r.html"], in: folder)
    let list = try #require(several["filters"] as? [[String: Any]])
    #expect(list.map { $0["filter"] as? String } == ["background-activity:5ms", "stcf:5ms,1", "time-surface:1"])
    #expect(list[2]["auc"] as? Double == one["auc"] as? Double && several["auc"] == nil)
    #expect(try folder.bytes("r.html").count > 10_000)
    let text = try expectSuccess(Self.evaluate + filters, in: folder).output
    #expect(text.contains("AUC") && text.contains("hot pixels"))
  }

  @Test func `What is undefined is null`() throws {
    let folder = try TemporaryFolder()
    try simulate(folder)
    let count = try NumpyFile.read(path: folder.file("l.npy")).shape[0]
    try NumpyFile.write(Tensor<UInt8>(zeros: [count]), to: folder.file("l.npy"), overwrite: true)
    let object = try expectJSON(Self.evaluate + ["--filter", "stcf:5ms"], in: folder)
    #expect(object["auc"] is NSNull && object["removal"] is NSNull && object["recall"] is Double)
    #expect((object["warnings"] as? [String])?.contains { $0.contains("no event is noise") } == true)
  }

  @Test func `The filters work in a conversion as well`() throws {
    let folder = try TemporaryFolder()
    try simulate(folder)
    for filter in ["stcf:5ms", "event-density:5ms,4", "time-surface:0.8,5ms"] {
      let evaluated = try expectJSON(Self.evaluate + ["--filter", filter], in: folder)
      let converted = try expectJSON(["convert", "e.npz", "o.npz", "--filter", filter, "--force"], in: folder)
      #expect(converted["events_out"] as? Int == evaluated["kept"] as? Int, "\(filter)")
    }
  }

  @Test func `What cannot be is one line`() throws {
    let folder = try TemporaryFolder()
    try simulate(folder)
    func refuse(_ status: Int32, _ filter: String, _ words: String...) throws {
      try expectFailure(status, Self.evaluate + ["--filter", filter], in: folder, telling: words)
    }
    try refuse(64, "stfc:5ms", "no filter stfc", "did you mean `stcf`?")
    try refuse(64, "bilateral", "there are", "time-surface", "event-density")
    try refuse(64, "stcf:5ms,9", "stcf:TIME[,COUNT]")
    try refuse(64, "time-surface:1,101s", "time-surface:SCORE[,TAU]")
    try refuse(64, "flip:x", "flip:x", "noise")
    try expectFailure(
      64, ["convert", "e.npz", "o.npz", "--filter", "hot-pixels"], in: folder, telling: ["did you mean `hot-pixel`?"])
    try NumpyFile.write(Tensor<UInt8>(zeros: [3]), to: folder.file("l.npy"), overwrite: true)
    try refuse(65, "stcf:5ms", "3 labels")
    try NumpyFile.write(Tensor<Float>(zeros: [3]), to: folder.file("l.npy"), overwrite: true)
    try refuse(65, "stcf:5ms", "uint8")
    _ = try folder.write([], to: "l.npy")
    try refuse(65, "stcf:5ms", "l.npy")
    try expectFailure(
      66, ["evaluate", "filter", "e.npz", "--labels", "no.npy", "--filter", "stcf:5ms"], in: folder, telling: ["no.npy"]
    )
  }
}
