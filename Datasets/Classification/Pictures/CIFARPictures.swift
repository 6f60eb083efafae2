import Files
import Foundation
import Runtime

/// The records of CIFAR-10 and CIFAR-100 in their binary version.
///
/// One label of a byte (CIFAR-100: a coarse one before the fine one), then 3,072 bytes: red, green, blue, each 32 x 32,
/// row-major (Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009). There is no magic number: a
/// file is told by its ending `.bin`, its length, and labels that are in range.
struct CIFARPictures: ClassifiedPictures {
  private let file: InputFile
  private let labelBytes: Int

  private static let pixelBytes = 3 * 32 * 32
  /// The records whose labels are read at once.
  private static let blockRecords = 1024

  func read(_ index: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    try file.read(into: buffer, at: index * (labelBytes + Self.pixelBytes) + labelBytes)
  }

  /// The data set of a file, or nil where its name does not end in `.bin`.
  static func find(file path: String) throws -> FoundClassification? {
    guard path.lowercased().hasSuffix(".bin") else { return nil }
    let format = try format(path)
    let url = URL(fileURLWithPath: path)
    let names = try FolderListing(url.deletingLastPathComponent().path).flatMap { try classNames(format, beside: $0) }
    let split = ClassificationSplit(named: url.lastPathComponent)
    return FoundClassification(
      format: format, parts: [.init(split: split) { try part(path, format, names ?? format.cifarNames) }])
  }

  /// The data set of a folder, or nil where it holds no batches.
  static func find(_ root: FolderListing) throws -> FoundClassification? {
    let folders = [root, root.folder("cifar-10-batches-bin"), root.folder("cifar-100-binary")].compactMap(\.self)
    for folder in folders {
      let batches = try folder.files(endingIn: ".bin").filter { ClassificationSplit(named: $0) != nil }
      let known = batches.contains { $0 == "test_batch.bin" || $0 == "test.bin" }
      let fitting = batches.lazy.compactMap { try? Self.format(folder.path(of: $0)) }.first
      guard let first = batches.first, known || fitting != nil else { continue }
      let format = try fitting ?? format(folder.path(of: first))
      let names = try classNames(format, beside: folder) ?? format.cifarNames
      let parts = batches.map { name in
        FoundClassification.Part(split: ClassificationSplit(named: name)) {
          let path = folder.path(of: name)
          return try part(path, format, names)
        }
      }
      // All batches for training come before that for testing.
      let ordered = ClassificationSplit.allCases.flatMap { split in parts.filter { $0.split == split } }
      return FoundClassification(format: format, parts: ordered)
    }
    return nil
  }

  /// Which of the two a file is beyond doubt: its labels are looked at, too.
  static func detect(file path: String) throws -> ClassificationFormat? {
    guard path.lowercased().hasSuffix(".bin"), let format = try? format(path) else { return nil }
    let file = try InputFile(path: path)
    return (try? labels(file, format)) == nil ? nil : format
  }

  /// Which of the two a file is.
  private static func format(_ path: String) throws -> ClassificationFormat {
    let file = try InputFile(path: path)
    let fitting = [ClassificationFormat.cifar10, .cifar100].filter {
      file.byteCount % ($0.cifarLabelBytes + pixelBytes) == 0
    }
    guard file.byteCount > 0, let first = fitting.first else {
      throw FileError(
        .badContent, path: path,
        problem: "the length is no multiple of a record's, 3073 bytes in CIFAR-10 and 3074 in CIFAR-100",
        place: "byte \(file.byteCount)", remedy: "the file is cut off, or something else; fetch it again",
        isTruncation: true)
    }
    // A length that fits both is rare enough that all labels may be looked at.
    return fitting.count == 1 ? first : fitting.first { (try? labels(file, $0)) != nil } ?? first
  }

  private static func part(
    _ path: String, _ format: ClassificationFormat, _ names: [String]
  ) throws -> ClassificationPart {
    let file = try InputFile(path: path)
    let record = format.cifarLabelBytes + pixelBytes
    guard file.byteCount > 0, file.byteCount % record == 0 else {
      throw FileError(
        .badContent, path: path, problem: "the length is no multiple of \(format.title)'s \(record) bytes a record",
        place: "byte \(file.byteCount)", remedy: "the file is cut off, or of another data set; fetch it again",
        isTruncation: true)
    }
    return ClassificationPart(
      kind: .pictures(channels: 3, height: 32, width: 32), classNames: names, labels: try labels(file, format),
      content: .pictures(CIFARPictures(file: file, labelBytes: format.cifarLabelBytes)))
  }

  private static func labels(_ file: InputFile, _ format: ClassificationFormat) throws -> [Int] {
    let labelBytes = format.cifarLabelBytes
    let record = labelBytes + pixelBytes
    let count = file.byteCount / record
    let block = AlignedMemory(uninitializedByteCount: min(count, blockRecords) * record)
    var labels: [UInt8] = []
    labels.reserveCapacity(count)
    for start in stride(from: 0, to: count, by: blockRecords) {
      let records = min(blockRecords, count - start)
      let bytes = UnsafeMutableRawBufferPointer(start: block.baseAddress, count: records * record)
      try file.read(into: bytes, at: start * record)
      // The fine label is the last.
      for index in 0..<records { labels.append(bytes[index * record + labelBytes - 1]) }
    }
    try ClassLabels.check(labels, classes: format.cifarNames.count, path: file.path) { $0 * record + labelBytes - 1 }
    return labels.map(Int.init)
  }

  /// The names that lie beside the batches; nil where there are none or another number.
  private static func classNames(_ format: ClassificationFormat, beside folder: FolderListing) throws -> [String]? {
    let path = folder.path(of: format == .cifar10 ? "batches.meta.txt" : "fine_label_names.txt")
    let mostBytes = 1 << 16
    guard let file = try? InputFile(path: path), file.byteCount <= mostBytes else { return nil }
    let text = String(decoding: try file.bytes(at: 0, count: file.byteCount), as: UTF8.self)
    let names = text.split(whereSeparator: \.isNewline).map(String.init)
    return names.count == format.cifarNames.count ? names : nil
  }
}

extension ClassificationFormat {
  /// The bytes before a record's pixels.
  fileprivate var cifarLabelBytes: Int { self == .cifar10 ? 1 : 2 }

  /// The classes by their labels; those of CIFAR-100 by number.
  fileprivate var cifarNames: [String] {
    self == .cifar10
      ? ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
      : (0..<100).map(String.init)
  }
}
