import CHDF5
import Files
import Tensors

/// Reads datasets of texts, of one length or each of its own.
struct HDF5Texts {
  private let heap: HDF5HeapReader

  private static let longestText = 1 << 16

  init(_ heap: HDF5HeapReader) { self.heap = heap }

  /// The texts of a dataset in row-major order; nil where it holds something else.
  ///
  /// - Throws: `FileError` where it is damaged.
  func read(_ dataset: HDF5Dataset) throws -> [String]? {
    let isVariable: Bool
    switch dataset.elementType {
    case .fixedText: isVariable = false
    case .variableText: isVariable = true
    case .scalar, .compound, .other: return nil
    }
    let count = Shape.count(dataset.shape)
    let elementBytes = isVariable ? 4 + heap.referenceBytes : dataset.elementBytes
    let stored = try bytes(of: dataset, count: count * elementBytes, isVariable: isVariable)
    return try (0..<count).map { index in
      let element = stored[index * elementBytes..<(index + 1) * elementBytes]
      if !isVariable { return String(decoding: element.prefix { $0 != 0 }, as: UTF8.self) }
      let length = Int(element.prefix(4).littleEndianNumber)
      if length == 0 { return "" }
      guard length <= Self.longestText, let text = try heap.bytes(element.dropFirst(4)), text.count >= length else {
        throw dataset.error("the text \(index) lies nowhere in the file", remedy: FileError.damagedFile)
      }
      return String(decoding: text.prefix(length).prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private func bytes(of dataset: HDF5Dataset, count: Int, isVariable: Bool) throws -> [UInt8] {
    if !isVariable { return try dataset.allBytes() }
    guard case .contiguous(let offset) = dataset.storage else {
      throw dataset.error("its texts are stored in a way that is not read", remedy: "store them in one piece")
    }
    guard count <= heap.file.byteCount - min(offset, heap.file.byteCount) else {
      throw dataset.error("its texts lie behind the end of the file", remedy: FileError.damagedFile)
    }
    return try heap.file.bytes(at: offset, count: count)
  }
}
