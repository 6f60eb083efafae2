import Files
import Foundation

/// A folder a class, with pictures or recordings in it, and those folders in one a part where there are parts.
///
/// Classes are in the order of their names, those that are numbers by their number.
enum ClassFolders {
  /// What the files of a folder are.
  private enum Medium {
    case pictures, recordings
  }

  private struct Class {
    var name: String
    var files: [String]
  }

  private static let pictureEndings: Set = ["png", "jpg", "jpeg", "bmp", "webp", "tif", "tiff", "ppm", "pgm"]
  private static let recordingEndings: Set = [
    "bin", "aedat", "aedat4", "npz", "npy", "raw", "dat", "es", "h5", "hdf5", "bag", "mcap", "txt", "csv",
  ]

  /// The data set of a folder, or nil where it has another layout.
  static func find(_ root: FolderListing, options: ClassificationReadOptions) throws -> FoundClassification? {
    let own = ["", "events_np", "extract"].compactMap { $0.isEmpty ? root : root.folder($0) }
    for folder in own {
      let parts = try folder.folders().compactMap { part in
        ClassificationSplit(named: part.name).map { (split: $0, folder: part) }
      }
      let split = try parts.filter { try medium($0.folder) != nil }
      if !split.isEmpty { return try found(split.map { ($0.split, $0.folder) }, options) }
      if try medium(folder) != nil { return try found([(ClassificationSplit(named: folder.name), folder)], options) }
    }
    return nil
  }

  /// What lies in the folders of a folder; nil where there are none, or with other files.
  private static func medium(_ folder: FolderListing) throws -> Medium? {
    for one in try folder.folders() {
      if let medium = try one.names().lazy.compactMap(medium(of:)).first { return medium }
    }
    return nil
  }

  private static func medium(of name: String) -> Medium? {
    let ending = URL(fileURLWithPath: name).pathExtension.lowercased()
    return pictureEndings.contains(ending) ? .pictures : recordingEndings.contains(ending) ? .recordings : nil
  }

  private static func found(
    _ parts: [(split: ClassificationSplit?, folder: FolderListing)], _ options: ClassificationReadOptions
  ) throws -> FoundClassification {
    let medium = try medium(parts[0].folder) ?? .pictures
    let listed = try parts.map { (split: $0.split, folder: $0.folder, classes: try classes($0.folder, medium)) }
    // A class that one part lacks has its number all the same.
    let names = ordered(Set(listed.flatMap { $0.classes.map(\.name) }))
    let first = listed.lazy.flatMap(\.classes).flatMap(\.files).first ?? ""
    let format = medium == .pictures ? .pictureFolder : eventFormat(names, first)
    let classNames = format.namesOfNumberedClasses ?? names
    let ordered = ClassificationSplit.allCases.flatMap { split in listed.filter { $0.split == split } }
    return FoundClassification(
      format: format,
      parts: (ordered + listed.filter { $0.split == nil }).map { part in
        FoundClassification.Part(split: part.split) {
          if let empty = part.classes.first(where: \.files.isEmpty) {
            throw FileError(
              .badContent, path: part.folder.path(of: empty.name), problem: "the folder of a class has no samples",
              remedy: "remove the folder, or unpack the data set again")
          }
          let labels = part.classes.flatMap { one in
            Array(
              repeating: (format.namesOfNumberedClasses != nil ? Int(one.name) : names.firstIndex(of: one.name)) ?? 0,
              count: one.files.count)
          }
          return try opened(format, part.classes.flatMap(\.files), labels, classNames, options)
        }
      })
  }

  private static func opened(
    _ format: ClassificationFormat, _ files: [String], _ labels: [Int], _ names: [String],
    _ options: ClassificationReadOptions
  ) throws -> ClassificationPart {
    if format == .pictureFolder {
      let pictures = FolderPictures(paths: files, options: options)
      let side = options.croppedSide
      return ClassificationPart(
        kind: .pictures(channels: 3, height: side, width: side), classNames: names, labels: labels,
        content: .pictures(pictures))
    }
    let recordings = try FolderRecordings(paths: files, format: format, options: options, timeUnit: options.timeUnit)
    return ClassificationPart(
      kind: .events(width: recordings.width, height: recordings.height), classNames: names, labels: labels,
      content: .events(recordings))
  }

  private static func classes(_ folder: FolderListing, _ medium: Medium) throws -> [Class] {
    let all = try folder.folders().map { one in
      Class(name: one.name, files: try one.names().filter { self.medium(of: $0) == medium }.map(one.path(of:)))
    }
    let order = ordered(Set(all.map(\.name)))
    return order.compactMap { name in all.first { $0.name == name } }
  }

  private static func ordered(_ names: Set<String>) -> [String] {
    let numbers = names.compactMap { Int($0) }
    return numbers.count == names.count ? names.sorted { (Int($0) ?? 0, $0) < (Int($1) ?? 0, $1) } : names.sorted()
  }

  /// Which data set folders of recordings are, by the classes' and files' names.
  private static func eventFormat(_ names: [String], _ file: String) -> ClassificationFormat {
    let file = URL(fileURLWithPath: file).lastPathComponent
    let numbers = names.compactMap { Int($0) }
    let areDigits = numbers.count == names.count && numbers.allSatisfy((0...10).contains)
    if file.hasPrefix("cifar10_") { return .cifar10DVS }
    if areDigits && file.hasPrefix("user") { return .dvsGesture }
    return areDigits && numbers.allSatisfy { $0 < 10 } && file.hasSuffix(".bin") ? .nmnist : .eventFolder
  }
}
