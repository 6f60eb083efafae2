import DatasetSamples
import Datasets
import Foundation
import Media
import Tensors
import TestSupport
import Testing

/// Data sets of pictures, told by their content.
@Suite struct PictureDatasetTests {
  private typealias Sample = ClassificationSample

  private func folder(_ files: [String: [UInt8]]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try Sample.write(files, to: folder.path)
    return folder
  }

  @Test(arguments: [false, true])
  func `MNIST is a folder or a file of pictures, plain or gzipped, with its labels beside`(isZipped: Bool) throws {
    func stored(_ bytes: [UInt8]) -> [UInt8] { isZipped ? Sample.gzip(bytes) : bytes }
    let ending = isZipped ? ".gz" : ""
    let folder = try folder([
      "train-images-idx3-ubyte\(ending)": stored(Sample.idxPictures(7)),
      "train-labels-idx1-ubyte\(ending)": stored(Sample.idxLabels(7)),
      "t10k-images-idx3-ubyte\(ending)": stored(Sample.idxPictures(3)),
      "t10k-labels-idx1-ubyte\(ending)": stored(Sample.idxLabels(3)),
    ])
    let all = try ClassificationDataset(folder.path)
    #expect(all.format == .mnist && all.count == 10 && all.split == nil && all.classNames.count == 10)
    #expect(all.kind == .pictures(channels: 1, height: 5, width: 4))
    #expect(all.labels == [0..<7, 0..<3].flatMap { $0.map { Int(Sample.label($0)) } })
    #expect(try ClassificationDataset.splits(of: folder.path) == [.train, .test])
    #expect(try all.pixels(8) == (0..<20).map { Sample.pixel(1, $0) })
    let test = try ClassificationDataset(folder.path, split: .test)
    #expect(test.count == 3 && test.split == .test)
    let file = try ClassificationDataset(folder.file("t10k-images-idx3-ubyte\(ending)"))
    #expect(file.labels == test.labels && file.split == .test)
    let tensor = try all.pictures(at: [9, 0])
    #expect(tensor.shape == [2, 1, 5, 4])
    #expect(tensor[0, 0, 4, 3] == Float(Sample.pixel(2, 19)) / 255)
    #expect(try all.digest(0) == test.digest(0) && all.digest(0) != all.digest(1))
  }

  @Test func `Fashion-MNIST is told by its labels`() throws {
    let labels: [UInt8] = [9, 2, 1, 1, 6, 1, 4, 6, 5, 7, 4]
    let folder = try folder([
      "t10k-images.idx3-ubyte": Sample.idxPictures(11),
      "t10k-labels.idx1-ubyte": Sample.idx(shape: [11], bytes: labels),
    ])
    let dataset = try ClassificationDataset(folder.path)
    #expect(dataset.format == .fashionMNIST && dataset.classNames[9] == "Ankle boot" && dataset.split == .test)
  }

  @Test(arguments: [10, 100])
  func `CIFAR is a batch, or a folder of them`(classes: Int) throws {
    let names = classes == 10 ? ["data_batch_1", "data_batch_2", "test_batch"] : ["train", "test"]
    var files = Dictionary(
      uniqueKeysWithValues: names.map { ("\($0).bin", Sample.cifar($0.hasPrefix("test") ? 2 : 3, classes: classes)) })
    files["fine_label_names.txt"] = Array((0..<100).map { "class \($0)\n" }.joined().utf8)
    let folder = try folder(files)
    let test = try ClassificationDataset(folder.path, split: .test)
    #expect(test.format == (classes == 10 ? .cifar10 : .cifar100) && test.count == 2)
    #expect(test.classNames[3] == (classes == 10 ? "cat" : "class 3"))
    #expect(test.kind == .pictures(channels: 3, height: 32, width: 32))
    #expect(test.labels == (0..<2).map { Int(Sample.label($0, classes: classes)) })
    #expect(try test.pixels(1) == (0..<3072).map { Sample.pixel(1, $0) })
    #expect(try ClassificationDataset(folder.path, split: .train).count == 3 * (names.count - 1))
    #expect(try ClassificationDataset(folder.file("\(names[0]).bin")).split == .train)
    #expect(try ClassificationDataset.detect(folder.file("\(names[0]).bin")) == test.format)
  }

  @Test func `A folder a class holds pictures, resized and cropped`() throws {
    let folder = try TemporaryFolder()
    for (index, name) in ["train/dog/b.png", "train/cat/a.png", "val/dog/c.png"].enumerated() {
      let path = folder.file(name)
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      let shape = index == 0 ? [40, 60] : [50, 30, 3]
      let samples = Tensor(repeating: UInt8(40 * (index + 1)), shape: shape)
      try StillPicture.uint8(samples).writePNG(path: path)
    }
    let options = ClassificationReadOptions(resizedSide: 16, croppedSide: 12)
    let train = try ClassificationDataset(folder.path, split: .train, options: options)
    #expect(train.format == .pictureFolder && train.classNames == ["cat", "dog"] && train.labels == [0, 1])
    #expect(train.kind == .pictures(channels: 3, height: 12, width: 12))
    #expect(try train.pixels(1) == Array(repeating: 40, count: 432))
    let test = try ClassificationDataset(folder.path, split: .test, options: options)
    #expect(try test.labels == [1] && test.pixels(0) == Array(repeating: 120, count: 432))
  }

  @Test func `A subset keeps its samples in the order asked for`() throws {
    let folder = try folder(["test_batch.bin": Sample.cifar(6)])
    let all = try ClassificationDataset(folder.path)
    let some = all.subset([4, 1])
    #expect(try some.labels == [all.labels[4], all.labels[1]] && some.pixels(0) == all.pixels(4))
    #expect(all.subset(2..<5).count == 3)
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
  func `The real files are read`() throws {
    let cifar = try ClassificationDataset(SharedFolder.path("data/cifar10"), split: .test)
    #expect(cifar.count == 10_000 && (0..<10).allSatisfy { label in cifar.labels.count { $0 == label } == 1000 })
    let train = try ClassificationDataset(SharedFolder.path("data/cifar10/train_first_5000.bin"))
    #expect(train.count == 5000 && train.split == .train && Set(train.labels).count == 10)
    let mnist = try ClassificationDataset(SharedFolder.path("data/mnist"), split: .test)
    #expect(mnist.count == 10_000 && mnist.format == .mnist && mnist.labels.prefix(4) == [7, 2, 1, 0])
    // The mean that everybody normalises by is that of the training pictures: 0.1307.
    let digits = try ClassificationDataset(SharedFolder.path("data/mnist"), split: .train)
    let sum = try (0..<1000).reduce(0) { sum, index in try digits.pixels(index).reduce(sum) { $0 + Int($1) } }
    #expect(digits.count == 60_000 && abs(Double(sum) / 1000 / 784 / 255 - 0.1307) < 0.005)
  }
}
