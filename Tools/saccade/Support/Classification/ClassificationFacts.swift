import Datasets
import Foundation
import Workflows

/// What `saccade info` says of a data set for classification.
struct ClassificationFacts: Encodable {
  struct Class: Encodable {
    var name: String
    var samples: Int
  }

  struct Split: Encodable {
    var name: String
    var samples: Int
    /// The classes that have samples, by label.
    var classes: [Class]
  }

  var kind = "classification"
  var dataset: String
  var title: String
  /// `pictures` or `events`.
  var content: String
  var channels: Int?
  var width: Int
  var height: Int
  var samples: Int
  var classes: [String]
  var splits: [Split]
  var warnings: [String]

  /// Which data set a file or a folder is; nil for what is none, and for pipes, which are not looked into.
  static func format(of path: String) throws -> ClassificationFormat? {
    var status = stat()
    let kind = stat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
    return kind == S_IFREG || kind == S_IFDIR ? try ClassificationDataset.detect(path) : nil
  }

  /// Opens a data set. Of its samples none is read.
  init(_ path: String, format: ClassificationFormat) throws {
    let names: [ClassificationSplit?] = try ClassificationDataset.splits(of: path)
    let parts = try (names.isEmpty ? [nil] : names).map { try ClassificationDataset(path, split: $0) }
    let first = parts[0]
    switch first.kind {
    case .pictures(let channels, let height, let width):
      (content, self.channels, self.width, self.height) = ("pictures", channels, width, height)
    case .events(let width, let height): (content, self.width, self.height) = ("events", width, height)
    }
    splits = parts.map { part in
      let counts = part.labels.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
      return Split(
        name: part.split?.rawValue ?? "all", samples: part.count,
        classes: counts.sorted { $0.key < $1.key }.map { Class(name: part.classNames[$0.key], samples: $0.value) })
    }
    dataset = format.rawValue
    title = format.title
    classes = first.classNames
    samples = parts.reduce(0) { $0 + $1.count }
    warnings = Console.warnings
  }

  /// Lines for a person.
  var text: String {
    let size = "\(width)x\(height)" + (channels.map { ", " + Text.count($0, "channel") } ?? "")
    var lines = [
      "dataset   \(title), \(content)", "size      \(size)",
      "content   \(Text.count(samples, "sample")), \(classes.count) classes",
    ]
    for split in splits {
      let counts = split.classes.map(\.samples)
      let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
      let range = least == most ? "\(least)" : "\(least) to \(most)"
      lines.append(
        split.name + String(repeating: " ", count: max(1, 10 - split.name.count))
          + "\(Text.count(split.samples, "sample")) of \(counts.count) classes, \(range) of each")
    }
    return lines.joined(separator: "\n")
  }
}
