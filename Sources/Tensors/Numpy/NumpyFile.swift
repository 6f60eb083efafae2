import Files

/// Arrays in `.npy` files, NumPy's format for a single array.
public enum NumpyFile {
  /// Reads an array.
  ///
  /// Both byte orders and both orders of axes; half precision is widened to single precision, a Boolean becomes a
  /// byte of 0 or 1. Cost: the file is read once, straight into the tensor where its type is that of memory.
  ///
  /// - Throws: `FileError` where the file holds no plain numbers or is shorter than its shape says.
  public static func read(path: String) throws -> AnyTensor {
    try NumpyStream(path: path).readTensor()
  }

  /// Writes an array, little-endian and row by row, byte for byte what `numpy.save` writes.
  ///
  /// - Parameters:
  ///   - tensor: The array.
  ///   - path: Where the file appears once it is complete.
  ///   - overwrite: Whether a file that is there may be replaced.
  public static func write(_ tensor: AnyTensor, to path: String, overwrite: Bool = false) throws {
    let output = try OutputFile(path: path, overwrite: overwrite)
    try output.write(NumpyHeader.encoded(scalarType: tensor.scalarType, shape: tensor.shape))
    try tensor.withUnsafeBytes { try output.write($0) }
    try output.commit()
  }

  /// Writes an array, little-endian and row by row, byte for byte what `numpy.save` writes.
  public static func write<Scalar: TensorScalar>(
    _ tensor: Tensor<Scalar>, to path: String, overwrite: Bool = false
  ) throws {
    try write(AnyTensor(tensor), to: path, overwrite: overwrite)
  }
}
