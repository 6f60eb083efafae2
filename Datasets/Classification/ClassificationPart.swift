import Files
import Recordings

/// Pictures of one size that can be read in any order, from any thread.
protocol ClassifiedPictures: Sendable {
  /// Fills a buffer with the bytes `[channels, height, width]` of a picture.
  func read(_ index: Int, into buffer: UnsafeMutableRawBufferPointer) throws
}

/// Recordings of events that can be read in any order, from any thread.
protocol ClassifiedRecordings: Sendable {
  /// The events of a recording, in order of time.
  func events(_ index: Int) throws -> EventBatch
}

/// A part of a data set that is open.
struct ClassificationPart: Sendable {
  enum Content: Sendable {
    case pictures(any ClassifiedPictures)
    case events(any ClassifiedRecordings)
  }

  var kind: ClassificationDataset.Kind
  var classNames: [String]
  /// Each sample's class, held against the number of classes.
  var labels: [Int]
  var content: Content
}

/// A data set that was told by its layout, before its parts are opened.
struct FoundClassification {
  /// A part that can be opened.
  struct Part {
    var split: ClassificationSplit?
    var open: () throws -> ClassificationPart
  }

  var format: ClassificationFormat
  var parts: [Part]

  /// The data set at a path.
  static func find(_ path: String, options: ClassificationReadOptions) throws -> FoundClassification {
    guard let root = FolderListing(path) else {
      if let found = try IDXPictures.find(file: path) ?? CIFARPictures.find(file: path) { return found }
      throw FileError(
        .badContent, path: path, problem: "this is no data set for classification that can be told by its content",
        remedy: "files of MNIST (idx, idx.gz) and CIFAR (.bin) are known; or name a folder")
    }
    if let found = try find(root, options: options) { return found }
    let known = ClassificationFormat.allCases.map(\.title).joined(separator: ", ")
    throw FileError(
      .badContent, path: path, problem: "this folder is no data set for classification that is known",
      remedy: "known are \(known)")
  }

  /// The data set of a folder, or nil where it has none of the layouts.
  static func find(_ root: FolderListing, options: ClassificationReadOptions) throws -> FoundClassification? {
    try IDXPictures.find(root) ?? CIFARPictures.find(root) ?? GestureRecordings.find(root)
      ?? ClassFolders.find(root, options: options)
  }

  /// The parts that belong to a split.
  func parts(for split: ClassificationSplit?, path: String) throws -> [Part] {
    guard let split, parts.contains(where: { $0.split != nil }) else { return parts }
    let chosen = parts.filter { $0.split == split }
    if chosen.isEmpty {
      let there = Set(parts.compactMap { $0.split?.rawValue }).sorted().joined(separator: " and ")
      throw FileError(
        .badContent, path: path, problem: "the data set has no part for \(split.rawValue), only for \(there)",
        remedy: "name the folder that holds both, or ask for the part that is there")
    }
    return chosen
  }
}
