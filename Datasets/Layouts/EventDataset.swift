/// A folder of recordings of events in the layout of a published dataset.
///
/// ```swift
/// if let dataset = try EventDataset(folder: "N-MNIST") {
///   for group in dataset.splits[0].groups {
///     for recording in try group.recordings() { print(group.name, try EventFiles.open(recording.path).header) }
///   }
/// }
/// ```
///
/// Folders are listed when they are asked for, in the order of their names. No recording is opened.
public struct EventDataset: Sendable {
  /// Which dataset it is.
  public let layout: EventDatasetLayout
  /// The folder as given.
  public let path: String
  /// Its parts for training and testing, or one part, `all`, where the dataset has no such parts.
  public let splits: [EventDatasetSplit]
  /// What the layout has and the folder lacks, apart from what a group lacks: a split, a folder of annotations.
  public let missing: [String]

  /// The dataset in a folder, or nil where `path` is no folder or has none of the layouts.
  ///
  /// - Throws: `FileError` where a folder cannot be listed.
  public init?(folder path: String) throws {
    guard let root = FolderListing(path) else { return nil }
    for layout in EventDatasetLayout.allCases {
      guard let found = try layout.find(root) else { continue }
      (self.layout, self.path, splits, missing) = (layout, path, found.splits, found.missing)
      return
    }
    return nil
  }

  /// Whether there is a folder at a path.
  public static func isFolder(_ path: String) -> Bool { FolderListing(path) != nil }
}

/// A part of a dataset: its recordings for training, say.
public struct EventDatasetSplit: Sendable {
  /// The name: `train`, `test`, or `all`.
  public let name: String
  /// Its classes or sequences, in the order of their names.
  public let groups: [EventDatasetGroup]
}

/// A class of a dataset for classification, or a sequence of one for flow and depth.
public struct EventDatasetGroup: Sendable {
  /// The name of the class or sequence.
  public let name: String
  /// The number of the class, from 0; nil for sequences.
  public let label: Int?
  /// What belongs to it beside recordings of events, by name: `ground_truth`, `images`, `flow`, ….
  public let parts: [String]
  /// What the layout has and this group lacks: paths from the dataset's folder, or from that of the split.
  public let missing: [String]
  let content: Content
  /// Where its true flow lies, if anywhere.
  var flow: Flow?

  /// Where the flow of a sequence lies.
  enum Flow: Sendable {
    /// A PNG a field.
    case pictures(FolderListing)
    /// MVSEC's ground truth.
    case array(path: String)
  }

  /// Where the files of a group are found.
  enum Content: Sendable {
    /// Every file of a folder with this ending is a recording.
    case folder(FolderListing, ending: String)
    /// Recordings that are known, and the files and folders that belong to the group, those among them.
    case files(recordings: [EventDatasetRecording], all: [String])
  }

  /// The recordings of events, in the order of their names. Cost: a folder is listed.
  ///
  /// - Throws: `FileError` where that fails.
  public func recordings() throws -> [EventDatasetRecording] {
    switch content {
    case .files(let recordings, _): return recordings
    case .folder(let folder, let ending):
      return try folder.files(endingIn: ending).map { EventDatasetRecording(path: folder.path(of: $0), camera: nil) }
    }
  }

  /// The fields of true flow that belong to it; nil where there is no flow, or it is in no form that is known. Cost: a
  /// folder is listed, or the header of a file of ground truth is read.
  ///
  /// - Throws: `FileError` where a folder cannot be listed.
  public func flowFieldCount() throws -> Int? {
    switch flow {
    case .pictures(let folder): try folder.numberedFiles(endingIn: ".png").count
    case .array(let path): try? MVSECGroundTruth(path: path).count
    case nil: nil
    }
  }

  /// The bytes of all files that belong to it. Cost: folders are listed to their depths.
  ///
  /// - Throws: `FileError` where that fails.
  public func byteCount() throws -> Int {
    switch content {
    case .files(_, let all): return try all.reduce(0) { try $0 + FolderListing.byteCount(below: $1) }
    case .folder(let folder, _): return try FolderListing.byteCount(below: folder.path)
    }
  }
}

/// A recording of events in a dataset.
public struct EventDatasetRecording: Sendable, Hashable {
  /// The file.
  public let path: String
  /// The camera, `left` or `right`, where there are several with a file each.
  public let camera: String?
}
