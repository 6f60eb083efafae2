import Datasets
import Workflows

/// What `saccade info` says of a folder that is a dataset.
struct DatasetFacts: Encodable {
  /// A class or a sequence.
  struct Group: Encodable {
    var name: String
    var recordings: Int
    var bytes: Int
    var parts: [String]
    /// The fields of true flow, where there are any.
    var flowFields: Int?
    var missing: [String]
  }

  struct Split: Encodable {
    var name: String
    var recordings: Int
    var bytes: Int
    /// One of the two, as the dataset has it.
    var classes: [Group]?
    var sequences: [Group]?
  }

  var kind = "dataset"
  var dataset: String
  var title: String
  var format: String
  var width: Int
  var height: Int
  var recordings: Int
  var bytes: Int
  var splits: [Split]
  var missing: [String]
  var warnings: [String]

  /// Lists the folders of a dataset. No recording is opened.
  init(_ dataset: EventDataset) throws {
    let layout = dataset.layout
    splits = try dataset.splits.map { split in
      let groups = try split.groups.map {
        Group(
          name: $0.name, recordings: try $0.recordings().count, bytes: try $0.byteCount(), parts: $0.parts,
          flowFields: try $0.flowFieldCount(), missing: $0.missing)
      }
      return Split(
        name: split.name, recordings: groups.reduce(0) { $0 + $1.recordings },
        bytes: groups.reduce(0) { $0 + $1.bytes }, classes: layout.hasClasses ? groups : nil,
        sequences: layout.hasClasses ? nil : groups)
    }
    self.dataset = layout.rawValue
    title = layout.title
    format = layout.format.rawValue
    (width, height) = layout.size
    recordings = splits.reduce(0) { $0 + $1.recordings }
    bytes = splits.reduce(0) { $0 + $1.bytes }
    missing = dataset.missing + dataset.splits.flatMap { $0.groups.flatMap(\.missing) }
    for part in missing { try Console.warn(kind: "missing", path: dataset.path, "\(part) is missing") }
    warnings = Console.warnings
  }

  /// Lines for a person.
  var text: String {
    var lines = [
      "dataset   \(title), recordings as \(format)", "size      \(width)x\(height)",
      "content   \(Text.count(recordings, "recording")), \(Self.size(bytes))",
    ]
    for split in splits {
      let groups = split.classes ?? split.sequences ?? []
      let noun = split.classes == nil ? "sequence" : "class"
      let number = groups.count == 1 ? "1 \(noun)" : "\(groups.count) \(noun)\(noun == "class" ? "es" : "s")"
      lines.append(
        Self.column(split.name) + "\(number), \(Text.count(split.recordings, "recording")), \(Self.size(split.bytes))")
      lines += groups.map { group in
        "  " + Self.column(group.name, width: 20) + Text.count(group.recordings, "recording")
          + (group.parts.isEmpty ? "" : ", \(group.parts.joined(separator: ", ").replacing("_", with: " "))")
          + (group.flowFields.map { ", " + Text.count($0, "field") + " of flow" } ?? "")
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func column(_ text: String, width: Int = 10) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private static func size(_ bytes: Int) -> String {
    switch bytes {
    case ..<1_000_000: "\(Text.number(Double(bytes) / 1e3)) kB"
    case ..<1_000_000_000: "\(Text.number(Double(bytes) / 1e6)) MB"
    default: "\(Text.number(Double(bytes) / 1e9)) GB"
    }
  }
}
