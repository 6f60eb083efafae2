import Files
import Recordings

/// A folder of one array for each column: `dataset_events_t.npy`, `dataset_events_xy.npy`, `dataset_events_p.npy`, as
/// EVIMO2 has it, or of `t.npy`, `x.npy`, `y.npy`, `p.npy`.
struct EventNumpyFolder {
  private static let ending = ".npy"
  let path: String
  /// The files of t, x, y, p, or of t, the pairs of x and y, and p.
  private let files: [String]

  /// Nil where a path is no such folder.
  init?(_ path: String) throws {
    guard let folder = FolderListing(path) else { return nil }
    let files = try folder.files(endingIn: Self.ending)
    let names = files.map { String($0.dropLast(Self.ending.count)) }
    guard let found = EventNumpyFormat.columns(names, EventReadOptions()) else { return nil }
    self.path = folder.path
    self.files = found.map { folder.path(of: files[$0]) }
  }

  /// The recording.
  func open(_ options: EventReadOptions) throws -> any EventFileSource {
    let columns = try EventNumpyFolderColumns(path, files: files)
    let name = files[0].split(separator: "/").last.map { String($0.dropLast(Self.ending.count)) } ?? ""
    return try EventArraySource(
      columns, header: EventHeader(format: .npy, width: options.size?.width, height: options.size?.height),
      unit: options.timeUnit ?? EventTimeUnit.split(column: name).unit
    ) { columns }
  }
}

/// The columns of a folder, read from anywhere.
private final class EventNumpyFolderColumns: EventArrayColumns {
  private struct Source {
    var array: EventNumpyList
    /// Which of the numbers of a row.
    var part: Int
  }

  let path: String
  let count: Int
  let isRandomAccess = true
  private let arrays: [EventNumpyList]
  private let sources: [Source]

  init(_ path: String, files: [String]) throws {
    self.path = path
    let hasPairs = files.count == 3
    let arrays = try files.enumerated().map { index, file in
      try EventNumpyList(file, width: hasPairs && index == 1 ? 2 : 1)
    }
    count = arrays[0].count
    for array in arrays where array.count != count {
      throw FileError(
        .badContent, path: array.path, problem: "it holds \(array.count) rows where \(count) events are",
        remedy: "the folder's arrays have one length")
    }
    self.arrays = arrays
    sources =
      hasPairs
      ? [(0, 0), (1, 0), (1, 1), (2, 0)].map { Source(array: arrays[$0.0], part: $0.1) }
      : arrays.map { Source(array: $0, part: 0) }
  }

  func element(_ column: Int) -> ArrayElement { sources[column].array.element }
  func load(first: Int, count: Int) throws { for array in arrays { try array.load(first: first, count: count) } }
  func load(times first: Int, count: Int) throws { try arrays[0].load(first: first, count: count) }

  func rows(_ column: Int) -> (base: UnsafeRawPointer, stride: Int) {
    let (array, part) = (sources[column].array, sources[column].part)
    return (array.base + part * array.element.type.byteCount, array.rowBytes)
  }

  func place(ofRow row: Int) -> String { "row \(row)" }
}
