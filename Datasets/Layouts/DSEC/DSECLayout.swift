/// DSEC: `train/SEQUENCE/events/left/events.h5` and `rectify_map.h5`, images, disparity and flow beside; `test` alike.
///
/// Folders that unpack the files of single sequences have `events_left` in place of `events/left`, and no folder for the
/// split; a split or a sequence by itself is known, too.
enum DSECLayout {
  private static let splits = ["train", "test"]
  private static let cameras = ["left", "right"]

  /// What may lie in a sequence beside events: its name, and where it is.
  private static let parts: [(name: String, places: [String])] = [
    ("images", ["images", "images_rectified_left"]), ("disparity", ["disparity", "disparity_event"]),
    ("flow", ["flow/forward"]), ("calibration", ["calibration"]),
  ]

  static func find(_ root: FolderListing) throws -> FoundDataset? {
    if isSequence(root) {
      let split = split(of: root.name)
      return FoundDataset(splits: [EventDatasetSplit(name: split, groups: [group(root, split, prefix: "")])])
    }
    var found: [EventDatasetSplit] = []
    for name in splits {
      if let folder = root.folder(name), let split = try split(folder, name: name) { found.append(split) }
    }
    if !found.isEmpty {
      let missing = splits.filter { name in !found.contains { $0.name == name } }
      return FoundDataset(splits: found, missing: missing)
    }
    let own = splits.contains(root.name) ? root.name : nil
    let sequences = try root.folders().filter(isSequence)
    for name in splits {
      let groups = sequences.filter { (own ?? split(of: $0.name)) == name }
        .map { group($0, name, prefix: $0.name + "/") }
      if !groups.isEmpty { found.append(EventDatasetSplit(name: name, groups: groups)) }
    }
    return found.isEmpty ? nil : FoundDataset(splits: found)
  }

  private static func split(of sequence: String) -> String {
    DSECSequences.forTesting.contains(sequence) ? "test" : "train"
  }

  private static func split(_ folder: FolderListing, name: String) throws -> EventDatasetSplit? {
    let groups = try folder.folders().filter(isSequence).map { group($0, name, prefix: "\(name)/\($0.name)/") }
    return groups.isEmpty ? nil : EventDatasetSplit(name: name, groups: groups)
  }

  private static func isSequence(_ folder: FolderListing) -> Bool {
    cameras.contains { events($0, in: folder) != nil } || folder.contains("flow/forward_timestamps.txt")
      || folder.contains("disparity/timestamps.txt")
  }

  /// Where a camera's events may be, from the folder of the sequence.
  static func eventFolders(_ camera: String) -> [String] { ["events/\(camera)", "events_\(camera)"] }

  /// The folder of a camera's events, from that of the sequence; nil where there is none.
  private static func events(_ camera: String, in folder: FolderListing) -> String? {
    eventFolders(camera).first { folder.contains("\($0)/events.h5") }
  }

  private static func group(_ folder: FolderListing, _ split: String, prefix: String) -> EventDatasetGroup {
    var recordings: [EventDatasetRecording] = []
    var missing: [String] = []
    for camera in cameras {
      guard let events = events(camera, in: folder) else {
        missing.append("events/\(camera)/events.h5")
        continue
      }
      recordings.append(EventDatasetRecording(path: folder.path(of: "\(events)/events.h5"), camera: camera))
      if !folder.contains("\(events)/rectify_map.h5") { missing.append("\(events)/rectify_map.h5") }
    }
    let found = parts.filter { $0.places.contains(where: folder.contains) }.map(\.name)
    if split == "train" && !found.contains("disparity") { missing.append("disparity") }
    if split == "train" && DSECSequences.withFlow.contains(folder.name) && !found.contains("flow") {
      missing.append("flow/forward")
    }
    if found.contains("flow") && !folder.contains("flow/forward_timestamps.txt") {
      missing.append("flow/forward_timestamps.txt")
    }
    return EventDatasetGroup(
      name: folder.name, label: nil, parts: found, missing: missing.map { prefix + $0 },
      content: .files(recordings: recordings, all: [folder.path]),
      flow: folder.folder(DSECFlow.folder).map { .pictures($0) })
  }
}
