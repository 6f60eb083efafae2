import Recordings

/// A scene of MVSEC: its recording, and its true flow as far as it is there.
///
/// ```swift
/// for scene in try MVSECSequence.find(in: "MVSEC") {
///   guard let truth = try scene.groundTruth() else { continue }
///   let pictures = try MVSECImageTimes(path: scene.data)
///   print(scene.name, truth.timesSeconds.count, pictures.windows().count)
/// }
/// ```
public struct MVSECSequence: Sendable {
  /// Its name: `indoor_flying1`.
  public let name: String
  /// The recording, `indoor_flying1_data.hdf5`, which holds the events and the times of the pictures.
  public let data: String
  /// The ground truth of its authors, `indoor_flying1_gt.hdf5`; nil where it is not there.
  public let groundTruthPath: String?
  /// The flow of EV-FlowNet's authors, `indoor_flying1_gt_flow_dist.npz`; nil where it is not there.
  public let flowArchivePath: String?

  private static let dataEndings = ["_data.hdf5", "_data.h5"]
  private static let truthEndings = ["_gt.hdf5", "_gt.h5"]
  private static let archiveEnding = "_gt_flow_dist.npz"

  /// Whether it was recorded from a car, whose bonnet hides the lower rows.
  public var isOutdoor: Bool { name.hasPrefix("outdoor") }

  /// The scenes of a folder in the order of their names, or the one whose recording is given; none where the folder has
  /// another layout. Bags are passed over.
  ///
  /// - Throws: `FileError` where a folder cannot be listed.
  public static func find(in path: String) throws -> [MVSECSequence] {
    if let scene = MVSECSequence(data: path) { return [scene] }
    guard let root = FolderListing(path), let found = try MVSECLayout.find(root) else { return [] }
    let recordings = try found.splits.flatMap { try $0.groups.flatMap { try $0.recordings() } }
    return recordings.compactMap { MVSECSequence(data: $0.path) }
  }

  /// The scene of a recording, told by its name; nil where that is none of MVSEC's.
  public init?(data path: String) {
    guard let ending = Self.dataEndings.first(where: path.hasSuffix), !EventDataset.isFolder(path) else { return nil }
    let stem = String(path.dropLast(ending.count))
    guard let name = stem.split(separator: "/").last, let folder = FolderListing(Self.parent(of: path)) else {
      return nil
    }
    func beside(_ endings: [String]) -> String? {
      endings.first { folder.contains(name + $0) }.map { stem + $0 }
    }
    self.name = String(name)
    data = path
    groundTruthPath = beside(Self.truthEndings)
    flowArchivePath = beside([Self.archiveEnding])
  }

  /// The true flow: from HDF5 where that holds any, else from the archive; nil where neither is there.
  ///
  /// - Throws: `FileError` where what is there holds no flow or is damaged.
  public func groundTruth() throws -> (any FlowGroundTruthSource)? {
    guard let groundTruthPath else { return try flowArchivePath.map { try MVSECFlowArchive(path: $0) } }
    if let flowArchivePath, try !HDF5Array.exists(path: groundTruthPath, dataset: "davis/left/flow_dist") {
      return try MVSECFlowArchive(path: flowArchivePath)
    }
    return try MVSECGroundTruth(path: groundTruthPath)
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
