import Datasets
import Foundation
import Tensors
import TestSupport
import Testing

/// Files and folders that are no recordings: what they are, and what reads them.
@Suite struct ForeignFileTests {
  private static let verbs = [["info"], ["doctor"], ["convert"]]

  /// The arguments of a verb that reads a file.
  private static func arguments(_ verb: [String], _ name: String) -> [String] {
    verb + [name] + (verb == ["convert"] ? ["out.npz"] : [])
  }

  @Test(arguments: [
    ("clip.mp4", "....ftypisom", "saccade simulate"), ("a.onnx", "........", "saccade convert-model"),
    ("index.json", "{\"verb\": 1}", "recording"), ("rec.csv", "frame,u,v,weight\n1,2,3,4\n", "--columns"),
    ("rec.parquet", "PAR1....", "csv"),
  ])
  func `Doctor and info say what would read a file`(name: String, content: String, word: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(Array(content.utf8), to: name)
    for verb in ["info", "doctor"] { try expectFailure(65, [verb, name], in: folder, telling: [word]) }
  }

  @Test func `Flow is shown and converted by others, networks take parameters`() throws {
    let folder = try TemporaryFolder()
    for format in ["flo", "npz", "h5"] {
      try expectSuccess(["convert", folder.writeFlow(u: 1, v: 2), "flow.\(format)", "--force"], in: folder)
      try expectFailure(65, ["doctor", "flow.\(format)"], in: folder, telling: ["flow", "saccade render"])
    }
    try expectFailure(65, ["doctor", folder.writeWeights()], in: folder, telling: ["parameters", "--weights"])
  }

  @Test(arguments: verbs)
  func `Arrays of unknown names are listed, and never called spikes`(verb: [String]) throws {
    let folder = try TemporaryFolder()
    let archive = try NumpyArchiveWriter(path: folder.file("own.npz"), overwrite: true)
    for name in ["when", "column"] { try archive.add(Tensor<Int64>(shape: [3], scalars: [1, 2, 3]), named: name) }
    try archive.commit()
    try expectFailure(
      65, Self.arguments(verb, "own.npz"), in: folder, telling: ["when [3]", "column [3]", "--columns T,X,Y,P"])
  }

  @Test(arguments: verbs, ["h5", "npz", "npy", "bag", "mat"])
  func `A pointer is told by every verb under every ending`(verb: [String], ending: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(Array("version https://git-lfs.github.com/spec/v1\noid sha256:00\n".utf8), to: "a.\(ending)")
    try expectFailure(65, Self.arguments(verb, "a.\(ending)"), in: folder, telling: ["Git LFS"])
  }

  @Test func `Zeros alone are no list of files`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write([UInt8](repeating: 0, count: 4096), to: "a.raw")
    try expectFailure(65, ["info", "a.raw"], in: folder, telling: ["zeros"])
  }

  @Test func `Pictures beside columns of events do not make spikes of them`() throws {
    let folder = try TemporaryFolder()
    let archive = try NumpyArchiveWriter(path: folder.file("both.npz"), overwrite: true)
    try archive.add(Tensor<UInt8>(zeros: [2, 30, 40]), named: "frames")
    for (name, values) in [("t", [1001, 1003, 1008]), ("x", [1, 2, 3]), ("y", [4, 5, 6]), ("p", [0, 1, 1])] {
      try archive.add(Tensor<Int64>(shape: [3], scalars: values.map(Int64.init)), named: name)
    }
    try archive.commit()
    let facts = try expectJSON(["info", "both.npz"], in: folder)
    #expect(facts["kind"] as? String == "events" && facts["events"] as? Int == 3)
  }

  @Test(arguments: ["info", "doctor", "convert"])
  func `EVIMO2's folder is one recording, whatever lies beside its columns`(verb: String) throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.file("seq"), withIntermediateDirectories: false)
    try NumpyFile.write(
      Tensor<Double>(shape: [3], scalars: [0.0125, 0.25, 0.375]), to: folder.file("seq/dataset_events_t.npy"))
    try NumpyFile.write(
      Tensor<UInt16>(shape: [3, 2], scalars: [1, 2, 3, 4, 5, 6]), to: folder.file("seq/dataset_events_xy.npy"))
    try NumpyFile.write(Tensor<UInt8>(shape: [3], scalars: [0, 1, 1]), to: folder.file("seq/dataset_events_p.npy"))
    let archive = try NumpyArchiveWriter(path: folder.file("seq/dataset_mask.npz"), overwrite: true)
    try archive.add(Tensor<UInt8>(zeros: [2, 8, 8]), named: "mask")
    try archive.commit()
    let facts = try expectJSON([verb, "seq"] + (verb == "convert" ? ["out.npz"] : []), in: folder)
    #expect((facts["events"] ?? facts["events_out"]) as? Int == 3)
    if verb == "info" { #expect(facts["last_us"] as? Int == 375_000) }
  }

  @Test(arguments: [false, true])
  func `Spikes in HDF5 may have the names that they have in archives`(isFloat: Bool) throws {
    let folder = try TemporaryFolder()
    let spikes = Samples.spikes(width: 16, height: 8, frames: 5)
    let file = try HDF5Writer(path: folder.file("own.h5"), overwrite: true)
    if isFloat {
      try file.write(spikes.map { Float($0) }, named: "spikes")
    } else {
      try file.write(spikes, named: "spikes")
    }
    try file.commit()
    try expectSuccess(["convert", "own.h5", "out.npz"], in: folder)
    #expect(try folder.readSpikes("out.npz") == spikes)
  }
}
