import Files
import Foundation
import Recordings
import Tensors

/// An `.npz` of the tensors of windows, as ``EventRepresentationRun`` writes it, read window by window.
public struct RepresentationInput {
  /// The file.
  public let path: String
  /// What it says of itself.
  package let facts: RepresentationFacts
  /// When the windows are.
  public let intervals: [EventInterval]
  private let archive: NumpyArchive

  /// Opens a file; nil where it is something else.
  ///
  /// - Throws: ``JobError`` and `FileError` of a file of tensors that contradicts itself.
  public init?(path: String) throws {
    guard path.lowercased().hasSuffix(".npz"), FileManager.default.fileExists(atPath: path),
      let archive = try? NumpyArchive(path: path),
      Set(["data", "start_us", "end_us", "axes"]).isSubset(of: archive.names)
    else { return nil }
    self.path = path
    self.archive = archive
    let header = try archive.header("data")
    let axes = try archive.texts("axes")
    let kind = archive.names.contains("kind") ? try archive.texts("kind").first : nil
    guard !header.shape.isEmpty, axes.count == header.shape.count else {
      throw JobError(
        .badContent, path: path,
        problem: "data has the shape \(header.shape), but there are \(axes.count) names of axes",
        remedy: "\(Work.represent) writes a name for each")
    }
    facts = RepresentationFacts(
      kind: kind ?? "data", axes: Array(axes.dropFirst()), shape: Array(header.shape.dropFirst()),
      scalarType: header.scalarType)
    let (starts, ends) = (try archive.int64("start_us").scalars, try archive.int64("end_us").scalars)
    guard starts.count == header.shape[0], ends.count == starts.count, zip(starts, ends).allSatisfy({ $0 <= $1 })
    else {
      throw FileError(
        .badContent, path: path, problem: "the times are not those of \(header.shape[0]) windows",
        remedy: "start_us and end_us hold one time for each, the end not before the start")
    }
    intervals = zip(starts, ends).map { EventInterval(startMicroseconds: $0, endMicroseconds: $1) }
  }

  /// Calls `body` with the tensors of some windows, in order. Cost: all that lies before is read too.
  func forEach(_ windows: Range<Int>, _ body: (AnyTensor) throws -> Void) throws {
    let stream = try archive.stream("data")
    func read<Scalar: TensorScalar>(_: Scalar.Type) throws {
      for window in 0..<windows.upperBound {
        let tensor = try Tensor<Scalar>(unsafeUninitializedShape: facts.shape) { try stream.read(into: $0) }
        if window >= windows.lowerBound { try body(AnyTensor(tensor)) }
      }
    }
    try read(facts.scalarType.type)
  }
}
