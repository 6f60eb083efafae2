import DatasetSamples
import Datasets
import Files
import Foundation
import TestSupport
import Testing

/// What is wrong with a data set is one error that says where, or what to do.
@Suite struct DamagedClassificationTests {
  private typealias Sample = ClassificationSample

  private func error(_ files: [String: [UInt8]], open name: String = "") throws -> FileError? {
    let folder = try TemporaryFolder()
    try Sample.write(files, to: folder.path)
    return #expect(throws: FileError.self) { try ClassificationDataset(name.isEmpty ? folder.path : folder.file(name)) }
  }

  @Test func `Labels that are no class, or too few, are told`() throws {
    var labels = Sample.idxLabels(4)
    labels[10] = 10
    let files = ["train-images-idx3-ubyte": Sample.idxPictures(4), "train-labels-idx1-ubyte": labels]
    #expect(try error(files)?.place == "byte 10")
    #expect(
      try error(["a-images-idx3": Sample.idxPictures(4), "a-labels-idx1": Sample.idxLabels(5)])?.problem.contains(
        "4 labels") == true)
    var records = Sample.cifar(3)
    records[3073] = 99
    let cifar = try error(["test_batch.bin": records])
    #expect(cifar?.place == "byte 3073" && cifar?.problem.contains("99") == true)
  }

  @Test func `Lengths that do not match are told before memory is taken`() throws {
    let huge = Sample.idx(shape: [1 << 30, 1 << 12, 1 << 12], bytes: [])
    for bytes in [huge, Sample.gzip(huge)] {
      let found = try error(["x-images-idx3": bytes, "x-labels-idx1": Sample.idxLabels(4)])
      #expect(found?.isTruncation == true, "\(String(describing: found))")
    }
    let long = Sample.idxPictures(4) + [0]
    for bytes in [long, Sample.gzip(long)] {
      #expect(
        try error(["x-images-idx3": bytes, "x-labels-idx1": Sample.idxLabels(4)])?.problem.contains("follow") == true)
    }
    #expect(try error(["test_batch.bin": Array(Sample.cifar(2).dropLast())])?.isTruncation == true)
    #expect(try error(["test_batch.bin": []]) != nil)
  }

  @Test func `A gzip of more than the limit is refused before it is unpacked`() throws {
    // Long enough for gzip to hold what is claimed.
    let claim = Sample.gzip(Sample.idx(shape: [300, 1000, 1000], bytes: [])) + [UInt8](repeating: 0, count: 1 << 20)
    let found = try error(["x-images-idx3": claim, "x-labels-idx1": Sample.idxLabels(4)])
    #expect(found?.problem.contains("unfolds to 300000000 bytes, and the limit is 268435456 bytes") == true)
  }

  @Test func `Files that are something else are told`() throws {
    #expect(try error(["x.idx": [1, 2, 3]], open: "x.idx") != nil)
    #expect(
      try error(["a-labels-idx1": Sample.idxLabels(4)], open: "a-labels-idx1")?.remedy?.description.contains("pictures")
        == true)
    #expect(try error(["a-images-idx3": Sample.idxPictures(4)], open: "a-images-idx3")?.kind == .notFound)
    #expect(try error(["notes.txt": [1]]) != nil)
    #expect(try error(["train/cat/a.png": [1], "train/dog/notes": [1]])?.problem.contains("no samples") == true)
    #expect(try error([:], open: "missing")?.kind == .notFound)
    #expect(throws: FileError.self) {
      let folder = try TemporaryFolder()
      try Sample.write(["Train/3/0.bin": Sample.events(5, seed: 0)], to: folder.path)
      _ = try ClassificationDataset(folder.path, split: .test)
    }
  }

  @Test func `A picture or a recording that is cut off is told when it is read`() throws {
    let folder = try TemporaryFolder()
    try Sample.write(["Train/3/0.bin": Sample.events(5, seed: 0), "Train/4/0.bin": [34, 0, 0, 0, 1]], to: folder.path)
    try Sample.write(["Train/3/1.bin": Array(Sample.events(5, seed: 0).dropLast(2))], to: folder.path)
    let dataset = try ClassificationDataset(folder.path)
    #expect(try dataset.events(0).count == 5)
    #expect(throws: FileError.self) { try dataset.events(1) }
    let outside = #expect(throws: FileError.self) { try dataset.events(2) }
    #expect(outside?.place == "event 0")
  }

  @Test(arguments: ["idx", "gz", "labels", "cifar", "cifar100"])
  func `A file cut at any byte is refused`(kind: String) throws {
    let folder = try TemporaryFolder()
    let pictures = Sample.idxPictures(9, height: 3, width: 3)
    let labels = Sample.idxLabels(9)
    let (name, bytes, step): (String, [UInt8], Int) =
      switch kind {
      case "idx": ("t-images-idx3", pictures, 1)
      case "gz": ("t-images-idx3", Sample.gzip(pictures), 1)
      case "labels": ("t-labels-idx1", labels, 1)
      case "cifar": ("test.bin", Sample.cifar(2), 13)
      default: ("test.bin", Sample.cifar(2, classes: 100), 13)
      }
    if kind.hasPrefix("cifar") == false {
      try Sample.write(["t-images-idx3": pictures, "t-labels-idx1": labels], to: folder.path)
    }
    let path = folder.file(name)
    try fileWrite(bytes, path)
    let opened = kind == "labels" ? folder.file("t-images-idx3") : path
    #expect(try ClassificationDataset(opened).count > 0)
    // The check value at the end of gzip is not asked for once all bytes are there.
    let end = kind == "gz" ? bytes.count - 8 : bytes.count
    for length in stride(from: 0, to: end, by: step) {
      try fileWrite(Array(bytes[..<length]), path)
      let error = #expect(throws: FileError.self) { try ClassificationDataset(opened) }
      #expect(error?.place != nil || error?.remedy != nil, "\(length) bytes: \(String(describing: error))")
    }
  }
}
