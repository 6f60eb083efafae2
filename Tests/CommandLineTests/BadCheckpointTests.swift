import Foundation
import Tensors
import TestSupport
import Testing

/// Weights that are damaged or are of another network.
@Suite struct BadCheckpointTests {
  private static func flow(_ folder: TemporaryFolder, _ weights: String) throws -> [String] {
    ["flow", try folder.writeSpikes(width: 8, height: 8, frames: 46), "--weights", weights, "-o", "out"]
  }

  @Test(arguments: ["npz", "safetensors"])
  func `A checkpoint cut at twenty places is refused`(ending: String) throws {
    let folder = try TemporaryFolder()
    let whole = try folder.bytes(ending == "npz" ? folder.writeArchivedWeights() : folder.writeWeights())
    let arguments = try Self.flow(folder, "cut.\(ending)")
    for part in 0..<20 {
      // Also right before the end, and within the first bytes.
      let length = part == 0 ? 0 : part == 1 ? 5 : part == 19 ? whole.count - 1 : whole.count * part / 20
      _ = try folder.write(Array(whole[..<length]), to: "cut.\(ending)")
      try expectFailure(65, arguments, in: folder, telling: ["cut.\(ending)"])
    }
  }

  @Test func `A flipped byte in a stored tensor is told by its checksum`() throws {
    let folder = try TemporaryFolder()
    let whole = try folder.bytes(folder.writeArchivedWeights())
    let arguments = try Self.flow(folder, "flipped.npz")
    for part in 1..<10 {
      var flipped = whole
      flipped[whole.count * part / 10] ^= 0x10
      _ = try folder.write(flipped, to: "flipped.npz")
      try expectFailure(65, arguments, in: folder, telling: ["flipped.npz", "checksum", "at entry"])
    }
  }

  @Test func `Flipped bytes in the tables of a checkpoint are refused or harmless, never more than a line`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.bytes(folder.writeArchivedWeights())
    let tensors = try folder.bytes(folder.writeWeights())
    let (name, output) = (try folder.writeSpikes(width: 8, height: 8, frames: 26), "out")
    let places =
      [(archive, 2), (archive, 31), (archive, archive.count - 6), (archive, archive.count - 900)]
      + [(tensors, 0), (tensors, 6), (tensors, 9), (tensors, 30), (tensors, 300)]
    for (whole, place) in places {
      var flipped = whole
      flipped[place] ^= 0x41
      _ = try folder.write(flipped, to: "flipped")
      let run = try Program.run(
        ["flow", name, "--weights", "flipped", "-o", output, "--dt", "1", "--force"], in: folder)
      #expect(run.status == 0 || run.status == 65, "byte \(place): \(run.errors)")
      if run.status == 65 {
        expectOneError(run, telling: ["flipped"])
        #expect(run.output.isEmpty)
      }
    }
  }

  @Test func `A checkpoint of another network is told by the parameter that is missing`() throws {
    let folder = try TemporaryFolder()
    let other = [(name: "layer1.0.weight", tensor: AnyTensor(Tensor<Float>(zeros: [3, 3])))]
    try SafetensorsFile.write(other, to: folder.file("other.safetensors"))
    let arguments = try Self.flow(folder, "other.safetensors")
    try expectFailure(65, arguments, in: folder, telling: ["other.safetensors", "another network", "layer1.0.weight"])
    var widened = try Samples.scflowParameters()
    widened[0].tensor = AnyTensor(Tensor<Float>(zeros: [1, 2]))
    try SafetensorsFile.write(widened, to: folder.file("other.safetensors"), overwrite: true)
    try expectFailure(65, arguments, in: folder, telling: ["other.safetensors", widened[0].name, "[1, 2]"])
  }

  @Test func `What is no checkpoint is told by how it begins`() throws {
    let folder = try TemporaryFolder()
    let arguments = try Self.flow(folder, "weights")
    _ = try folder.write(Array("these are only words\n".utf8), to: "weights")
    try expectFailure(65, arguments, in: folder, telling: ["weights", "byte 0", ".safetensors"])
    try NumpyFile.write(Tensor<Float>(zeros: [3]), to: folder.file("weights"), overwrite: true)
    try expectFailure(65, arguments, in: folder, telling: ["single array"])
    try FileManager.default.removeItem(atPath: folder.file("weights"))
    try expectFailure(66, arguments, in: folder, telling: ["weights", "no such file"])
    try FileManager.default.createDirectory(atPath: folder.file("weights"), withIntermediateDirectories: true)
    try expectFailure(66, arguments, in: folder, telling: ["weights", "folder"])
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
  func `The published checkpoint with a cut or a flipped byte is refused, and so is one of another network`() throws {
    let folder = try TemporaryFolder()
    let whole = try fileBytes(SharedFolder.path("weights/scflow_dt20.pth.tar"))
    let arguments = try Self.flow(folder, "weights.pth.tar")
    for part in stride(from: 0, to: 20, by: 3) {
      _ = try folder.write(Array(whole[..<(whole.count * part / 20)]), to: "weights.pth.tar")
      try expectFailure(65, arguments, in: folder, telling: ["weights.pth.tar"])
    }
    for part in [4, 9, 13] {
      var flipped = whole
      flipped[whole.count * part / 20] ^= 1
      _ = try folder.write(flipped, to: "weights.pth.tar")
      try expectFailure(65, arguments, in: folder, telling: ["weights.pth.tar", "checksum"])
    }
    _ = try folder.write(
      try fileBytes(SharedFolder.path("weights/qcfs_resnet20_cifar10_l4.pth")), to: "weights.pth.tar")
    try expectFailure(65, arguments, in: folder, telling: ["weights.pth.tar", "another network"])
  }
}
