import Datasets
import Files
import SpikingNetworks

/// Spiking classifiers as graphs of NIR (Neuromorphic Intermediate Representation) in HDF5.
enum NIRFile {
  private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
  /// How the names of graphs end.
  static let ending = ".nir"

  /// Whether a file is HDF5, as graphs are and checkpoints are not.
  static func isOne(_ path: String) throws -> Bool {
    let file = try InputFile(path: path)
    guard file.byteCount >= signature.count else { return false }
    return try file.bytes(at: 0, count: signature.count) == signature
  }

  /// Whether an output is to be a graph.
  static func isNamed(_ path: String) -> Bool { path.lowercased().hasSuffix(ending) }

  static func read(_ path: String) throws -> ClassifierCheckpoint {
    try ClassifierCheckpoint(NIRGraph(HDF5Tree.read(path), path: path))
  }

  static func write(_ classifier: ClassifierCheckpoint, to path: String, overwrite: Bool) throws {
    try HDF5Tree.write(NIRGraph(classifier).stored(), path: path, overwrite: overwrite)
  }
}
