import Files
import Foundation

/// MNIST's pictures and labels: two IDX files a part.
struct IDXPictures: ClassifiedPictures {
  private let pictures: IDXFile

  private static let classCount = 10
  private static let greatestSide = 16384
  private static let fashionNames = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
  ]
  /// With what labels the parts of Fashion-MNIST begin; its files have the names of MNIST's.
  private static let fashionStarts: [[UInt8]] = [[9, 0, 0, 3, 0, 2, 7, 2, 5, 5], [9, 2, 1, 1, 6, 1, 4, 6, 5, 7]]

  func read(_ index: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    try pictures.read(index..<index + 1, into: buffer)
  }

  /// The data set of a file of pictures, or nil where it is no IDX file.
  static func find(file path: String) throws -> FoundClassification? {
    guard let rank = try IDXFile.rank(of: InputFile(path: path)) else { return nil }
    guard rank == 3 else {
      throw FileError(
        .badContent, path: path, problem: "this IDX file has \(rank == 1 ? "1 axis" : "\(rank) axes"), pictures have 3",
        place: "byte 3", remedy: rank == 1 ? "name the file of pictures; labels are found beside it" : "name another")
    }
    let name = URL(fileURLWithPath: path).lastPathComponent
    guard let labels = labels(of: path) else {
      throw FileError(
        .notFound, path: path, problem: "there is no file of labels beside the pictures",
        remedy: "for train-images-idx3-ubyte there has to be train-labels-idx1-ubyte, or the same with .gz")
    }
    return FoundClassification(
      format: try format(labels),
      parts: [.init(split: ClassificationSplit(named: name)) { try part(pictures: path, labels: labels) }])
  }

  /// The data set of a folder, or of the folder `raw` in it, or nil where it holds no IDX files of pictures.
  static func find(_ root: FolderListing) throws -> FoundClassification? {
    for folder in [root, root.folder("raw"), root.folder("MNIST/raw"), root.folder("FashionMNIST/raw")].compacted {
      if let found = try find(in: folder) { return found }
    }
    return nil
  }

  private static func find(in folder: FolderListing) throws -> FoundClassification? {
    let names = try folder.names().filter { $0.contains("images") && $0.contains("idx3") }
    // A file that was unpacked lies beside what it was unpacked from.
    let single = names.filter { !$0.hasSuffix(".gz") || !names.contains(String($0.dropLast(3))) }
    let parts = try single.flatMap { name -> [FoundClassification.Part] in
      try find(file: folder.path(of: name))?.parts ?? []
    }
    guard let first = single.first, !parts.isEmpty, let labels = labels(of: folder.path(of: first)) else { return nil }
    let order = ClassificationSplit.allCases
    return FoundClassification(
      format: try format(labels),
      parts: parts.sorted { a, b in
        (a.split.flatMap(order.firstIndex) ?? order.count) < (b.split.flatMap(order.firstIndex) ?? order.count)
      })
  }

  private static func labels(of path: String) -> String? {
    let url = URL(fileURLWithPath: path)
    let name = url.lastPathComponent.replacing("images", with: "labels").replacing("idx3", with: "idx1")
    guard name != url.lastPathComponent else { return nil }
    let folder = path.dropLast(url.lastPathComponent.count)
    let other = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name + ".gz"
    return [name, other].map { folder + $0 }.first { FileManager.default.fileExists(atPath: $0) }
  }

  private static func format(_ labels: String) throws -> ClassificationFormat {
    let start = try IDXFile(path: labels).bytes().prefix(fashionStarts[0].count)
    return fashionStarts.contains { $0.elementsEqual(start) } ? .fashionMNIST : .mnist
  }

  private static func part(pictures: String, labels: String) throws -> ClassificationPart {
    let pixels = try IDXFile(path: pictures)
    let (height, width) = (pixels.shape[1], pixels.shape[2])
    guard height <= greatestSide, width <= greatestSide else {
      throw FileError(
        .badContent, path: pictures, problem: "pictures of \(width)x\(height) are larger than any that are known",
        place: "byte 8", remedy: "fetch the file again")
    }
    let classes = try IDXFile(path: labels)
    guard classes.shape == [pixels.count] else {
      throw FileError(
        .badContent, path: labels, problem: "\(pixels.count) labels are needed, the shape is \(classes.shape)",
        place: "byte 4", remedy: "take pictures and labels of the same part")
    }
    let bytes = try classes.bytes()
    let names = try format(labels) == .fashionMNIST ? fashionNames : (0..<classCount).map(String.init)
    try ClassLabels.check(bytes, classes: names.count, path: labels) { 8 + $0 }
    return ClassificationPart(
      kind: .pictures(channels: 1, height: height, width: width), classNames: names, labels: bytes.map(Int.init),
      content: .pictures(IDXPictures(pictures: pixels)))
  }
}

extension [FolderListing?] {
  fileprivate var compacted: [FolderListing] { compactMap(\.self) }
}

/// Holds labels against the number of classes.
enum ClassLabels {
  /// - Parameter place: The byte of the file at which a label lies.
  /// - Throws: `FileError` that names the first label that is none.
  static func check(_ labels: some Collection<UInt8>, classes: Int, path: String, place: (Int) -> Int) throws {
    for (index, label) in labels.enumerated() where label >= classes {
      throw FileError(
        .badContent, path: path,
        problem: "sample \(index) has the label \(label), which is not one of 0...\(classes - 1)",
        place: "byte \(place(index))", remedy: "the file is damaged, or of another data set; fetch it again")
    }
  }
}
