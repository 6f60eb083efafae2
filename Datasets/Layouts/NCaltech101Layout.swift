/// N-Caltech101: `Caltech101/airplanes/image_0001.bin` …, with `Caltech101_annotations/airplanes/annotation_0001.bin`
/// beside, or the folder `Caltech101` alone. It has no parts for training and testing.
enum NCaltech101Layout {
  private static let folderName = "Caltech101"
  private static let annotationsName = "Caltech101_annotations"

  static func find(_ root: FolderListing) throws -> FoundDataset? {
    if let images = root.folder(folderName), let groups = try groups(images, root.folder(annotationsName)) {
      let missing = root.contains(annotationsName) ? [] : [annotationsName]
      return FoundDataset(splits: [EventDatasetSplit(name: "all", groups: groups)], missing: missing)
    }
    // The annotations lie beside the folder that was given.
    return try groups(root, FolderListing(root.path + "_annotations")).map {
      FoundDataset(splits: [EventDatasetSplit(name: "all", groups: $0)])
    }
  }

  /// The classes in a folder, or nil where one of them holds no images.
  private static func groups(
    _ images: FolderListing, _ annotations: FolderListing?
  ) throws -> [EventDatasetGroup]? {
    let classes = try images.folders()
    guard !classes.isEmpty else { return nil }
    var groups: [EventDatasetGroup] = []
    for (label, folder) in classes.enumerated() {
      let recordings = try folder.files(endingIn: ".bin").filter { $0.hasPrefix("image_") }
      if recordings.isEmpty { return nil }
      groups.append(try group(folder, label, recordings, annotations))
    }
    return groups
  }

  private static func group(
    _ folder: FolderListing, _ label: Int, _ recordings: [String], _ annotations: FolderListing?
  ) throws -> EventDatasetGroup {
    let notes = annotations?.folder(folder.name)
    let known = Set(try notes?.files(endingIn: ".bin") ?? [])
    let wanted = recordings.map { "annotation_" + $0.dropFirst("image_".count) }
    let missing = annotations == nil ? [] : wanted.filter { !known.contains($0) }
    return EventDatasetGroup(
      name: folder.name, label: label, parts: known.isEmpty ? [] : ["annotations"],
      missing: missing.map { "\(annotationsName)/\(folder.name)/\($0)" },
      content: .files(
        recordings: recordings.map { EventDatasetRecording(path: folder.path(of: $0), camera: nil) },
        all: [folder.path] + (notes.map { [$0.path] } ?? [])))
  }
}
