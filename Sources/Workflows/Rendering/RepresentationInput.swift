import Datasets
import Files
import Foundation
import Recordings
import Tensors

/// A file of the tensors of windows, as ``EventRepresentationRun`` writes it, read window by window: `.npz`, `.h5`, or the
/// `.npy` that holds the data alone.
public struct RepresentationInput {
  /// The file.
  public let path: String
  /// What it says of itself.
  package let facts: RepresentationFacts
  /// How many windows there are.
  public let count: Int
  /// When the windows are; empty where the file does not say it.
  public let intervals: [EventInterval]
  private let tensors: any RepresentationTensors

  /// Opens a file; nil where it is something else.
  ///
  /// An array in a `.npy` is one of tensors where it has four axes or more, or three that neither spikes nor a field of
  /// flow have.
  ///
  /// - Parameter kind: What a user calls the tensors of a `.npy`, which does not say it; nil to take its last axes for rows
  ///   and columns.
  /// - Throws: ``JobError`` and `FileError` of a file of tensors that contradicts itself.
  public init?(path: String, kind: String? = nil) throws {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let found: RepresentationInput?
    switch (path.lowercased() as NSString).pathExtension {
    case RepresentationFile.npz.rawValue: found = try Self.archive(path)
    case RepresentationFile.npy.rawValue: found = try Self.array(path, kind: kind)
    case RepresentationFile.h5.rawValue, RepresentationFile.hdf5.rawValue: found = try Self.hdf5(path)
    default: found = nil
    }
    guard let found else { return nil }
    self = found
  }

  private init(
    path: String, kind: String, axes: [String], shape: [Int], scalarType: ScalarType,
    times: (starts: [Int64], ends: [Int64])?,
    _ tensors: any RepresentationTensors
  ) throws {
    guard !shape.isEmpty, axes.count == shape.count else {
      throw JobError(
        .badContent, path: path,
        problem: "data has the shape \(shape), but there are \(axes.count) names of axes",
        remedy: "\(Work.represent) writes a name for each")
    }
    if let (starts, ends) = times {
      guard starts.count == shape[0], ends.count == starts.count, zip(starts, ends).allSatisfy({ $0 <= $1 }) else {
        throw FileError(
          .badContent, path: path, problem: "the times are not those of \(shape[0]) windows",
          remedy: "start_us and end_us hold one time for each, the end not before the start")
      }
    }
    facts = RepresentationFacts(
      kind: kind, axes: Array(axes.dropFirst()), shape: Array(shape.dropFirst()), scalarType: scalarType)
    (self.path, self.tensors, count) = (path, tensors, shape[0])
    intervals =
      times.map { zip($0.starts, $0.ends).map { EventInterval(startMicroseconds: $0, endMicroseconds: $1) } } ?? []
  }

  /// Calls `body` with the tensors of some windows, in order. Cost: of NumPy's files all that lies before is read too.
  func forEach(_ windows: Range<Int>, _ body: (AnyTensor) throws -> Void) throws {
    try tensors.forEach(windows, facts, body)
  }

  private static let usualKind = "data"

  private static func archive(_ path: String) throws -> RepresentationInput? {
    guard let archive = try? NumpyArchive(path: path),
      Set(["data", "start_us", "end_us", "axes"]).isSubset(of: archive.names)
    else { return nil }
    let header = try archive.header("data")
    return try RepresentationInput(
      path: path, kind: (archive.names.contains("kind") ? try archive.texts("kind").first : nil) ?? usualKind,
      axes: archive.texts("axes"), shape: header.shape, scalarType: header.scalarType,
      times: (archive.int64("start_us").scalars, archive.int64("end_us").scalars),
      NumpyRepresentationTensors { try archive.stream("data") })
  }

  private static func hdf5(_ path: String) throws -> RepresentationInput? {
    guard (try? HDF5Array.exists(path: path, dataset: "data")) == true,
      let array = try? HDF5Array(path: path, dataset: "data"), let axes = try array.text(attribute: "axes")
    else { return nil }
    func times(_ name: String) throws -> [Int64] {
      try HDF5Array(path: path, dataset: name).integers()
    }
    return try RepresentationInput(
      path: path, kind: try array.text(attribute: "kind") ?? usualKind, axes: axes.components(separatedBy: ","),
      shape: array.shape, scalarType: .float32, times: (times("start_us"), times("end_us")),
      HDF5RepresentationTensors(array: array))
  }

  private static func array(_ path: String, kind: String?) throws -> RepresentationInput? {
    guard let header = try? NumpyStream(path: path).header else { return nil }
    let (axisCount, isInteger) = (header.shape.count, header.scalarType == .uint8)
    let named = kind.flatMap { axes(ofKind: $0, axisCount: axisCount - 1, header.scalarType) }
    // Three axes are those of spikes, of a field of flow, and of pictures of spikes.
    guard axisCount >= 4 || axisCount == 3 && !isInteger && (named != nil || header.shape[0] != 2) else { return nil }
    return try RepresentationInput(
      path: path, kind: named == nil ? usualKind : kind ?? usualKind,
      axes: ["window"] + (named ?? unnamedAxes(axisCount - 1)), shape: header.shape, scalarType: header.scalarType,
      times: nil, NumpyRepresentationTensors { try NumpyStream(path: path) })
  }
}
