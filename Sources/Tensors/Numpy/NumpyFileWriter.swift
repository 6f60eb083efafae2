import Files

/// Writes a `.npy` array part after part, for arrays larger than memory.
///
/// The length of the first axis is counted and put into the header at the end. The file appears under its name when
/// ``finish()`` returns; dropping the object before leaves nothing. For an array in memory use ``NumpyFile``.
public final class NumpyFileWriter<Scalar: TensorScalar> {
  private let file: OutputFile
  private let rest: [Int]
  private let headerByteCount: Int
  private var scalarCount = 0

  /// Starts an array.
  ///
  /// - Parameters:
  ///   - rest: The lengths of all axes but the first.
  ///   - path: Where the file shall appear.
  ///   - overwrite: Whether a file that is there may be replaced.
  /// - Precondition: No length is zero.
  public init(axesAfterFirst rest: [Int], path: String, overwrite: Bool = false) throws {
    precondition(rest.allSatisfy { $0 > 0 }, "Rows of shape \(rest) hold nothing.")
    self.rest = rest
    file = try OutputFile(path: path, overwrite: overwrite)
    let header = NumpyHeader.encoded(scalarType: Scalar.scalarType, shape: [0] + rest)
    headerByteCount = header.count
    try file.write(header)
  }

  /// Appends scalars in row-major order.
  public func append(_ scalars: UnsafeBufferPointer<Scalar>) throws {
    scalarCount += scalars.count
    try file.write(UnsafeRawBufferPointer(scalars))
  }

  /// Appends a tensor whose shape is that of one or more rows.
  public func append(_ tensor: Tensor<Scalar>) throws { try tensor.withUnsafeBufferPointer { try append($0) } }

  /// Completes the file and gives it its name.
  ///
  /// - Precondition: The scalars fill whole rows.
  public func finish() throws {
    let (length, left) = scalarCount.quotientAndRemainder(dividingBy: Shape.count(rest))
    precondition(left == 0, "The last row of shape \(rest) is not complete.")
    let header = NumpyHeader.encoded(scalarType: Scalar.scalarType, shape: [length] + rest)
    precondition(header.count == headerByteCount, "The header has room for any length.")
    try file.overwrite(header, at: 0)
    try file.commit()
  }
}
