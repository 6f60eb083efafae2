/// N-MNIST: `Train/0/00002.bin` … `Test/9/10000.bin`, or the folder of one of the two.
enum NMNISTLayout {
  private static let digits = (0...9).map(String.init)
  private static let splits = [("train", "Train"), ("test", "Test")]

  static func find(_ root: FolderListing) throws -> FoundDataset? {
    var found = FoundDataset(splits: [])
    for (name, folder) in splits {
      if let folder = try root.folder(named: [name]), let split = try split(folder, name: name) {
        found.splits.append(split)
      } else {
        found.missing.append(folder)
      }
    }
    if !found.splits.isEmpty { return found }
    let own = root.name.lowercased()
    let name = splits.contains { $0.0 == own } ? own : "all"
    return try split(root, name: name).map { FoundDataset(splits: [$0]) }
  }

  /// The digits in a folder, or nil where it holds other folders, or none with a recording.
  private static func split(_ folder: FolderListing, name: String) throws -> EventDatasetSplit? {
    let names = try folder.folders().map(\.name)
    guard !names.isEmpty, names.allSatisfy(digits.contains),
      try names.contains(where: { try folder.folder($0)?.files(endingIn: ".bin").isEmpty == false })
    else { return nil }
    let groups = digits.compactMap { digit in
      folder.folder(digit).map {
        EventDatasetGroup(
          name: digit, label: Int(digit), parts: [], missing: [], content: .folder($0, ending: ".bin"))
      }
    }
    return EventDatasetSplit(name: name, groups: groups)
  }
}
