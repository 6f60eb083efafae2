import Datasets
import Files
import Recordings
import Tensors

/// What a file of tensors says of itself.
package struct RepresentationFacts {
  /// The name of the representation.
  package var kind: String
  /// The names of the axes of a window.
  package var axes: [String]
  /// Their lengths.
  package var shape: [Int]
  package var scalarType: ScalarType

  package init(kind: String, axes: [String], shape: [Int], scalarType: ScalarType) {
    (self.kind, self.axes, self.shape, self.scalarType) = (kind, axes, shape, scalarType)
  }

  /// The bytes of a window, or the most there are.
  var byteCount: Int {
    shape.reduce(scalarType.byteCount) { product, length in
      let (next, isOver) = product.multipliedReportingOverflow(by: length)
      return isOver ? .max : next
    }
  }
}

/// A file of the tensors of windows, one after another; it appears under its name when it is complete.
protocol RepresentationWriter {
  /// Appends the tensor of the next window.
  func append(_ tensor: AnyTensor, _ interval: EventInterval) throws
  /// Completes the file.
  func finish() throws
}

/// Files of tensors by their ending.
public enum RepresentationFile: String, Sendable, CaseIterable {
  /// NumPy's archive, with times and axes.
  case npz
  /// NumPy's array, the data alone.
  case npy
  /// HDF5, with times and axes.
  case h5
  /// The same under its other ending.
  case hdf5

  /// The kind of file that a name says.
  ///
  /// - Throws: ``JobError`` where it says none.
  public init(path: String) throws {
    guard let kind = Self.allCases.first(where: { path.lowercased().hasSuffix(".\($0.rawValue)") }) else {
      throw JobError(
        wrongOptions: "tensors are not written under such a name; let it end in .npz, .npy or .h5", path: path)
    }
    self = kind
  }

  /// How often the data lies on the disk while it is written: an archive takes it from a file beside it.
  var copies: Int { self == .npz ? 2 : 1 }

  func create(_ path: String, _ facts: RepresentationFacts, overwrite: Bool) throws -> any RepresentationWriter {
    switch self {
    case .npz: try RepresentationArchiveWriter(path: path, facts, overwrite: overwrite)
    case .npy: try RepresentationArrayWriter(path: path, facts, overwrite: overwrite)
    case .h5, .hdf5: try RepresentationHDF5Writer(path: path, facts, overwrite: overwrite)
    }
  }
}

/// Writes an `.npz`: `data` `[N, …]`, `start_us` and `end_us` int64 `[N]`, `axes` and `kind`.
///
/// The data is spilled to a file beside the target, so that memory does not grow with it.
final class RepresentationArchiveWriter: RepresentationWriter {
  private let path: String
  private let spillPath: String
  private let archive: NumpyArchiveWriter
  private let data: TensorSink
  private let facts: RepresentationFacts
  private var intervals: [EventInterval] = []

  init(path: String, _ facts: RepresentationFacts, overwrite: Bool) throws {
    self.path = path
    self.facts = facts
    archive = try NumpyArchiveWriter(path: path, overwrite: overwrite)
    spillPath = TemporaryFiles.path(for: path)
    data = try TensorSink(npy: spillPath, facts)
  }

  deinit { TemporaryFiles.removeTree(spillPath) }

  func append(_ tensor: AnyTensor, _ interval: EventInterval) throws {
    intervals.append(interval)
    do {
      try data.append(tensor)
    } catch let error as FileError {
      throw error.at(path: path)
    }
  }

  func finish() throws {
    TemporaryFiles.add(spillPath)
    do {
      try data.finish()
    } catch let error as FileError {
      throw error.at(path: path)
    }
    try archive.add(contentsOf: spillPath, named: "data")
    let count = intervals.count
    try archive.add(Tensor(shape: [count], scalars: intervals.map(\.startMicroseconds)), named: "start_us")
    try archive.add(Tensor(shape: [count], scalars: intervals.map(\.endMicroseconds)), named: "end_us")
    try archive.add(texts: ["window"] + facts.axes, named: "axes")
    try archive.add(texts: [facts.kind], isScalar: true, named: "kind")
    try archive.commit()
    TemporaryFiles.removeTree(spillPath)
    TemporaryFiles.remove(spillPath)
  }
}

/// Writes a `.npy` of the data alone, `[N, …]`.
struct RepresentationArrayWriter: RepresentationWriter {
  private let data: TensorSink

  init(path: String, _ facts: RepresentationFacts, overwrite: Bool) throws {
    data = try TensorSink(npy: path, facts, overwrite: overwrite)
  }

  func append(_ tensor: AnyTensor, _ interval: EventInterval) throws { try data.append(tensor) }
  func finish() throws { try data.finish() }
}

/// Writes HDF5: datasets `data`, `start_us` and `end_us`, the first with the attributes `axes` and `kind`.
final class RepresentationHDF5Writer: RepresentationWriter {
  private let file: HDF5Writer
  private let data: TensorSink
  private let facts: RepresentationFacts
  private var intervals: [EventInterval] = []

  init(path: String, _ facts: RepresentationFacts, overwrite: Bool) throws {
    self.facts = facts
    file = try HDF5Writer(path: path, overwrite: overwrite)
    data = try TensorSink(hdf5: file, named: "data", facts)
  }

  func append(_ tensor: AnyTensor, _ interval: EventInterval) throws {
    intervals.append(interval)
    try data.append(tensor)
  }

  func finish() throws {
    try data.finish()
    let count = intervals.count
    try file.write(Tensor(shape: [count], scalars: intervals.map(\.startMicroseconds)), named: "start_us")
    try file.write(Tensor(shape: [count], scalars: intervals.map(\.endMicroseconds)), named: "end_us")
    try file.write((["window"] + facts.axes).joined(separator: ","), attribute: "axes", of: "data")
    try file.write(facts.kind, attribute: "kind", of: "data")
    try file.commit()
  }
}
