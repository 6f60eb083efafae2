import Datasets
import Foundation
import Media
import Recordings
import Tensors
import TestSupport
import Testing

/// `saccade convert` between the formats of flow, a file or a folder.
@Suite struct ConvertFlowTests {
  private static let formats = ["flo", "npy", "npz", "h5", "kitti", "dsec"]

  /// A field whose numbers all formats hold, without flow in one pixel.
  private static func field(_ step: Float = 0) -> FlowField {
    let values = (0..<2 * 5 * 7).map { Float($0 % 13) * 0.25 - 1.5 + step }
    var valid = [UInt8](repeating: 1, count: 35)
    valid[8] = 0
    return FlowField(
      flow: Tensor<Float>(shape: [2, 5, 7], scalars: values), valid: Tensor<UInt8>(shape: [5, 7], scalars: valid))
  }

  private static func name(_ format: String) -> String {
    ["kitti", "dsec"].contains(format) ? "\(format).png" : "a.\(format)"
  }

  @Test(arguments: formats)
  func `A field goes through every format and back`(format: String) throws {
    let folder = try TemporaryFolder()
    try Self.field().write(to: folder.file("in.npz"), format: .npz)
    let name = Self.name(format)
    let isPNG = name.hasSuffix("png")
    try expectSuccess(["convert", "in.npz", name] + (isPNG ? ["--to", format] : []), in: folder)
    let facts = try expectJSON(
      ["convert", name, "back.npz"] + (isPNG ? ["--from", format] : []), in: folder)
    #expect(facts["fields"] as? Int == 1 && facts["to"] as? String == "npz" && facts["width"] as? Int == 7)
    let (found, right) = (try FlowField(path: folder.file("back.npz")), Self.field())
    #expect(found.marking(.infinity) == right.marking(.infinity), "\(format)")
  }

  @Test func `A folder keeps its names and what its index says`() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.file("in"), withIntermediateDirectories: true)
    for index in 0..<3 { try Self.field(Float(index)).write(to: folder.file("in/00000\(index).flo"), format: .flo) }
    let index =
      #"{"fields":[{"file":"000000.flo","start_us":5,"end_us":9},{"file":"000002.flo","start_us":9,"end_us":20}]}"#
    try Data(index.utf8).write(to: URL(fileURLWithPath: folder.file("in/index.json")))
    let facts = try expectJSON(["convert", "in", "out", "--to", "kitti"], in: folder)
    #expect(facts["fields"] as? Int == 2)
    let out = try FlowFolder(path: folder.file("out"))
    #expect(out.entries.map { $0.path.split(separator: "/").last ?? "" } == ["000000.png", "000002.png"])
    #expect(out.span(1)?.from == 9 && out.span(1)?.to == 20)
    // The index says which of the two a PNG is.
    #expect(try out.field(1).marking(.infinity) == Self.field(2).marking(.infinity))
    try expectSuccess(["convert", "out", "again", "--to", "npy"], in: folder)
    #expect(try FlowFolder(path: folder.file("again")).field(0).flow.shape == [2, 5, 7])
    try expectSuccess(["convert", "in", "out", "--to", "kitti", "--force"], in: folder)
    try expectSuccess(["render", "out", "-o", "flow.png"], in: folder)
  }

  @Test func `What does not go is refused by name`() throws {
    let folder = try TemporaryFolder()
    try Self.field().write(to: folder.file("in.flo"), format: .flo)
    try expectFailure(64, ["convert", "in.flo", "a.png"], in: folder, telling: ["--to", "kitti", "dsec"])
    try expectFailure(64, ["convert", "in.flo", "a.raw"], in: folder, telling: ["flow"])
    try expectFailure(64, ["convert", "in.flo", "a.npy", "--roi", "0,0,2x2"], in: folder, telling: ["--roi", "flow"])
    try expectSuccess(["convert", "in.flo", "a.png", "--to", "dsec"], in: folder)
    try expectFailure(65, ["convert", "a.png", "a.npy"], in: folder, telling: ["--from kitti", "--from dsec"])
  }

  @Test func `A PNG with red and blue exchanged is no flow`() throws {
    let folder = try TemporaryFolder()
    let samples = (0..<4 * 5).flatMap { _ in [1, 33_000, 32_000] as [UInt16] }
    try StillPicture.uint16(Tensor<UInt16>(shape: [4, 5, 3], scalars: samples)).writePNG(path: folder.file("a.png"))
    try expectFailure(
      65, ["convert", "a.png", "a.npy", "--from", "dsec"], in: folder,
      telling: ["third channel", "32000", "red and blue"])
  }
}
