import DatasetSamples
import Files
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// What the fuzzers start from for data sets of classes and for graphs, and have found there, stays readable without
/// harm.
@Suite struct ClassifierCorpusTests {
  private typealias Sample = ClassificationSample

  /// A target of the fuzzers: how a file is read, and how the first one is made.
  struct Target: Sendable, CustomTestStringConvertible {
    let name: String
    let ending: String
    let read: @Sendable (_ path: String) throws -> Void
    let bytes: @Sendable () throws -> [UInt8]
    var testDescription: String { name }
  }

  static let targets = [
    Target(name: "idx", ending: "idx") {
      _ = try IDXFile(path: $0).bytes()
    } bytes: {
      Sample.idxPictures(3)
    },
    Target(name: "idx-gz", ending: "gz") {
      _ = try IDXFile(path: $0).bytes()
    } bytes: {
      Sample.gzip(Sample.idxLabels(9))
    },
    Target(name: "cifar", ending: "bin") { path in
      let dataset = try ClassificationDataset(path)
      for index in 0..<dataset.count { _ = try dataset.pixels(index) }
    } bytes: {
      Sample.cifar(1, classes: 100)
    },
    Target(name: "gesture-labels", ending: "csv") {
      _ = try GestureLabels(path: $0)
    } bytes: {
      Array("class,startTime_usec,endTime_usec\n1,80048239,85092709\n11, 89431170, 95231007\n".utf8)
    },
    Target(name: "nir", ending: "nir") {
      _ = try HDF5Tree.read($0)
    } bytes: {
      let folder = try TemporaryFolder()
      try HDF5Tree.write(tree, path: folder.file("small.nir"))
      return try fileBytes(folder.file("small.nir"))
    },
  ]

  /// A graph of two nodes and what else a tree may hold.
  private static let tree = StoredTree.group([
    "version": .text("1.0"),
    "node": .group([
      "type": .text("NIRGraph"), "edges": .texts(["input", "linear", "linear", "output"], columns: 2),
      "nodes": .group([
        "input": .group(["type": .text("Input"), "shape": .numbers(.int64(Tensor(shape: [1], scalars: [3])))]),
        "linear": .group([
          "type": .text("Linear"),
          "weight": .numbers(.float32(Tensor(shape: [2, 3], scalars: [1, 2, 3, 0.5, 0.25, 0]))),
        ]),
        "output": .group(["type": .text("Output"), "shape": .numbers(.int64(Tensor(shape: [1], scalars: [2])))]),
      ]),
    ]),
  ])

  @Test func `A tree is read as it was written`() throws {
    let folder = try TemporaryFolder()
    let values = StoredTree.group([
      "double": .numbers(.float64(Tensor(shape: [2, 2], scalars: [1, 2, 3, 1e-300]))),
      "single": .numbers(.float32(Tensor(shape: [], scalars: [0.1]))),
      "whole": .numbers(.int64(Tensor(shape: [], scalars: [-7]))),
      "empty": .numbers(.float64(Tensor(zeros: [0]))), "nothing": .group([:]), "text": .text("Übung ≤ 1"),
      "texts": .texts(["a", "", "a longer one than eight bytes", "d"], columns: 2), "graph": Self.tree,
    ])
    try HDF5Tree.write(values, path: folder.file("tree.h5"))
    #expect(try HDF5Tree.read(folder.file("tree.h5")) == values)
    #expect(throws: FileError.self) { try HDF5Tree.write(values, path: folder.file("tree.h5")) }
  }

  @Test(arguments: targets)
  func `Every input of the corpus is read, or an error says what to do`(target: Target) throws {
    try CorpusReading.readCorpus(of: target.name, target.read)
  }

  @Test(arguments: targets)
  func `A file with any byte changed is read, or an error says what to do`(target: Target) throws {
    let bytes = try target.bytes()
    try CorpusReading.readChanged(bytes, ending: target.ending, every: 11, target.read)
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["SACCADE_WRITE_CORPUS"] != nil, "writes the corpus"))
  func `The corpus starts with a sample of each kind`() throws {
    for target in Self.targets {
      let folder = RecordingSample.corpusFolder(target.name)
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try fileWrite(target.bytes(), "\(folder)/\(target.name).\(target.ending)")
    }
  }
}
