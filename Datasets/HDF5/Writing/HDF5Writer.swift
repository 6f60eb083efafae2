import CHDF5
import Tensors

/// Writes arrays of numbers to an HDF5 file that appears under its name only when it is complete.
///
/// Arrays are chunked along their first axis and compressed by gzip after a shuffle of bytes, which every HDF5 library
/// undoes. Groups that a name passes through are made. Dropping the object before ``commit()`` leaves nothing.
///
/// <!-- with fields: [Tensor<Double>], times: [Double] -->
/// ```swift
/// let file = try HDF5Writer(path: "truth_gt.hdf5")
/// let flow = try file.frames(named: "davis/left/flow_dist", of: Double.self, axesAfterFirst: [2, 260, 346])
/// for field in fields { try flow.append(field) }
/// try flow.finish()
/// try file.write(Tensor(shape: [times.count], scalars: times), named: "davis/left/flow_dist_ts")
/// try file.commit()
/// ```
public final class HDF5Writer {
  private let file: HDF5Output
  private var groups: Set<String> = []

  /// The path as given.
  public var path: String { file.path }

  /// Creates the file under a temporary name.
  ///
  /// - Parameters:
  ///   - path: Where the file shall appear.
  ///   - overwrite: Whether a file that is there may be replaced.
  /// - Throws: `FileError` of kind `cannotCreate`.
  public init(path: String, overwrite: Bool = false) throws {
    file = try HDF5Output(path: path, overwrite: overwrite)
  }

  /// Writes an array of one axis or more.
  ///
  /// - Precondition: It has an axis, and none but the first has the length zero.
  /// - Throws: `FileError` where a dataset of that name is there or writing fails.
  public func write<Scalar: TensorScalar>(_ tensor: Tensor<Scalar>, named name: String) throws {
    precondition(tensor.rank > 0, "A dataset of \(tensor.shape) has no axis to write along.")
    let rowBytes = max(1, Shape.count(Array(tensor.shape.dropFirst())) * MemoryLayout<Scalar>.size)
    let writer = try frames(
      named: name, of: Scalar.self, axesAfterFirst: Array(tensor.shape.dropFirst()),
      framesPerChunk: max(1, min(tensor.shape[0], HDF5ArrayWriter<Scalar>.chunkBytes / rowBytes)))
    try writer.append(tensor)
    try writer.finish()
  }

  /// Starts an array that is written part after part along its first axis.
  ///
  /// - Parameters:
  ///   - rest: The lengths of all axes but the first.
  ///   - framesPerChunk: How many places of the first axis a chunk holds.
  /// - Precondition: No length is zero.
  /// - Throws: `FileError` where a dataset of that name is there or writing fails.
  public func frames<Scalar: TensorScalar>(
    named name: String, of: Scalar.Type, axesAfterFirst rest: [Int], framesPerChunk: Int = 1
  ) throws -> HDF5ArrayWriter<Scalar> {
    try makeGroups(of: name)
    return try HDF5ArrayWriter(file, named: name, axesAfterFirst: rest, framesPerChunk: framesPerChunk)
  }

  /// Stores a whole number as a dataset of no axis: DSEC's `t_offset`.
  public func write(_ value: Int64, named name: String) throws {
    try makeGroups(of: name)
    try file.write(value, named: name)
  }

  /// Stores a text as an attribute of a dataset or group.
  public func write(_ text: String, attribute: String, of object: String) throws {
    try file.write(text, attribute: attribute, of: object)
  }

  /// Completes the file and gives it its name. Arrays must be finished before.
  ///
  /// - Throws: `FileError` of kind `inputOutput` where the disk is full.
  public func commit() throws { try file.commit() }

  private func makeGroups(of name: String) throws {
    var path = ""
    for group in name.split(separator: "/").dropLast() {
      path += (path.isEmpty ? "" : "/") + group
      if groups.insert(path).inserted { try file.group(path) }
    }
  }
}

/// An array in an HDF5 file that is written part after part along its first axis: ``HDF5Writer``.
public final class HDF5ArrayWriter<Scalar: TensorScalar> {
  private let writer: HDF5ColumnWriter
  private let rest: [Int]

  /// What a chunk of a whole array is to take.
  static var chunkBytes: Int { 1 << 20 }
  private static var level: Int { 4 }

  init(_ file: HDF5Output, named name: String, axesAfterFirst rest: [Int], framesPerChunk: Int) throws {
    precondition(rest.allSatisfy { $0 > 0 }, "Frames of shape \(rest) hold nothing.")
    precondition(framesPerChunk > 0, "A chunk holds a frame or more.")
    self.rest = rest
    let bytes = MemoryLayout<Scalar>.size
    writer = try HDF5ColumnWriter(
      file, name: name, type: HDF5Call.locked { Scalar.scalarType.hdf5Type }, axesAfterFirst: rest,
      elementBytes: bytes * Shape.count(rest), chunkElements: framesPerChunk,
      filters: (bytes > 1 ? [.shuffle(elementBytes: bytes)] : []) + [.deflate(level: Self.level)])
  }

  /// Appends a frame of the shape of the axes after the first, or several with an axis before.
  ///
  /// - Precondition: The shape is that.
  public func append(_ tensor: Tensor<Scalar>) throws {
    precondition(
      tensor.shape == rest || Array(tensor.shape.dropFirst()) == rest,
      "Frames of shape \(rest) are written, not \(tensor.shape).")
    try tensor.withUnsafeBufferPointer { try writer.append(UnsafeRawBufferPointer($0)) }
  }

  /// Writes what is left and closes the array.
  public func finish() throws { try writer.finish() }
}

extension ScalarType {
  /// The library's name for the type as this machine stores it.
  var hdf5Type: hid_t {
    switch self {
    case .uint8: saccade_h5_native_uint8()
    case .int8: saccade_h5_native_int8()
    case .uint16: saccade_h5_native_uint16()
    case .int16: saccade_h5_native_int16()
    case .uint32: saccade_h5_native_uint32()
    case .int32: saccade_h5_native_int32()
    case .uint64: saccade_h5_native_uint64()
    case .int64: saccade_h5_native_int64()
    case .float32: saccade_h5_native_float()
    case .float64: saccade_h5_native_double()
    }
  }
}
