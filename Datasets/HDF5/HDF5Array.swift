import Files
import Tensors

/// An array of numbers in an HDF5 file, read a few places of its first axis at a time.
///
/// Any number of axes up to eight; integers of 1, 2, 4 and 8 bytes and IEEE numbers of 4 and 8 in both byte orders;
/// contiguous, compact, or in chunks that gzip, shuffle, Fletcher's checksum, LZF, Blosc, LZ4 or Zstandard went over.
/// Every size is held against the file before memory is taken; beside what is returned, a chunk and the frames of it are
/// in memory, at most 64 MiB of them. An array belongs to one thread at a time.
///
/// ```swift
/// let flow = try HDF5Array(path: "indoor_flying1_gt.hdf5", dataset: "davis/left/flow_dist")
/// for index in 0..<flow.count { print(try flow.frame(index).shape) }
/// ```
public final class HDF5Array {
  /// The name of the dataset, with the groups that it is in.
  public let name: String
  /// The lengths of the axes.
  public let shape: [Int]
  private let reader: HDF5FrameReader
  private let scalar: HDF5Scalar

  /// Opens a dataset of a file.
  ///
  /// - Throws: `FileError` where there is no such file or dataset, or it holds no numbers.
  public convenience init(path: String, dataset name: String) throws {
    try self.init(HDF5File(path: path), name)
  }

  init(_ file: HDF5File, _ name: String) throws {
    guard try file.holdsDataset(name) else {
      throw FileError(
        .badContent, path: file.path, problem: "it holds no dataset \(name)", remedy: "is it the right file?")
    }
    let dataset = try file.dataset(name)
    reader = try HDF5FrameReader(dataset)
    guard case .scalar(let scalar) = dataset.elementType else { throw dataset.error("it holds no numbers") }
    self.scalar = scalar
    self.name = name
    shape = dataset.shape
  }

  /// Whether a file holds a dataset of that name. Cost: the file is opened.
  public static func exists(path: String, dataset name: String) throws -> Bool {
    try HDF5File(path: path).holdsDataset(name)
  }

  /// The path as given.
  public var path: String { reader.dataset.file.path }
  /// The length of the first axis.
  public var count: Int { shape[0] }
  /// The lengths of the other axes.
  public var frameShape: [Int] { reader.frameShape }
  /// Whether the numbers are whole by their type.
  public var holdsIntegers: Bool { scalar.kind != .float }

  /// The text of an attribute of the dataset; nil where there is none.
  public func text(attribute: String) throws -> String? { try reader.dataset.file.text(attribute, of: name) }

  /// What belongs to one place of the first axis, in double precision, of the shape ``frameShape``. Cost: a chunk is
  /// decoded, unless it was by the call before.
  ///
  /// - Precondition: The first axis has such a place.
  /// - Throws: `FileError` where the file is damaged.
  public func frame(_ index: Int) throws -> Tensor<Double> {
    try Tensor(unsafeUninitializedShape: frameShape) { try fill(index..<index + 1, $0.baseAddress) }
  }

  /// The same in single precision, rounded to the nearest.
  ///
  /// - Precondition: The first axis has such a place.
  /// - Throws: `FileError` where the file is damaged.
  public func floatFrame(_ index: Int) throws -> Tensor<Float> {
    try Tensor(unsafeUninitializedShape: frameShape) { target in
      guard let base = target.baseAddress else { return }
      try reader.withFrames(index..<index + 1) { bytes, _ in
        numbers(bytes).convertReals(count: target.count, into: base)
      }
    }
  }

  /// All numbers of an array of one axis, in double precision. Cost: 8 bytes each.
  ///
  /// - Throws: `FileError` where it has more axes or the file is damaged.
  public func values() throws -> [Double] {
    try requireColumn()
    return try [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      try fill(0..<count, buffer.baseAddress)
      initialized = count
    }
  }

  /// All whole numbers of an array of one axis.
  ///
  /// - Throws: `FileError` where it has more axes, where its numbers have no type of whole numbers or one does not fit,
  ///   or where the file is damaged.
  public func integers() throws -> [Int64] {
    try requireColumn()
    guard holdsIntegers else { throw reader.dataset.error("whole numbers are needed, it holds others") }
    return try [Int64](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      try reader.withFrames(0..<count) { bytes, part in
        let scale = HDF5TimeScale(unit: .microseconds)
        guard numbers(bytes).convertTimes(count: part.count, scale: scale, into: base + part.lowerBound) else {
          throw reader.dataset.error("a number of rows \(part) does not fit in 64 bits")
        }
      }
      initialized = count
    }
  }

  /// What is wrong with the array, for readers of a layout.
  func error(_ problem: String, remedy: Message? = nil) -> FileError { reader.dataset.error(problem, remedy: remedy) }

  private func fill(_ range: Range<Int>, _ target: UnsafeMutablePointer<Double>?) throws {
    guard let target else { return }
    let elements = Shape.count(frameShape)
    try reader.withFrames(range) { bytes, part in
      numbers(bytes).convertReals(
        count: part.count * elements, into: target + (part.lowerBound - range.lowerBound) * elements)
    }
  }

  private func numbers(_ base: UnsafeRawPointer) -> HDF5Numbers {
    HDF5Numbers(base: base, stride: scalar.byteCount, scalar: scalar)
  }

  /// A column of the largest that memory holds: as numbers of chunks that were never written take no room in the file.
  private func requireColumn() throws {
    guard shape.count == 1, count <= 1 << 28 else {
      throw reader.dataset.error("of shape \(shape) it is no column of numbers")
    }
  }
}

extension HDF5File {
  /// Whether there is a dataset at a path, every group on the way included.
  func holdsDataset(_ path: String) throws -> Bool {
    var parent = ""
    for group in path.split(separator: "/").dropLast() {
      parent += (parent.isEmpty ? "" : "/") + group
      guard try object(parent) == .group else { return false }
    }
    return try object(path) == .dataset
  }
}
