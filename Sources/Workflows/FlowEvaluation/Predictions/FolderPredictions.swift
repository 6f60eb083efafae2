import Datasets
import Files
import Recordings

/// Predictions in the files of a folder.
///
/// Where the folder has an `index.json` with times, fields are found by their windows, else by their frames. Else they go
/// by names that equal those of the truth's files, by the numbers in the names, or, where there are as many files as
/// fields, by order.
final class FolderPredictions: PredictionSource {
  /// How fields and files were brought together, for `--verbose`.
  let rule: String
  private let folder: FlowFolder
  private let places: [Int]
  /// What a window's times may differ by: formats round seconds to microseconds in their own ways.
  private static let toleranceMicroseconds: Int64 = 2

  /// Finds the files.
  ///
  /// - Parameters:
  ///   - format: The format of all files; nil to tell it.
  ///   - pngFormat: What a PNG is where neither an index nor its folder says it.
  init(
    folder path: String, format: FlowFormat?, pngFormat: FlowFormat?, requests: [FieldRequest], scene: String
  ) throws {
    let folder = try FlowFolder(path: path, format: format, pngFormat: pngFormat)
    self.folder = folder
    let rules: [(name: String, places: [Int?])] = [
      ("times of the index", Self.byWindow(folder.entries, requests)),
      ("frames of the index", Self.byFrames(folder.entries, requests)),
      ("names", Self.byName(folder.entries, requests)),
      ("numbers in the names", Self.byNumber(folder.entries, requests)),
    ]
    if let rule = rules.first(where: { !$0.places.contains(nil) }) {
      (self.rule, places) = (rule.name, rule.places.compactMap { $0 })
      return
    }
    if !folder.hasIndex && folder.entries.count == requests.count {
      (rule, places) = ("order", Array(requests.indices))
      return
    }
    // The rule by which most are there tells best which one is missing.
    let best = rules.max { $0.places.count { $0 != nil } < $1.places.count { $0 != nil } }
    let missing = zip(requests, best?.places ?? []).filter { $0.1 == nil }.map(\.0)
    throw Self.error(path, folder, missing, of: requests.count, scene: scene)
  }

  private static func error(
    _ path: String, _ folder: FlowFolder, _ missing: [FieldRequest], of count: Int, scene: String
  ) -> FileError {
    let first = missing.first
    let times = first?.window.map { " (\($0.startMicroseconds) to \($0.endMicroseconds) us)" } ?? ""
    let more = missing.count > 1 ? " and \(Text.count(missing.count - 1, "other"))" : ""
    return FileError(
      .notFound, path: path,
      problem: "of the \(Text.count(count, "field")) of \(scene) that of \(first?.title ?? "")\(times)\(more) "
        + "\(missing.count > 1 ? "are" : "is") missing; it holds \(Text.count(folder.entries.count, "field"))",
      remedy: "fields are found by the times of index.json, by names or numbers, or by order where none is missing")
  }

  private static func byWindow(_ entries: [FlowFolder.Entry], _ requests: [FieldRequest]) -> [Int?] {
    let sorted = entries.indices.filter { entries[$0].window != nil }.sorted {
      (entries[$0].window?.startMicroseconds ?? 0) < (entries[$1].window?.startMicroseconds ?? 0)
    }
    let starts = sorted.map { entries[$0].window?.startMicroseconds ?? 0 }
    return requests.map { request in
      guard let window = request.window else { return nil }
      var place = starts.partitioningIndex { $0 >= window.startMicroseconds.advancedOrLast(by: -toleranceMicroseconds) }
      while place < sorted.count, starts[place] <= window.startMicroseconds.advancedOrLast(by: toleranceMicroseconds) {
        if let end = entries[sorted[place]].window?.endMicroseconds,
          Double(microsecondsFrom: window.endMicroseconds, to: end).magnitude <= Double(toleranceMicroseconds)
        {
          return sorted[place]
        }
        place += 1
      }
      return nil
    }
  }

  private static func byFrames(_ entries: [FlowFolder.Entry], _ requests: [FieldRequest]) -> [Int?] {
    // Frames of events are pictures only by chance: their windows have times.
    find(requests.map { $0.window == nil ? $0.frames : nil }, in: entries.map(\.frames))
  }

  private static func byName(_ entries: [FlowFolder.Entry], _ requests: [FieldRequest]) -> [Int?] {
    find(requests.map(\.stem), in: entries.map { Paths.stem(of: $0.path) })
  }

  private static func byNumber(_ entries: [FlowFolder.Entry], _ requests: [FieldRequest]) -> [Int?] {
    // An index says more than names do.
    if entries.contains(where: { $0.window != nil }) && requests.contains(where: { $0.window != nil }) {
      return requests.map { _ in nil }
    }
    return find(requests.map { Optional($0.number) }, in: entries.map(\.number))
  }

  private static func find<Key: Hashable>(_ wanted: [Key?], in keys: [Key?]) -> [Int?] {
    var places: [Key: Int] = [:]
    for (place, key) in keys.enumerated() {
      if let key, places[key] == nil { places[key] = place }
    }
    return wanted.map { $0.flatMap { places[$0] } }
  }

  func prediction(_ index: Int) throws -> PredictedField {
    PredictedField(field: try folder.field(places[index]), path: folder.entries[places[index]].path)
  }
}

/// A prediction in one file.
final class FilePrediction: PredictionSource {
  private let path: String
  private let format: FlowFormat?

  init(path: String, format: FlowFormat?) { (self.path, self.format) = (path, format) }

  func prediction(_ index: Int) throws -> PredictedField {
    PredictedField(field: try FlowField(path: path, format: format), path: path)
  }
}

extension RandomAccessCollection where Index == Int {
  /// The first place whose element satisfies a condition that those before do not and all after it do.
  fileprivate func partitioningIndex(where condition: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
