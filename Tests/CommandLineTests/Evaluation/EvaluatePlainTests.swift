import Datasets
import Foundation
import Recordings
import Tensors
import TestSupport
import Testing

@Suite struct EvaluatePlainTests {
  private static let truth = EvaluationSamples.constant(10, 0, width: 12, height: 8)
  private static let off = EvaluationSamples.constant(13, 4, width: 12, height: 8)

  @Test func `Two folders of any formats, and two files, are compared`() throws {
    let folder = try TemporaryFolder()
    for name in ["gt", "p"] { try folder.makeFolder(name) }
    try MiddleburyFlow.write(Self.truth, path: folder.file("gt/a.flo"))
    try MiddleburyFlow.write(Self.truth, path: folder.file("gt/b.flo"))
    try NumpyFile.write(Self.truth, to: folder.file("p/b.npy"))
    try NumpyFile.write(Self.off, to: folder.file("p/a.npy"))
    let folders = try expectJSON(
      ["evaluate", "flow", "--pred", "p", "--gt", "gt", "--protocol", "plain"], in: folder)
    expectNumber(folders, "aee", 2.5)
    expectNumber(folders, "outliers_percent", 50)
    #expect(folders["fields"] as? Int == 2 && folders["mean"] as? String == "over_frames")
    let files = try expectJSON(
      ["evaluate", "flow", "--pred", "p/a.npy", "--data", "gt/a.flo", "--protocol", "plain"], in: folder)
    expectNumber(files, "aee", 5)
    for key in ["pe1", "pe2", "pe3", "outliers_percent", "strict_outliers_percent"] { expectNumber(files, key, 100) }
  }

  @Test func `A mask of the truth counts, and pixels without a prediction are told`() throws {
    let folder = try TemporaryFolder()
    var valid = Tensor<UInt8>(repeating: 1, shape: [8, 12])
    for x in 0..<12 { valid[0, x] = 0 }
    try FlowField(flow: Self.truth, valid: valid).write(to: folder.file("gt.npz"), format: .npz)
    var prediction = Self.off
    for x in 0..<12 { prediction[1, 7, x] = .nan }
    try NumpyFile.write(prediction, to: folder.file("p.npy"))
    let object = try expectJSON(
      ["evaluate", "flow", "--pred", "p.npy", "--gt", "gt.npz", "--protocol", "plain"], in: folder)
    let scene = try firstScene(object)
    expectNumber(scene, "pixels", 72)
    expectNumber(scene, "density_percent", 100 * 72 / 84)
    expectNumber(scene, "aee", 5)
    #expect((object["notes"] as? [String])?.first?.contains("12 pixels") == true)
  }

  @Test func `A PNG's scale is said, and both are read by it`() throws {
    let folder = try TemporaryFolder()
    let field = FlowField(flow: Self.truth)
    for name in ["gt", "p"] {
      try folder.makeFolder(name)
      try field.write(to: folder.file("\(name)/000001.png"), format: .kitti)
    }
    let evaluate = ["evaluate", "flow", "--pred", "p", "--gt", "gt", "--protocol", "plain"]
    try expectFailure(65, evaluate, in: folder, telling: ["--from kitti"])
    let object = try expectJSON(evaluate + ["--from", "kitti"], in: folder)
    expectNumber(object, "aee", 0)
    expectNumber(object, "aee_of_zero_flow", 10)
  }

  @Test func `A person reads a table, the formula and the variants; the page shows them, too`() throws {
    let folder = try TemporaryFolder()
    try folder.writeFields(Self.truth, numbers: 0..<3, to: "gt")
    try folder.writeFields(Self.off, numbers: 0..<3, to: "p")
    let evaluate = ["evaluate", "flow", "--pred", "p", "--gt", "gt", "--protocol", "plain", "--report", "page.html"]
    let text = try expectSuccess(evaluate, in: folder).output
    for words in ["AEE px", "5.000", "100.000", "protocol plain", "EE = ‖prediction − truth‖", "[--json: over_pixels]"]
    {
      #expect(text.contains(words), "\(words)")
    }
    let page = String(decoding: try folder.bytes("page.html"), as: UTF8.self)
    for words in ["<!DOCTYPE html>", "protocol plain", "5.000", "‖prediction − truth‖", "data:image/png;base64,"] {
      #expect(page.localizedCaseInsensitiveContains(words), "\(words)")
    }
    #expect(!page.contains("http:") && !page.contains("https:"))
    try expectFailure(73, evaluate, in: folder, telling: ["page.html", "--force"])
    try expectSuccess(evaluate + ["--force"], in: folder)
  }

  @Test func `Wrong usage and what does not fit is told in one line`() throws {
    let folder = try TemporaryFolder()
    try folder.writeFields(Self.truth, numbers: 0..<3, to: "gt")
    try folder.writeFields(EvaluationSamples.constant(0, 0, width: 11, height: 8), numbers: 0..<3, to: "p")
    let flow = ["evaluate", "flow"]
    try expectFailure(
      64, flow + ["--pred", "p", "--gt", "gt", "--protocol", "mvsec"], in: folder, telling: ["mvsec-dt1"])
    try expectFailure(64, flow + ["--pred", "p", "--protocol", "plain"], in: folder, telling: ["--data"])
    try expectFailure(64, flow + ["--pred", "p", "--protocol", "fwl"], in: folder, telling: ["--events"])
    try expectFailure(
      64, flow + ["--pred", "p", "--gt", "gt", "--protocol", "plain", "--submission", "s"], in: folder,
      telling: ["dsec"])
    try expectFailure(
      64, flow + ["--pred", "gt", "--gt", "gt", "--protocol", "plain", "--crop", "0,0,13x8"], in: folder,
      telling: ["--crop"])
    try expectFailure(
      65, flow + ["--pred", "p", "--gt", "gt", "--protocol", "plain"], in: folder,
      telling: ["p/000000.npy", "11x8", "12x8"])
    try expectFailure(
      66, flow + ["--pred", "p", "--gt", "nothing", "--protocol", "plain"], in: folder, telling: ["nothing"])
    try expectFailure(
      65, flow + ["--pred", "gt/000000.npy", "--gt", "gt", "--protocol", "plain"], in: folder, telling: ["3 fields"])
    try NumpyFile.write(Self.truth.map { _ in Float.nan }, to: folder.file("nan.npy"))
    try expectFailure(
      65, flow + ["--pred", "gt/000000.npy", "--gt", "nan.npy", "--protocol", "plain"], in: folder,
      telling: ["nan.npy", "pixel to compare"])
  }
}
