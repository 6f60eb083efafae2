import Files
import Tensors

/// A dataset of an HDF5 file.
final class HDF5Dataset: Sendable {
  let name: String
  /// The file outlives its datasets.
  let file: HDF5File
  private let source: any HDF5DatasetSource

  init(file: HDF5File, name: String, source: any HDF5DatasetSource) {
    self.file = file
    self.name = name
    self.source = source
  }

  var shape: [Int] { source.facts.shape }
  /// The numbers or records.
  var elementType: HDF5ElementType { source.facts.elementType }
  /// The bytes of an element, as stored.
  var elementBytes: Int { source.facts.elementBytes }
  /// Where the bytes lie.
  var storage: HDF5Storage { source.facts.storage }

  /// Whether the elements are whole numbers or truth values of one byte.
  var holdsBytes: Bool {
    if case .scalar(let scalar) = elementType { return scalar.byteCount == 1 && scalar.kind != .float }
    return false
  }

  /// Reads every element of a dataset that lies in its own header, as it is stored.
  func readCompact(into buffer: UnsafeMutableRawBufferPointer) throws { try source.readCompact(into: buffer) }

  /// What reads chunks, for one thread at a time.
  func chunks(_ plan: HDF5ChunkPlan) throws -> any HDF5ChunkSource { try source.chunks(plan) }

  /// What is wrong with a chunk, by the byte at which it starts.
  func error(atChunk offset: [Int], _ problem: String) -> FileError { source.error(atChunk: offset, problem) }

  /// What is wrong with the dataset.
  func error(_ problem: String, remedy: Message? = nil) -> FileError {
    FileError(.badContent, path: file.path, problem: problem, place: "dataset \(name)", remedy: remedy)
  }
}
