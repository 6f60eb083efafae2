import CHDF5
import Files
import Tensors

/// A whole HDF5 file as a tree of values, for files that hold parameters rather than recordings.
public enum HDF5Tree {
  /// More objects than any network has, deeper than any nests.
  private static let mostObjects = 1 << 16
  private static let greatestDepth = 16

  /// Reads a file.
  ///
  /// Numbers of 4 bytes after the point stay so, others become 64 bits wide. What is neither a group, nor numbers, nor
  /// texts is left out.
  ///
  /// - Throws: `FileError` where there is no such file, it is damaged, or it claims to hold more than it can.
  public static func read(_ path: String) throws -> StoredTree {
    let file = try HDF5File(path: path)
    let byteCount = try InputFile(path: path).byteCount
    var walk = Walk(
      file: file, texts: HDF5Texts(try HDF5HeapReader(path: path)),
      budget: UnpackedLimit.bytes(forFileOf: byteCount))
    return .group(try walk.group("/", depth: 0))
  }

  private struct Walk {
    let file: HDF5File
    let texts: HDF5Texts
    /// The bytes that may still be claimed.
    var budget: Int
    var objects = 0

    mutating func group(_ path: String, depth: Int) throws -> [String: StoredTree] {
      guard depth <= greatestDepth else {
        throw error("groups lie in groups more than \(greatestDepth) deep", path)
      }
      var members: [String: StoredTree] = [:]
      for name in try file.names(in: path, atMost: mostObjects) {
        objects += 1
        guard objects <= mostObjects else { throw error("there are more than \(mostObjects) objects", path) }
        let member = path == "/" ? name : "\(path)/\(name)"
        switch try file.object(member) {
        case .group: members[name] = .group(try group(member, depth: depth + 1))
        case .dataset: members[name] = try value(try file.dataset(member))
        case .other: break
        }
      }
      return members
    }

    private mutating func value(_ dataset: HDF5Dataset) throws -> StoredTree? {
      let count = Shape.checkedCount(dataset.shape) ?? .max
      let (bytes, overflow) = count.multipliedReportingOverflow(by: max(8, dataset.elementBytes))
      guard !overflow, bytes <= budget else {
        throw dataset.error(
          "of shape \(dataset.shape) it takes more than is believed: \(UnpackedLimit.words)",
          remedy: FileError.damagedFile)
      }
      budget -= bytes
      if case .scalar(let scalar) = dataset.elementType { return .numbers(try numbers(dataset, scalar)) }
      guard let all = try texts.read(dataset) else { return nil }
      return dataset.shape.isEmpty ? .text(all[0]) : .texts(all, columns: dataset.shape.last ?? 1)
    }

    private func numbers(_ dataset: HDF5Dataset, _ scalar: HDF5Scalar) throws -> AnyTensor {
      if scalar == HDF5Scalar(kind: .float, byteCount: 4) {
        return .float32(
          try Tensor(unsafeUninitializedShape: dataset.shape) { target in
            guard let base = target.baseAddress else { return }
            try forEachPart(of: dataset, scalar) { $0.convertReals(count: $1, into: base + $2) }
          })
      }
      let reals = try Tensor<Double>(unsafeUninitializedShape: dataset.shape) { target in
        guard let base = target.baseAddress else { return }
        try forEachPart(of: dataset, scalar) { $0.convertReals(count: $1, into: base + $2) }
      }
      let tensor = AnyTensor.float64(reals)
      return scalar.kind == .float ? tensor : tensor.int64.map(AnyTensor.int64) ?? tensor
    }

    /// Calls `body` with numbers as they are stored, how many they are, and how many come before.
    private func forEachPart(
      of dataset: HDF5Dataset, _ scalar: HDF5Scalar, _ body: (HDF5Numbers, Int, Int) -> Void
    ) throws {
      if dataset.shape.isEmpty {
        try dataset.allBytes().withUnsafeBytes { buffer in
          guard let base = buffer.baseAddress else { return }
          body(HDF5Numbers(base: base, stride: scalar.byteCount, scalar: scalar), 1, 0)
        }
        return
      }
      if dataset.shape.contains(0) { return }
      let reader = try HDF5FrameReader(dataset)
      let elements = Shape.count(reader.frameShape)
      try reader.withFrames(0..<reader.count) { bytes, part in
        let numbers = HDF5Numbers(base: bytes, stride: scalar.byteCount, scalar: scalar)
        body(numbers, part.count * elements, part.lowerBound * elements)
      }
    }

    private func error(_ problem: String, _ group: String) -> FileError {
      FileError(
        .badContent, path: file.path, problem: problem, place: "group \(group)", remedy: FileError.damagedFile)
    }
  }
}
