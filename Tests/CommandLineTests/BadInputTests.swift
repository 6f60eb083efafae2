import Foundation
import Tensors
import TestSupport
import Testing

/// Inputs that are absent or are not what they should be.
@Suite struct BadInputTests {
  static let verbs: [[String]] = [
    ["info"], ["convert", "out.npy"], ["reconstruct", "-o", "out.png"], ["render", "-o", "out.png"],
    ["flow", "-o", "out", "--weights", "weights.safetensors"],
  ]

  /// The arguments of a verb with its input in front.
  private static func arguments(_ verb: [String], _ input: String) -> [String] { [verb[0], input] + verb.dropFirst() }

  @Test(arguments: verbs)
  func `A recording that is not there, not whole or of unknown size is refused`(verb: [String]) throws {
    let folder = try TemporaryFolder()
    if verb[0] == "flow" { _ = try folder.writeWeights() }
    let bytes = try folder.bytes(folder.writeSpikes())
    _ = try folder.write([], to: "empty_40x30.dat")
    _ = try folder.write(Array(bytes[..<149]), to: "short_40x30.dat")
    _ = try folder.write(bytes, to: "unsized.dat")
    _ = try folder.write(Array("neither spikes nor flow\n".utf8), to: "words.txt")
    try FileManager.default.createDirectory(atPath: folder.file("folder_40x30.dat"), withIntermediateDirectories: true)
    func expect(_ status: Int32, _ input: String, _ words: [String]) throws {
      try expectFailure(status, Self.arguments(verb, input), in: folder, telling: [input] + words)
    }
    try expect(66, "absent_40x30.dat", ["no such file"])
    try expect(66, "absent/folder/x_40x30.dat", ["no such file"])
    try expect(66, "words.txt/x_40x30.dat", [])
    // What a folder is, info says of datasets.
    try expect(verb[0] == "info" ? 65 : 66, "folder_40x30.dat", verb[0] == "render" ? ["index.json"] : ["folder"])
    try expect(66, "/dev/null", [])
    try expect(65, "empty_40x30.dat", ["the file is empty"])
    try expect(65, "short_40x30.dat", ["149 bytes", "--size"])
    try expect(65, "unsized.dat", ["--size"])
    try expect(65, "words.txt", ["--from"])
  }

  @Test func `A size that the file is too short for is refused`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    try expectFailure(65, ["info", name, "--size", "65535x65535"], in: folder, telling: [name, "--size"])
  }

  @Test func `Arrays that are no recordings are refused by what they are`() throws {
    let folder = try TemporaryFolder()
    try NumpyFile.write(Tensor<Float>(zeros: [3, 5]), to: folder.file("flat.npy"))
    try NumpyFile.write(Tensor<UInt8>(repeating: 2, shape: [3, 4, 5]), to: folder.file("twos.npy"))
    try NumpyFile.write(Tensor<UInt8>(zeros: [0, 4, 5]), to: folder.file("none.npy"))
    let whole = try folder.bytes("twos.npy")
    _ = try folder.write(Array(whole.dropLast()), to: "cut.npy")
    _ = try folder.write(Array(whole.prefix(40)), to: "header.npy")
    let huge = String(decoding: whole.prefix(128), as: UTF8.self).replacingOccurrences(
      of: "(3, 4", with: "(9999999999999, 4")
    _ = try folder.write(whole.prefix(1) + Array(huge.utf8.dropFirst(3)) + [0], to: "huge.npy")
    for name in ["flat.npy", "twos.npy", "none.npy", "cut.npy", "header.npy", "huge.npy"] {
      try expectFailure(65, ["info", name], in: folder, telling: [name])
    }
  }

  @Test func `A recording that is cut anywhere is told or read as far as it goes`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes(frames: 30)
    try expectSuccess(["convert", name, "a.npz"], in: folder)
    let archive = try folder.bytes("a.npz")
    for part in 0..<10 {
      _ = try folder.write(Array(archive[..<(archive.count * part / 10)]), to: "cut.npz")
      try expectFailure(65, ["info", "cut.npz"], in: folder, telling: ["cut.npz"])
    }
  }

  /// A second of silence.
  private static let silence: [UInt8] = {
    func little(_ value: UInt32, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
    let header = [
      Array("RIFF".utf8), little(16_036, 4), Array("WAVEfmt ".utf8), little(16, 4), little(1, 2), little(1, 2),
      little(8000, 4), little(16_000, 4), little(2, 2), little(16, 2), Array("data".utf8), little(16_000, 4),
    ]
    return header.flatMap { $0 } + [UInt8](repeating: 0, count: 16_000)
  }()

  @Test func `A video without frames is refused`() throws {
    let folder = try TemporaryFolder()
    let name = try folder.writeSpikes()
    try expectSuccess(["reconstruct", name, "-o", "whole.mp4", "--stride", "10"], in: folder)
    let whole = try folder.bytes("whole.mp4")
    let inputs: [(name: String, bytes: [UInt8])] = [
      ("empty.mp4", []), ("words.mp4", Array("only words, no video\n".utf8)), ("sound.wav", Self.silence),
      ("sound.mp4", Self.silence), ("zeros.avi", [UInt8](repeating: 0, count: 4096)),
      ("head.mp4", Array(whole.prefix(40))), ("half.mp4", Array(whole.prefix(whole.count / 2))),
    ]
    func simulate(_ input: String) -> [String] { ["simulate", "spikes", input, "-o", "out_20x10.dat"] }
    for (name, bytes) in inputs {
      _ = try folder.write(bytes, to: name)
      try expectFailure(65, simulate(name), in: folder, telling: [name])
    }
    try expectFailure(66, simulate("absent.mp4"), in: folder, telling: ["absent.mp4"])
    try FileManager.default.createDirectory(atPath: folder.file("pictures"), withIntermediateDirectories: true)
    try expectFailure(65, simulate("pictures"), in: folder, telling: ["pictures"])
  }

  @Test func `A video that shows one moment only is refused`() throws {
    let folder = try TemporaryFolder()
    let simulate = ["simulate", "spikes", "gray.npy", "-o", "out_40x30.dat", "--fps"]
    _ = try folder.writeGray(UInt8(5), frames: 1)
    try expectFailure(65, simulate + ["25"], in: folder, telling: ["gray.npy", "1 frame of video"])
    _ = try folder.writeGray(UInt8(5), frames: 2)
    try expectFailure(65, simulate + ["100000"], in: folder, telling: ["2 frames of video"])
    try expectFailure(65, simulate + ["0.000001"], in: folder, telling: ["frame 1", "--fps"])
    _ = try folder.writeGray(Float.nan, frames: 2)
    try expectFailure(65, simulate + ["25"], in: folder, telling: ["gray.npy", "frame 0"])
    try NumpyFile.write(Tensor<Int64>(zeros: [2, 12]), to: folder.file("gray.npy"), overwrite: true)
    try expectFailure(65, simulate + ["25"], in: folder, telling: ["[frames, height, width]", "<i8 [2, 12]"])
  }
}
