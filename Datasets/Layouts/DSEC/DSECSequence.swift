import Files
import Recordings

/// A sequence of DSEC: its events, its rectification map and its flow, as far as they are there.
///
/// ```swift
/// for sequence in try DSECSequence.find(in: "DSEC/train") {
///   guard let flow = try sequence.flow() else { continue }
///   for index in 0..<flow.count { print(flow.windows[index], try flow.field(index).flow.shape) }
/// }
/// ```
public struct DSECSequence: Sendable {
  /// Its name: `zurich_city_01_a`.
  public let name: String
  /// Its folder.
  public let path: String
  /// Whether its authors keep it for testing.
  public let isTest: Bool
  private let folder: FolderListing

  /// The names that the test set's timestamps go by, in the sequence's folder, or a folder of such files beside or above.
  private static let testFile = "test_forward_flow_timestamps.csv"
  private static let testFolders = [
    "test_forward_flow_timestamps", "test_forward_optical_flow_timestamps", "test_foward_optical_flow_timestamps",
  ]

  /// The sequences of a dataset, of one of its splits, or of the folder of one, in the order of their names; none where
  /// the folder has another layout.
  ///
  /// - Throws: `FileError` where a folder cannot be listed.
  public static func find(in path: String) throws -> [DSECSequence] {
    guard let root = FolderListing(path), let found = try DSECLayout.find(root) else { return [] }
    return found.splits.flatMap { split in
      split.groups.compactMap { group in
        guard case .files(_, let all) = group.content, let folder = all.first.flatMap({ FolderListing($0) }) else {
          return nil
        }
        return DSECSequence(name: folder.name, path: folder.path, isTest: split.name == "test", folder: folder)
      }
    }
  }

  /// The recording of a camera, `left` or `right`; nil where it is not there.
  public func events(camera: String = "left") -> String? { first(of: DSECLayout.eventFolders(camera), "events.h5") }

  /// The rectification map of a camera; nil where it is not there.
  public func rectificationMap(camera: String = "left") -> String? {
    first(of: DSECLayout.eventFolders(camera), "rectify_map.h5")
  }

  /// The true flow; nil where the sequence has none.
  ///
  /// - Throws: `FileError` where files and times do not fit each other.
  public func flow() throws -> DSECFlow? {
    guard folder.contains(DSECFlow.folder) else { return nil }
    return try DSECFlow(sequence: folder)
  }

  /// The list of the windows whose flow is handed in, with the numbers of their files; nil where it is not there.
  public var testTimestamps: String? {
    if folder.contains(Self.testFile) { return folder.path(of: Self.testFile) }
    for above in ["..", "../.."] {
      for name in Self.testFolders where folder.contains("\(above)/\(name)/\(self.name).csv") {
        return folder.path(of: "\(above)/\(name)/\(self.name).csv")
      }
    }
    return nil
  }

  private func first(of folders: [String], _ file: String) -> String? {
    folders.map { "\($0)/\(file)" }.first(where: folder.contains).map(folder.path(of:))
  }
}

/// The true flow of a sequence of DSEC: `flow/forward/000002.png`, … and `flow/forward_timestamps.txt`.
///
/// Each file holds the displacement from the start of its window to the end, in the rectified picture of the left event
/// camera. The numbers of the files are those of the pictures at the starts.
public struct DSECFlow: Sendable {
  /// The windows, in order, with the numbers of their files.
  public let windows: [TimeWindow]
  /// The files, one a window.
  public let files: [String]

  static let folder = "flow/forward"
  static let times = "flow/forward_timestamps.txt"

  /// Reads the list of a sequence's windows, and its folder.
  ///
  /// - Parameter sequence: The folder of the sequence, or one that holds `flow/forward` as that does.
  /// - Throws: `FileError` where a part is missing or there are more files than windows, or fewer.
  public init(sequence path: String) throws {
    guard let folder = FolderListing(path) else {
      throw FileError(.notFound, path: path, problem: "there is no such folder")
    }
    try self.init(sequence: folder)
  }

  init(sequence: FolderListing) throws {
    let path = sequence.path(of: Self.folder)
    guard let folder = FolderListing(path) else {
      throw FileError(.notFound, path: path, problem: "there is no such folder", remedy: "is this a sequence of DSEC?")
    }
    let files = try folder.numberedFiles(endingIn: ".png")
    let listed = try TimestampsFile(path: sequence.path(of: Self.times)).windows
    guard listed.count == files.count else {
      throw FileError(
        .badContent, path: path, problem: "it holds \(files.count) fields, \(Self.times) lists \(listed.count)",
        remedy: "fetch the missing ones again")
    }
    self.files = files.map { folder.path(of: $0.name) }
    windows = zip(listed, files).map {
      TimeWindow(
        startMicroseconds: $0.startMicroseconds, endMicroseconds: $0.endMicroseconds, fileIndex: $1.number)
    }
  }

  /// The number of fields.
  public var count: Int { files.count }

  /// A field. Cost: a PNG is decoded.
  ///
  /// - Precondition: There is such a field.
  /// - Throws: `FileError` where the file is damaged.
  public func field(_ index: Int) throws -> FlowField { try FlowField(path: files[index], format: .dsec) }
}
