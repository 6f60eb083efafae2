import Files
import Foundation
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// What the fuzzers start from for parameters of networks and for recordings of spikes, and have found there, stays readable
/// without harm.
@Suite struct ParameterCorpusTests {
  /// A target of the fuzzers: how a file is read, and how the first one is made; nil for what PyTorch has made.
  struct Target: Sendable, CustomTestStringConvertible {
    let name: String
    let ending: String
    let read: @Sendable (_ path: String) throws -> Void
    let write: (@Sendable (_ path: String) throws -> Void)?
    var testDescription: String { name }
  }

  private static func checkpoint(
    _ name: String, _ ending: String, write: (@Sendable (_ path: String) throws -> Void)? = nil
  ) -> Target {
    Target(
      name: "checkpoint-\(name)", ending: ending, read: { _ = try Checkpoint(path: $0).float32Tensors }, write: write)
  }

  private static func spikes(_ format: SpikeFormat) -> Target {
    Target(name: format.rawValue, ending: format.fileEnding) { path in
      let source = try SpikeFiles.open(
        path, format: format, options: SpikeReadOptions(size: SpikeGeometry(width: 12, height: 5)))
      for frame in 0..<min(source.frameCount, 64) { _ = try source.frames(frame..<frame + 1) }
    } write: { path in
      let bits = Tensor<UInt8>(shape: [9, 5, 12], scalars: (0..<540).map { $0 % 7 < 2 ? 1 : 0 })
      let writer = try SpikeFiles.create(path, format: format, geometry: SpikeGeometry(width: 12, height: 5))
      if let stream = SpikeStream(packing: bits) { try writer.append(stream) }
      try writer.finish()
    }
  }

  private static let tensors: [(name: String, tensor: AnyTensor)] = [
    ("head.conv2d.weight", AnyTensor(Tensor<Float>(shape: [2, 1, 3, 3], scalars: (0..<18).map { Float($0) / 7 }))),
    ("head.conv2d.bias", AnyTensor(Tensor<Float>(shape: [2], scalars: [0.5, -1]))),
    ("steps", AnyTensor(Tensor<Int64>(shape: [1], scalars: [7]))),
  ]

  static let targets =
    [
      checkpoint("pth", "pth"), checkpoint("legacy", "th"),
      checkpoint("safetensors", "safetensors") {
        try SafetensorsFile.write(tensors, metadata: ["model": "firenet"], to: $0, overwrite: true)
      },
      checkpoint("npz", "npz") {
        let archive = try NumpyArchiveWriter(path: $0, overwrite: true)
        for (name, tensor) in tensors { try archive.add(tensor, named: name) }
        try archive.commit()
      },
    ] + SpikeFormat.writable.map(spikes)

  @Test(arguments: targets)
  func `Every input of the corpus is read, or an error says what to do`(target: Target) throws {
    try CorpusReading.readCorpus(of: target.name, target.read)
  }

  @Test(arguments: targets)
  func `A file with any byte changed is read, or an error says what to do`(target: Target) throws {
    let bytes = try fileBytes("\(RecordingSample.corpusFolder(target.name))/\(target.name).\(target.ending)")
    try CorpusReading.readChanged(bytes, ending: target.ending, every: 11, target.read)
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["SACCADE_WRITE_CORPUS"] != nil, "writes the corpus"))
  func `The corpus starts with a sample of each kind`() throws {
    for target in Self.targets {
      guard let write = target.write else { continue }
      let folder = RecordingSample.corpusFolder(target.name)
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try? FileManager.default.removeItem(atPath: "\(folder)/\(target.name).\(target.ending)")
      try write("\(folder)/\(target.name).\(target.ending)")
    }
  }
}
