import Files
import Tensors

/// An HDF5 file open for reading, in this process or by a worker as ``HDF5Isolation`` says.
final class HDF5File: Sendable {
  /// What a name in a file stands for.
  enum Object: String, Sendable, Equatable, Codable {
    case group
    case dataset
    /// A type, a link to nowhere or to another file, or nothing.
    case other
  }

  /// More names than any recording's group has.
  private static let mostNames = 512

  let path: String
  private let service: any HDF5Service

  /// Opens a file.
  ///
  /// - Throws: `FileError` where there is none, or it is not HDF5.
  init(path: String, isolation: HDF5Isolation = .current) throws {
    // The library's own message for a missing file is about its drivers.
    let file = try InputFile(path: path)
    self.path = path
    service =
      switch isolation {
      case .none: try HDF5LibraryFile(file)
      case .process(let executable): try HDF5Workers.service(for: file, executable: executable)
      }
  }

  /// What stands at a path. Links to other files are not followed.
  ///
  /// - Throws: `FileError` where there is something that the library cannot open.
  func object(_ path: String) throws -> Object { try service.object(path) }

  /// The names in a group, in alphabetical order; the first of them where there are more than `most`.
  func names(in group: String, atMost most: Int = mostNames) throws -> [String] {
    try service.names(in: group, atMost: most)
  }

  /// Whether the root holds an object of that name.
  func contains(_ name: String) throws -> Bool { try service.contains(name) }

  /// Opens a dataset.
  func dataset(_ name: String) throws -> HDF5Dataset {
    HDF5Dataset(file: self, name: name, source: try service.dataset(name))
  }

  /// The text of an attribute; nil where there is none.
  func text(_ name: String, of object: String) throws -> String? { try service.text(name, of: object) }

  /// The whole number of an attribute; nil where there is none.
  func integer(_ attribute: String, of object: String) throws -> Int? {
    try integers(attribute, of: object, count: 1)?[0]
  }

  /// The whole numbers of an attribute; nil where there is none that holds so many.
  func integers(_ attribute: String, of object: String, count: Int) throws -> [Int]? {
    try service.integers(attribute, of: object, count: count)
  }

  /// The whole number in a dataset of one; nil where it is none.
  func integer(_ dataset: String) throws -> Int64? {
    try integers(dataset: dataset, count: 1).map { Int64($0[0]) }
  }

  /// The whole numbers in a dataset; nil where it is none that holds so many.
  func integers(dataset: String, count: Int) throws -> [Int]? {
    guard try object(dataset) == .dataset else { return nil }
    let found = try self.dataset(dataset)
    guard Shape.checkedCount(found.shape) == count, case .scalar(let scalar) = found.elementType else { return nil }
    if case .unsupported = found.storage { return nil }
    var values = [Int64](repeating: 0, count: count)
    let bytes = try found.allBytes()
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      let scale = HDF5TimeScale(unit: .microseconds)
      let numbers = HDF5Numbers(base: base, stride: scalar.byteCount, scalar: scalar)
      _ = numbers.convertTimes(count: count, scale: scale, into: &values)
    }
    return values.map { Int($0) }
  }
}
