import Files

/// The scalars of an array on disk, read in order into buffers that the caller keeps.
///
/// Use it where the array may be larger than memory: a `.npy` file, or an entry of an `.npz` archive
/// (``NumpyArchive/stream(_:)``). Do not use it for one read of a small array: ``NumpyFile/read(path:)``.
public final class NumpyStream {
  /// The type and the shape.
  public let header: NumpyHeader
  /// The number of scalars that are not read yet.
  public private(set) var remainingCount: Int
  private let source: any ByteStream

  /// Opens a `.npy` file and reads its header.
  public convenience init(path: String) throws {
    try self.init(FileStream(InputFile(path: path)))
  }

  convenience init(_ source: any ByteStream) throws {
    try self.init(source, header: NumpyHeader(stream: source))
  }

  /// The `count` scalars that lie some bytes after the first of an array in a file.
  ///
  /// - Precondition: They lie within the array.
  package convenience init(_ file: InputFile, header: NumpyHeader, from byteOffset: Int, count: Int) throws {
    precondition(
      byteOffset >= 0 && byteOffset + count * header.stored.byteCount <= header.byteCount, "The array ends before.")
    let start = header.dataOffset + byteOffset
    self.init(FileStream(file, from: start, count: count * header.stored.byteCount), header: header, count: count)
  }

  /// Takes a stream from which the header was read.
  convenience init(_ source: any ByteStream, header: NumpyHeader) {
    self.init(source, header: header, count: header.count)
  }

  private init(_ source: any ByteStream, header: NumpyHeader, count: Int) {
    self.source = source
    self.header = header
    remainingCount = count
  }

  /// Fills `buffer` with the scalars that come next.
  ///
  /// With the last scalar of an archive's entry its checksum is compared. Cost: a read of the bytes, and a pass over
  /// them where the file's type is not that of memory.
  ///
  /// - Parameter inStoredOrder: Whether scalars are wanted in the order of the file where that is column by column.
  /// - Precondition: `buffer` is no longer than ``remainingCount``.
  /// - Throws: `FileError` where the scalars are of another type, where they are stored column by column, or where
  ///   the file cannot be read.
  public func read<Scalar: TensorScalar>(
    into buffer: UnsafeMutableBufferPointer<Scalar>, inStoredOrder: Bool = false
  ) throws {
    precondition(buffer.count <= remainingCount, "Only \(remainingCount) of \(buffer.count) scalars are left.")
    guard Scalar.scalarType == header.scalarType else {
      throw error("\(Scalar.scalarType.rawValue) is needed but the dtype is \(header.dtype)", "convert the array")
    }
    guard inStoredOrder || !header.isFortranOrder || header.shape.count < 2 else {
      throw error("the array is stored column by column", "save it again after numpy.ascontiguousarray")
    }
    if let base = buffer.baseAddress {
      try header.stored.read(count: buffer.count, isBigEndian: header.isBigEndian, from: source, to: base)
    }
    remainingCount -= buffer.count
    if remainingCount == 0 { try source.finish() }
  }

  /// The whole array, of which nothing may have been read yet.
  func readTensor() throws -> AnyTensor {
    precondition(remainingCount == header.count, "A part of the array was read before.")
    let tensor = try header.stored.readTensor(
      shape: header.shape, isColumnMajor: header.isFortranOrder, isBigEndian: header.isBigEndian, from: source)
    remainingCount = 0
    try source.finish()
    return tensor
  }

  private func error(_ problem: String, _ remedy: Message) -> FileError {
    FileError(
      .badContent, path: source.path, problem: problem, place: source.entry.map { "entry \($0)" }, remedy: remedy)
  }
}
