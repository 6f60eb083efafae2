/// MVSEC: `indoor_flying1_data.hdf5` with `indoor_flying1_gt.hdf5`, in one folder or in one a scene; bags likewise.
///
/// One file holds both cameras. `indoor_flying1_gt_flow_dist.npz` is the flow of EV-FlowNet's authors.
enum MVSECLayout {
  private static let scenes = ["indoor_flying", "outdoor_day", "outdoor_night", "motorcycle"]
  private static let endings = ["_data.hdf5", "_data.h5", "_data.bag"]

  static func find(_ root: FolderListing) throws -> FoundDataset? {
    var groups = try groups(root, prefix: "")
    for folder in try root.folders() where isScene(folder.name) || holdsItself(folder) {
      groups += try Self.groups(folder, prefix: folder.name + "/")
    }
    if groups.isEmpty { return nil }
    groups.sort { $0.name < $1.name }
    return FoundDataset(splits: [EventDatasetSplit(name: "all", groups: groups)])
  }

  private static func isScene(_ name: String) -> Bool { scenes.contains { name.hasPrefix($0) } }

  /// Whether a folder holds the recording of a scene of its own name, as those of `saccade scene` do.
  private static func holdsItself(_ folder: FolderListing) -> Bool {
    endings.contains { folder.contains(folder.name + $0) }
  }

  private static func groups(_ folder: FolderListing, prefix: String) throws -> [EventDatasetGroup] {
    let names = try folder.names()
    var groups: [EventDatasetGroup] = []
    for name in names {
      guard let ending = endings.first(where: name.hasSuffix) else { continue }
      let sequence = String(name.dropLast(ending.count))
      let truth = sequence + "_gt" + ending.dropFirst("_data".count)
      guard isScene(sequence) || names.contains(truth), !groups.contains(where: { $0.name == sequence }) else {
        continue
      }
      let parts = [("ground_truth", truth), ("flow", sequence + "_gt_flow_dist.npz")]
        .filter { names.contains($0.1) }
      groups.append(
        EventDatasetGroup(
          name: sequence, label: nil, parts: parts.map(\.0),
          missing: names.contains(truth) ? [] : [prefix + truth],
          content: .files(
            recordings: [EventDatasetRecording(path: folder.path(of: name), camera: nil)],
            all: ([name] + parts.map(\.1)).map(folder.path(of:))),
          flow: names.contains(truth) && !truth.hasSuffix(".bag") ? .array(path: folder.path(of: truth)) : nil))
    }
    return groups
  }
}
