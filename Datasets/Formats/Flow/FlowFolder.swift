import Files
import Foundation
import Recordings

/// A folder of flow fields, a file each: what `saccade flow` writes, predictions of other programs, ground truth.
///
/// Where there is an `index.json` of `saccade flow`, it says which files there are, in which order, and over what time.
/// Else these are the files with an ending of a format of flow: the `.flo`, `.npy`, `.npz` or `.h5`, or, where there are
/// none, the `.png`; by the numbers in their names, `000820.png` or `flow_000123.flo`, else in the order of the names.
public struct FlowFolder: Sendable {
  /// A field that a folder holds.
  public struct Entry: Sendable, Hashable {
    /// The file.
    public var path: String
    /// The number in its name; nil where names have none.
    public var number: Int?
    /// The time that it starts at and that it goes to, in microseconds; nil where no index says it.
    public var window: TimeWindow?
    /// The frames that it starts at and goes to; nil where no index says it.
    public var frames: Range<Int>?
  }

  /// The folder as given.
  public let path: String
  /// The fields, one or more, in order.
  public let entries: [Entry]
  /// Whether an index said which they are.
  public let hasIndex: Bool
  private let format: FlowFormat?

  /// Lists a folder.
  ///
  /// - Parameter format: The format, or nil to tell it: by the endings, and each file's content.
  /// - Throws: `FileError` where there is no such folder, it holds no flow or files of several formats without an index,
  ///   or a file of the index is not there.
  public init(path: String, format: FlowFormat? = nil) throws {
    guard let folder = FolderListing(path) else {
      throw FileError(.notFound, path: path, problem: "there is no such folder")
    }
    self.path = path
    // What the index says of PNGs, which do not say it themselves.
    self.format = try format ?? FlowIndex.format(folder: path)
    hasIndex = folder.contains(FlowIndex.fileName)
    entries = try hasIndex ? Self.indexed(folder) : Self.listed(folder, format: format)
  }

  /// Whether a path is that of a folder.
  public static func isFolder(_ path: String) -> Bool { FolderListing(path) != nil }

  /// A field. Cost: its file is read.
  ///
  /// - Precondition: There is such an entry.
  /// - Throws: `FileError` where the file is none of flow or damaged.
  public func field(_ index: Int) throws -> FlowField { try FlowField(path: entries[index].path, format: format) }

  /// The place of the entry with a number in its name.
  ///
  /// - Throws: `FileError` where there is none.
  public func index(ofNumber number: Int) throws -> Int {
    if let index = entries.firstIndex(where: { $0.number == number }) { return index }
    throw FileError(
      .notFound, path: path, problem: "it holds no field with the number \(number)",
      remedy: "its files go by \(Self.numbers(of: entries))")
  }

  private static func numbers(of entries: [Entry]) -> String {
    let numbers = entries.compactMap(\.number)
    guard let first = numbers.min(), let last = numbers.max() else { return "no numbers" }
    return "the numbers \(first) to \(last)"
  }

  private static func indexed(_ folder: FolderListing) throws -> [Entry] {
    let path = folder.path(of: FlowIndex.fileName)
    let fields = try FlowIndex.entries(path: path)
    guard !fields.isEmpty else {
      throw FileError(.badContent, path: path, problem: "it lists no fields")
    }
    return try fields.enumerated().map { place, field in
      guard folder.contains(field.file) else {
        throw FileError(
          .notFound, path: folder.path(of: field.file), problem: "there is no such file, but the index lists it",
          place: "field \(place) of \(FlowIndex.fileName)", remedy: "run \(Work.estimateFlow) again")
      }
      let window = field.startUs.flatMap { start in
        field.endUs.map { TimeWindow(startMicroseconds: start, endMicroseconds: $0) }
      }
      if let window, !(window.startMicroseconds <= window.endMicroseconds && window.interval.isMeasurable) {
        throw FileError(
          .badContent, path: path,
          problem:
            "a field leads from \(window.startMicroseconds) to \(window.endMicroseconds) us, which is no stretch of "
            + "time", place: "field \(place)", remedy: "run \(Work.estimateFlow) again")
      }
      let frames = field.frameA.flatMap { first in field.frameB.flatMap { first <= $0 ? first..<$0 : nil } }
      return Entry(
        path: folder.path(of: field.file), number: number(in: field.file), window: window, frames: frames)
    }
  }

  private static func listed(_ folder: FolderListing, format: FlowFormat?) throws -> [Entry] {
    let names = try folder.names()
    func files(_ ending: String) -> [String] { names.filter { $0.lowercased().hasSuffix(".\(ending)") } }
    let found: [String]
    if let format {
      found = files(format.fileEnding)
    } else {
      let sure = FlowFormat.allCases.filter(\.isToldByContent).map(\.fileEnding)
      let endings = sure.filter { !files($0).isEmpty }
      guard endings.count <= 1 else {
        throw FileError(
          .badContent, path: folder.path,
          problem: "it holds files of several formats: \(endings.joined(separator: ", "))",
          remedy: "pass \(Setting.inputFormat) with one of them")
      }
      found = files(endings.first ?? "png")
    }
    guard !found.isEmpty else {
      throw FileError(
        .badContent, path: folder.path,
        problem: "it holds no file of flow" + (format.map { " as \($0.rawValue)" } ?? ""),
        remedy: "flow comes as \(FlowFormat.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let entries = found.map { Entry(path: folder.path(of: $0), number: number(in: $0)) }
    let numbers = Set(entries.compactMap(\.number))
    // Numbers that are not each file's own say nothing of the order.
    guard numbers.count == entries.count else {
      return found.map { Entry(path: folder.path(of: $0)) }
    }
    return entries.sorted { ($0.number ?? 0) < ($1.number ?? 0) }
  }

  /// The number that a name starts with, else that it ends with before the ending.
  private static func number(in name: String) -> Int? {
    let stem = (((name as NSString).lastPathComponent) as NSString).deletingPathExtension
    func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
    let first = stem.prefix(while: isDigit)
    let last = String(stem.reversed().prefix(while: isDigit).reversed())
    return Int(first.isEmpty ? last : String(first))
  }
}

extension FlowFolder: FlowSource {
  /// The number of fields.
  public var fieldCount: Int { entries.count }

  /// The time that a field leads from and to; nil where no index says it.
  public func span(_ index: Int) -> TimeSpan? {
    entries[index].window.map { TimeSpan(from: $0.startMicroseconds, to: $0.endMicroseconds) }
  }
}
