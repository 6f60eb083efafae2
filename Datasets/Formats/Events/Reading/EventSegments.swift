import Files
import Foundation
import Recordings

/// The files into which a recorder cut one recording: a folder of `rec_0.raw`, `rec_1.raw`, …
///
/// They are of one format, and their names differ in the last number only, by which they are ordered. What else lies in
/// the folder is passed over.
public struct EventSegments {
  /// The folder.
  public let path: String
  /// The segments in order.
  public let files: [String]
  /// Their format.
  public let format: EventFormat

  /// The segments in a folder, or nil where `path` is no folder.
  ///
  /// - Parameter format: The format, or nil to tell it from the files.
  /// - Throws: `FileError` where it holds no recording or several.
  public init?(folder path: String, format: EventFormat? = nil) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else { return nil }
    self.path = path
    var found: [(name: String, format: EventFormat)] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted() where !name.hasPrefix(".") {
      let file = "\(path)/\(name)"
      guard (try? FileManager.default.attributesOfItem(atPath: file))?[.type] as? FileAttributeType == .typeRegular,
        let own = try? EventFiles.detect(InputFile(path: file))
      else { continue }
      found.append((name, own))
    }
    let sure = found.filter { !$0.format.definition.isMistakable }
    if !sure.isEmpty { found = sure }
    if let format { found = found.filter { $0.format == format } }
    guard let first = found.first else {
      throw FileError(
        .notFound, path: path, problem: "this is a folder without a recording of events",
        remedy: "name a file; \(Work.inform) tells what else a folder holds")
    }
    let stems = Set(found.map { Self.split($0.name).stem })
    guard stems.count == 1, Set(found.map(\.format)).count == 1,
      found.count == 1 || first.format.definition.mayBeSegmented
    else {
      let some = found.prefix(3).map(\.name).joined(separator: ", ")
      throw FileError(
        .badContent, path: path,
        problem: "the folder holds \(found.count) recordings: \(some)\(found.count > 3 ? ", …" : "")",
        remedy: "name one of its files; segments of one recording differ in the last number of their names only")
    }
    self.format = first.format
    files = found.map(\.name).sorted { Self.split($0).number < Self.split($1).number }.map { "\(path)/\($0)" }
  }

  /// A name without its last number, and that number: `rec_12.raw` is `rec_.raw` and 12.
  static func split(_ name: String) -> (stem: String, number: Double) {
    let ending = name.lastIndex(of: ".") ?? name.endIndex
    guard let last = name[..<ending].lastIndex(where: \.isNumber) else { return (name, -1) }
    let start = name[..<last].lastIndex { !$0.isNumber }.map { name.index(after: $0) } ?? name.startIndex
    let rest = name[name.index(after: last)...]
    return (String(name[..<start] + rest), Double(name[start...last]) ?? 0)
  }

  /// Opens the first segment; the others when it is their turn.
  func open(options: EventReadOptions) throws -> any EventFileSource {
    if options.following != nil {
      throw FileError(.badContent, path: path, problem: "a folder cannot be followed", remedy: "name the last segment")
    }
    return try SegmentedEventSource(self, options: options)
  }
}
