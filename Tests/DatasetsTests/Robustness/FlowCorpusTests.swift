import DatasetSamples
import Files
import Foundation
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// What the fuzzers start from for flow, times and ground truth, and have found there, stays readable without harm.
@Suite struct FlowCorpusTests {
  /// A target of the fuzzers: how a file is read, and how the first one is made.
  struct Target: Sendable, CustomTestStringConvertible {
    let name: String
    let ending: String
    let read: @Sendable (_ path: String) throws -> Void
    let write: @Sendable (_ path: String) throws -> Void
    var testDescription: String { name }
  }

  private static let field = FlowField(
    flow: Tensor(shape: [2, 6, 9], scalars: (0..<108).map { Float($0 - 54) / 16 }),
    valid: Tensor(shape: [6, 9], scalars: (0..<54).map { $0 % 4 == 0 ? 0 : 1 }))

  private static func flow(_ name: String, _ format: FlowFormat) -> Target {
    Target(name: "flow-\(name)", ending: format.fileEnding) {
      _ = try FlowField(path: $0, format: format)
    } write: {
      try field.write(to: $0, format: format, overwrite: true)
    }
  }

  private static let sample: MVSECSample = {
    var sample = MVSECSample()
    (sample.width, sample.height, sample.fieldCount, sample.pictureCount) = (7, 5, 3, 2)
    return sample
  }()

  private static func readAll(_ source: any FlowGroundTruthSource) throws {
    for index in 0..<source.count { _ = try source.field(index) }
  }

  static let targets = [
    flow("flo", .flo), flow("npy", .npy), flow("npz", .npz), flow("h5", .h5), flow("png", .dsec),
    Target(name: "times", ending: "txt") {
      _ = try TimestampsFile(path: $0)
    } write: {
      try fileWrite(Array("# from, to, file_index\n49599300523, 49599400524, 2\n4.95994e10 4.95995e10 4\n".utf8), $0)
    },
    Target(name: "mvsec-flow", ending: "hdf5") {
      try readAll(MVSECGroundTruth(path: $0))
    } write: { path in
      let folder = try TemporaryFolder()
      let truth = try sample.write(to: folder.path).groundTruth
      try fileWrite(fileBytes(truth), path)
    },
    Target(name: "mvsec-archive", ending: "npz") {
      try readAll(MVSECFlowArchive(path: $0))
    } write: { path in
      let folder = try TemporaryFolder()
      try sample.write(to: folder.path, scene: "a", withArchive: true)
      try fileWrite(fileBytes(folder.file("a_gt_flow_dist.npz")), path)
    },
    Target(name: "dsec-map", ending: "h5") {
      _ = try RectificationMap(path: $0)
    } write: {
      try fileWrite(fileBytes(Fixture.path("rectify_map.h5")), $0)
    },
  ]

  @Test(arguments: targets)
  func `Every input of the corpus is read, or an error says what to do`(target: Target) throws {
    try CorpusReading.readCorpus(of: target.name, target.read)
  }

  @Test(arguments: targets)
  func `A file with any byte changed is read, or an error says what to do`(target: Target) throws {
    let folder = try TemporaryFolder()
    try target.write(folder.file("whole.\(target.ending)"))
    let bytes = try fileBytes(folder.file("whole.\(target.ending)"))
    try CorpusReading.readChanged(bytes, ending: target.ending, every: 7, target.read)
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["SACCADE_WRITE_CORPUS"] != nil, "writes the corpus"))
  func `The corpus starts with a sample of each kind`() throws {
    for target in Self.targets {
      let folder = RecordingSample.corpusFolder(target.name)
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try target.write("\(folder)/\(target.name).\(target.ending)")
    }
  }
}
