import Files
import SpikingNetworks
import Tensors

/// Per-step outputs of any framework with their labels, from one file or two.
struct StoredOutputs {
  private static let outputNames = ["outputs", "logits"]
  private static let labelNames = ["labels", "targets"]

  /// Reads and checks them.
  ///
  /// - Parameters:
  ///   - path: A `.npy` with the outputs, or an `.npz` that holds them by name.
  ///   - labels: The labels, alike; nil where the first file holds them.
  ///   - areCumulative: Whether the outputs are summed up over the steps already.
  static func read(
    _ path: String, labels labelsPath: String?, areCumulative: Bool
  ) throws -> ClassifierOutputs {
    let labels = try Self.labels(labelsPath ?? path)
    return try ClassifierOutputs(
      array(path, names: outputNames).float32, labels: labels, areCumulative: areCumulative, path: path,
      labelsPath: labelsPath)
  }

  private static func labels(_ path: String) throws -> [Int64] {
    let array = try array(path, names: labelNames)
    guard array.shape.count == 1 else {
      throw FileError(
        .badContent, path: path, problem: "labels have one axis, the samples, not the shape \(array.shape)")
    }
    guard let integers = array.int64 else {
      throw FileError(
        .badContent, path: path, problem: "labels are whole numbers but some of these are not",
        remedy: "LOGITS come first, LABELS second")
    }
    return integers.scalars
  }

  private static func array(_ path: String, names: [String]) throws -> AnyTensor {
    let start = try InputFile(path: path).bytes(at: 0, count: 2)
    guard start == Array("PK".utf8) else { return try NumpyFile.read(path: path) }
    let archive = try NumpyArchive(path: path)
    guard let name = names.first(where: { archive.names.contains($0) }) else {
      throw FileError(
        .badContent, path: path, problem: "it holds no array named \(names.joined(separator: " or "))",
        remedy: "it holds \(archive.names.isEmpty ? "none at all" : archive.names.joined(separator: ", "))")
    }
    return try archive.tensor(name)
  }
}
