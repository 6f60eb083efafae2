import Files
import Recordings

/// A folder of scenes that a spiking camera recorded, with their true flow: PHM and SPIFT, and what `saccade scene` makes.
///
/// `SCENE/test.dat` or `SCENE/test.h5` holds the spikes, `SCENE/dt=10/motion_vector/0000.flo` the flow from frame 0 to 10,
/// `0001.flo` that from 10 to 20, and so on; the same for every dt.
///
/// - SeeAlso: Hu et al., "Optical Flow Estimation for Spiking Camera", CVPR 2022.
public struct SpikeFlowDataset: Sendable {
  /// Which dataset a folder is.
  public enum Kind: String, Sendable {
    /// Photo-realistic High-speed Motion, ten scenes for testing.
    case phm
    /// SPIkingly Flying Things, a hundred scenes for training.
    case spift
    /// Any others.
    case scenes

    /// The name that its authors gave it.
    public var title: String {
      switch self {
      case .phm: "PHM"
      case .spift: "SPIFT"
      case .scenes: "scenes"
      }
    }
  }

  /// The scenes of PHM.
  public static let scenesOfPHM = ["ball", "cook", "dice", "dolldrop", "fan", "fly", "hand", "jump", "poker", "top"]
  /// The columns and rows of the camera of PHM and SPIFT.
  public static let sizeOfPHM = (width: 800, height: 500)

  /// The folder as given.
  public let path: String
  /// Which dataset it is, told by the names of the scenes.
  public let kind: Kind
  /// The scenes, by number where their names are numbers, else in the order of the names.
  public let scenes: [SpikeFlowScene]

  /// The scenes of a folder, or the one that it is; nil where there are none.
  ///
  /// - Throws: `FileError` where a folder cannot be listed.
  public init?(folder path: String) throws {
    guard let root = FolderListing(path) else { return nil }
    let folders = try SpikeFlowScene.isScene(root) ? [root] : root.folders().filter(SpikeFlowScene.isScene)
    guard !folders.isEmpty else { return nil }
    let scenes = try folders.map(SpikeFlowScene.init)
    let areNumbered = scenes.allSatisfy { Int($0.name) != nil }
    self.path = path
    self.scenes = areNumbered ? scenes.sorted { (Int($0.name) ?? 0) < (Int($1.name) ?? 0) } : scenes
    if scenes.allSatisfy({ Self.scenesOfPHM.contains($0.name.lowercased()) }) {
      kind = .phm
    } else {
      // Those of `saccade scene` have as many digits each.
      let areSPIFT = areNumbered && scenes.allSatisfy { String(Int($0.name) ?? -1) == $0.name }
      kind = areSPIFT ? .spift : .scenes
    }
  }
}

/// A scene that a spiking camera recorded, with its flow.
public struct SpikeFlowScene: Sendable {
  /// The field of flow between two frames.
  public struct Field: Sendable, Hashable {
    /// The number of its file.
    public var index: Int
    /// The `.flo`.
    public var path: String
    /// The frame that it starts at.
    public var firstFrame: Int
    /// The frame that it goes to.
    public var lastFrame: Int
  }

  /// The name of its folder.
  public let name: String
  /// Its folder.
  public let path: String
  /// The recording.
  public let spikes: String
  /// The numbers of frames, dt, that there is flow over, in order; none where the scene has no flow.
  public let intervals: [Int]
  private let folder: FolderListing

  private static let recordings = ["test.dat", "test.h5"]
  private static let flowFolder = "motion_vector"
  private static let intervalPrefix = "dt="

  static func isScene(_ folder: FolderListing) -> Bool { recordings.contains(where: folder.contains) }

  init(_ folder: FolderListing) throws {
    self.folder = folder
    (name, path) = (folder.name, folder.path)
    spikes = folder.path(of: Self.recordings.first(where: folder.contains) ?? Self.recordings[0])
    intervals = try folder.names().compactMap { name in
      guard name.hasPrefix(Self.intervalPrefix), let interval = Int(name.dropFirst(Self.intervalPrefix.count)),
        interval > 0, folder.contains("\(name)/\(Self.flowFolder)")
      else { return nil }
      return interval
    }.sorted()
  }

  /// The fields of flow over an interval, by the numbers of their files. Cost: a folder is listed.
  ///
  /// - Parameter interval: The frames from one field to the next: 10 or 20.
  /// - Throws: `FileError` where the scene has no flow over it.
  public func fields(interval: Int) throws -> [Field] {
    let place = "\(Self.intervalPrefix)\(interval)/\(Self.flowFolder)"
    guard let folder = folder.folder(place) else {
      throw FileError(
        .notFound, path: self.folder.path(of: place), problem: "the scene has no flow over \(interval) frames",
        remedy: intervals.isEmpty
          ? "it has none at all" : "it has dt=\(intervals.map(String.init).joined(separator: ", "))"
      )
    }
    let files = try folder.numberedFiles(endingIn: ".flo")
    guard !files.isEmpty else {
      throw FileError(.badContent, path: folder.path, problem: "it holds no .flo with a number for a name")
    }
    return try files.map { file in
      let path = folder.path(of: file.name)
      let largestFrame = 1 << 40
      guard file.number < largestFrame / interval else {
        throw FileError(.badContent, path: path, problem: "the number of the file is that of no frame")
      }
      return Field(
        index: file.number, path: path, firstFrame: file.number * interval, lastFrame: (file.number + 1) * interval)
    }
  }

  /// The size of the camera: that of the first field, else what the recording's name says, else that of PHM.
  ///
  /// - Throws: `FileError` where the field is damaged.
  public func geometry() throws -> SpikeGeometry {
    if let interval = intervals.first, let first = try fields(interval: interval).first {
      let size = try MiddleburyFlow.size(path: first.path)
      if let geometry = SpikeGeometry(checkedWidth: size.width, height: size.height) { return geometry }
    }
    return SpikeFileName.geometry(in: spikes)
      ?? SpikeGeometry(width: SpikeFlowDataset.sizeOfPHM.width, height: SpikeFlowDataset.sizeOfPHM.height)
  }

  /// Opens the recording, with the size of the camera where the options say none.
  ///
  /// - Throws: `FileError` where it is damaged.
  public func openSpikes(options: SpikeReadOptions = SpikeReadOptions()) throws -> any SpikeSource {
    var options = options
    // Other formats hold the size.
    if options.size == nil, spikes.hasSuffix(".dat") { options.size = try geometry() }
    return try SpikeFiles.open(spikes, options: options)
  }
}
