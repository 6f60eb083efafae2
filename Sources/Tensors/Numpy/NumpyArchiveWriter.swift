import Files

/// Writes arrays to an `.npz` file that appears under its name only when it is complete.
///
/// ``add(_:named:)-(AnyTensor,_)`` keeps a reference to the tensor; the bytes are written, and compressed where that was
/// asked for, by ``commit()``. The same arrays give the same bytes: no time is recorded. Dropping the object before
/// ``commit()`` leaves nothing.
public final class NumpyArchiveWriter {
  /// How the arrays are stored.
  public enum Compression: Sendable, CaseIterable {
    /// As they are: `numpy.savez`.
    case stored
    /// Deflated: `numpy.savez_compressed`.
    case deflated
  }

  private let writer: ZipWriter
  private var names: Set<String> = []

  /// Makes an archive without arrays.
  ///
  /// - Parameters:
  ///   - path: Where the file shall appear.
  ///   - compression: How the arrays are stored.
  ///   - overwrite: Whether a file that is there may be replaced.
  public init(path: String, compression: Compression = .stored, overwrite: Bool = false) throws {
    writer = try ZipWriter(path: path, isDeflated: compression == .deflated, overwrite: overwrite)
  }

  /// Adds an array. Cost: a reference until ``commit()``.
  ///
  /// - Precondition: No array of that name was added before.
  public func add(_ tensor: AnyTensor, named name: String) throws {
    try add(header: NumpyHeader.encoded(scalarType: tensor.scalarType, shape: tensor.shape), body: tensor, named: name)
  }

  /// Adds an array whose header says something else of the body's bytes than its type and shape.
  func add(header: [UInt8], body: AnyTensor, named name: String) throws {
    precondition(names.insert(name).inserted, "The archive has an array named \(name) already.")
    let (scalarType, shape, memory) = body.parts
    let bytes = UnsafeRawBufferPointer(start: memory.baseAddress, count: Shape.count(shape) * scalarType.byteCount)
    try writer.add(header: header, body: bytes, ownedBy: memory, named: "\(name).npy")
  }

  /// Adds an array. Cost: a reference until ``commit()``.
  ///
  /// - Precondition: No array of that name was added before.
  public func add<Scalar: TensorScalar>(_ tensor: Tensor<Scalar>, named name: String) throws {
    try add(AnyTensor(tensor), named: name)
  }

  /// Adds the array that a `.npy` file holds, for arrays larger than memory.
  ///
  /// The file must stay as it is until ``commit()``.
  ///
  /// - Precondition: No array of that name was added before.
  public func add(contentsOf path: String, named name: String) throws {
    precondition(names.insert(name).inserted, "The archive has an array named \(name) already.")
    _ = try NumpyHeader(file: InputFile(path: path))
    try writer.add(contentsOf: path, named: "\(name).npy")
  }

  /// Writes the archive and gives it its name.
  ///
  /// - Parameter progress: Told which share of the bytes has been compressed and written, 0 to 1.
  /// - Throws: `FileError` of kind `inputOutput` where the disk is full; nothing is left then.
  public func commit(progress: ((Double) -> Void)? = nil) throws { try writer.commit(progress: progress) }
}
