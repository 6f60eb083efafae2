import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct CheckpointTests {
  @Test(arguments: ["types_zip.pth", "types_legacy.pth", "types.safetensors"])
  func `Every type is read and widened`(name: String) throws {
    let checkpoint = try Checkpoint(path: Fixture.path(name))
    #expect(checkpoint.names.count == checkpoint.tensors.count)
    for name in ["float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"] {
      try expectRamp(checkpoint.tensor(name), named: name)
    }
  }

  @Test func `Unsigned types are read, complex ones hurt only who asks for them`() throws {
    let checkpoint = try Checkpoint(path: Fixture.path("types3_zip.pth"))
    for name in ["uint16", "uint32", "uint64"] { try expectRamp(checkpoint.tensor(name), named: name) }
    #expect(checkpoint["complex64"] == nil)
    #expect(checkpoint.names.contains("complex64"))
    expectError(naming: "the type complex64 cannot be read, at tensor complex64") {
      _ = try checkpoint.tensor("complex64")
    }
    expectError(naming: "the type float8_e4m3fn") { _ = try checkpoint.float32("float8") }
    expectError(naming: "no tensor named x; its 5 begin with uint16, uint32, uint64") {
      _ = try checkpoint.tensor("x")
    }
  }

  @Test(arguments: ["views_zip.pth", "views_legacy.pth", "deflated_zip.pth"])
  func `Views of a shared storage become tensors of their own`(name: String) throws {
    let checkpoint = try Checkpoint(path: Fixture.path(name))
    func expect(_ name: String, _ shape: [Int], _ scalars: [Float]) throws {
      #expect(try checkpoint.float32(name) == Tensor(shape: shape, scalars: scalars), "\(name)")
    }
    #expect(
      checkpoint.names == [
        "base", "transposed", "part", "stepped", "corner", "expanded", "scalar", "none", "permuted", "tied", "alias",
      ])
    try expect("base", [24], (0..<24).map { Float($0) })
    try expect("transposed", [6, 4], (0..<6).flatMap { row in (0..<4).map { Float($0 * 6 + row) } })
    try expect("part", [6], [5, 6, 7, 8, 9, 10])
    try expect("stepped", [5], [1, 6, 11, 16, 21])
    try expect("corner", [2, 2, 2], [4, 6, 8, 10, 16, 18, 20, 22])
    try expect("expanded", [2, 3], [7, 7, 7, 7, 7, 7])
    try expect("scalar", [], [9])
    try expect("none", [0], [])
    let corners: [Float] = [0, 4, 8, 12, 16, 20]
    try expect("permuted", [4, 2, 3], (0..<4).flatMap { step in corners.map { $0 + Float(step) } })
    try expect("alias", [3], [0, 1, 2])
  }

  @Test(arguments: [
    "training_zip.pth", "training_legacy.pth", "protocol3_zip.pth", "protocol4_zip.pth", "protocol5_zip.pth",
    "protocol4_legacy.pth",
  ])
  func `The parameters are found in a training checkpoint, whatever stands beside them`(name: String) throws {
    let checkpoint = try Checkpoint(path: Fixture.path(name))
    #expect(checkpoint.format == (name.hasSuffix("_zip.pth") ? .pytorchZip : .pytorchLegacy))
    #expect(checkpoint.names == ["conv.weight", "conv.bias", "norm.num_batches_tracked"])
    #expect(try checkpoint.float32("conv.weight") == Tensor(shape: [2, 1, 2, 2], scalars: (0..<8).map { Float($0) }))
    #expect(try checkpoint.float32("conv.bias").scalars == [1, 2])
    #expect(checkpoint["norm.num_batches_tracked"] == .int64(Tensor(repeating: 11, shape: [])))
    #expect(checkpoint.float32Tensors["norm.num_batches_tracked"]?.scalars == [11])
    #expect(checkpoint.metadata == ["epoch": "3", "arch": "tiny", "best": "0.5", "done": "false"])
  }

  @Test(arguments: ["zip", "legacy"])
  func `Dictionaries in dictionaries, lists and single tensors are read`(container: String) throws {
    func checkpoint(_ name: String) throws -> Checkpoint {
      try Checkpoint(path: Fixture.path("\(name)_\(container).pth"))
    }
    #expect(try checkpoint("nested").float32("w").scalars == [0, 1, 2])
    #expect(try checkpoint("list").names == ["0", "1.b"])
    #expect(try checkpoint("list").float32("1.b").scalars == [0, 1, 2])
    #expect(try checkpoint("single").float32("tensor").scalars == [0, 1, 2, 3])
    #expect(try checkpoint("cuda").float32("w").scalars == [0, 1, 2])
  }

  @Test(arguments: ["zip", "legacy"])
  func `A whole pickled module gives the names of its state_dict`(container: String) throws {
    let checkpoint = try Checkpoint(path: Fixture.path("module_\(container).pth"))
    #expect(
      checkpoint.names.sorted() == [
        "inner.0.bias", "inner.0.weight", "inner.1.bias", "inner.1.num_batches_tracked", "inner.1.running_mean",
        "inner.1.running_var", "inner.1.weight", "scale",
      ])
    #expect(try checkpoint.float32("inner.0.weight") == Tensor(shape: [1, 2], scalars: [3, 4]))
    #expect(try checkpoint.float32("inner.0.bias").scalars == [5])
    #expect(try checkpoint.float32("scale").scalars == [2])
    #expect(checkpoint.metadata == ["epoch": "1"])
  }

  @Test(arguments: ["zip", "legacy"])
  func `Tensors with attributes and of classes of their own are tensors`(container: String) throws {
    let checkpoint = try Checkpoint(path: Fixture.path("attributes_\(container).pth"))
    #expect(checkpoint.names == ["parameter", "tensor", "labelled"])
    #expect(try checkpoint.float32("parameter").scalars == [0, 1, 2])
    #expect(try checkpoint.float32("tensor").scalars == [0, 1])
    #expect(try checkpoint.float32("labelled").scalars == [0, 1, 2, 3])
  }

  @Test func `Big-endian storages are turned round`() throws {
    #expect(try Checkpoint(path: Fixture.path("bigendian_zip.pth")).float32("w").scalars == [0, 1, 2])
  }

  @Test func `A part of a storage, as the oldest checkpoints name it, is read`() throws {
    let checkpoint = try Checkpoint(path: Fixture.path("old_legacy.pth"))
    #expect(try checkpoint.float32("whole") == Tensor(shape: [2, 3], scalars: [0, 1, 2, 3, 4, 5]))
    #expect(try checkpoint.float32("part").scalars == [3, 4, 5])
  }

  @Test(arguments: ["values0_legacy.pth", "values1_legacy.pth", "values4_legacy.pth"])
  func `Numbers, strings and containers of every protocol are passed over`(name: String) throws {
    let checkpoint = try Checkpoint(path: Fixture.path(name))
    #expect(checkpoint.names == [])
    #expect(checkpoint.metadata == ["epoch": "1", "scale": "2.5", "on": "true", "name": "text"])
    expectError(naming: "it holds none at all") { _ = try checkpoint.tensor("w") }
  }

  @Test(arguments: ["malicious_zip.pth", "malicious_legacy.pth"])
  func `A pickle that asks for a command is read and nothing runs`(name: String) throws {
    let bytes = try Fixture.bytes(name)
    #expect(Data(bytes).range(of: Data("touch saccade-was-tricked".utf8)) != nil)
    let checkpoint = try Checkpoint(path: Fixture.path(name))
    #expect(checkpoint.names == ["w"])
    #expect(try checkpoint.float32("w").scalars == [0, 1, 2])
    #expect(!FileManager.default.fileExists(atPath: "saccade-was-tricked"))
  }

  @Test func `The arrays of an archive are a checkpoint too`() throws {
    let checkpoint = try Checkpoint(path: Fixture.path("deflated.npz"))
    #expect(checkpoint.format == .npz)
    #expect(checkpoint.names == ["a", "label", "n", "empty"])
    #expect(checkpoint["label"] == nil)
    expectError(naming: "the dtype <U3") { _ = try checkpoint.tensor("label") }
    #expect(try checkpoint.float32("n").scalars == [7])
  }

  @Test(arguments: [
    ("saved.npy", "this is a single array"), ("make_fixtures.py", "begins like none"),
  ])
  func `A file that is no checkpoint is told so`(name: String, problem: String) {
    expectError(naming: problem) { _ = try Checkpoint(path: Fixture.path(name)) }
  }

  @Test func `A file that is not there is told so`() {
    expectError(naming: "no such file", kind: .notFound) { _ = try Checkpoint(path: "/nowhere/weights.pth") }
  }
}
