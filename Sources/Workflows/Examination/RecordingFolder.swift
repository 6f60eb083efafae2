import Datasets
import Files
import Foundation

/// A folder with several recordings that are not parts of one.
public struct RecordingFolder: Encodable, Sendable {
  /// One of its recordings.
  public struct Recording: Encodable, Sendable {
    /// Its path within the folder.
    public var path: String
    /// The format's name.
    public var format: String
    /// The bytes of the file.
    public var bytes: Int
  }

  /// The format's name, as of a recording.
  public var format = "folder"
  /// What it holds.
  public var kind = "recordings"
  /// The folder.
  public var path: String
  /// The recordings that were found, by their names.
  public var recordings: [Recording]
  /// Whether there are more than were looked for.
  public var areMore: Bool
  /// Whether they lie in the folder itself, and not only in folders below.
  public var lieOnTop: Bool

  private static let mostListed = 500
  private static let mostSeen = 5000

  /// Looks into a folder and those below. Cost: the start of at most 5000 files is read.
  ///
  /// - Returns: Nil for what is no folder, holds one recording or its parts, or none at all.
  public init?(_ path: String) throws {
    guard Paths.isFolder(path), !Paths.exists(path + "/index.json") else { return nil }
    self.path = path
    (recordings, areMore) = Self.recordings(in: path)
    let top = recordings.filter { !$0.path.contains("/") }
    lieOnTop = !top.isEmpty
    if recordings.isEmpty { return nil }
    // A bag, segments and a single file are one recording where nothing of another format lies beside; arrays that are
    // named as its columns are one whatever lies beside.
    let whole = (try? EventFiles.detect(path)) ?? nil
    if whole == .npy { return nil }
    if let whole, top.allSatisfy({ $0.format == whole.rawValue }) { return nil }
    if recordings.count == 1, top.count == 1 { return nil }
  }

  private static func recordings(in path: String) -> (found: [Recording], areMore: Bool) {
    guard let walk = FileManager.default.enumerator(atPath: path) else { return ([], false) }
    var found: [Recording] = []
    var seen = 0
    while let name = walk.nextObject() as? String {
      let file = "\(path)/\(name)"
      let hidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
      guard !hidden, !Paths.isFolder(file), Paths.exists(file), !InputPipe.stands(at: file) else { continue }
      seen += 1
      if seen > mostSeen || found.count == mostListed { return (found.sorted { $0.path < $1.path }, true) }
      guard let format = format(of: file) else { continue }
      let bytes = (try? InputFile(path: file))?.byteCount ?? 0
      found.append(Recording(path: name, format: format, bytes: bytes))
    }
    return (found.sorted { $0.path < $1.path }, false)
  }

  private static func format(of path: String) -> String? {
    if let spikes = (try? SpikeFormat.detect(path)) ?? nil { return spikes.rawValue }
    if let events = (try? EventFiles.detect(path)) ?? nil { return events.rawValue }
    return SpikeFormat.presumed(path)?.rawValue
  }

  /// What to say to somebody who named it where one recording is needed.
  public var refusal: String {
    let mostNamed = 3
    let names = recordings.prefix(mostNamed).map { "\($0.path) (\($0.format))" }.joined(separator: ", ")
    let more = recordings.count > mostNamed || areMore ? ", …" : ""
    return "\(path): this is a folder of \(areMore ? "more than " : "")\(Text.count(recordings.count, "recording")): "
      + "\(names)\(more); one is taken a run, and batches are not there yet: name one of them, or run it for each"
  }

  /// The paths that a text lists, one a line; nil for what is no such list.
  public static func listed(in path: String) -> [String]? {
    let mostBytes = 1 << 20
    guard !Paths.isFolder(path), let file = try? InputFile(path: path), (1...mostBytes).contains(file.byteCount),
      let bytes = try? file.bytes(at: 0, count: file.byteCount), let text = String(validating: bytes, as: UTF8.self)
    else { return nil }
    if bytes.contains(0) { return nil }
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter {
      !$0.isEmpty && !$0.hasPrefix("#")
    }
    let home = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let areThere = lines.prefix(100).allSatisfy { Paths.exists($0) || Paths.exists("\(home)/\($0)") }
    return lines.isEmpty || !areThere ? nil : lines
  }
}
