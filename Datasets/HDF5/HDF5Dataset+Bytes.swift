import Files
import Foundation
import Tensors

extension HDF5Dataset {
  /// Every element as it is stored, of a dataset that holds few.
  ///
  /// - Throws: `FileError` where the elements are no numbers and no texts of a given length, or lie outside of the file.
  func allBytes() throws -> [UInt8] {
    guard elementType.liesInPlace, let elements = Shape.checkedCount(shape) else {
      throw error("it holds neither numbers nor texts of one length")
    }
    let (count, overflow) = elements.multipliedReportingOverflow(by: elementBytes)
    switch storage {
    case .contiguous(let offset):
      let input = try InputFile(path: file.path)
      guard !overflow, count <= input.byteCount - min(offset, input.byteCount) else {
        throw error("its \(elements) elements lie behind the end of the file", remedy: FileError.damagedFile)
      }
      return try input.bytes(at: offset, count: count)
    case .compact:
      var bytes = [UInt8](repeating: 0, count: count)
      try bytes.withUnsafeMutableBytes { try readCompact(into: $0) }
      return bytes
    case .chunked:
      let reader = try HDF5FrameReader(self)
      var bytes = [UInt8]()
      try reader.withFrames(0..<reader.count) { start, frames in
        bytes += UnsafeRawBufferPointer(start: start, count: frames.count * reader.frameBytes)
      }
      return bytes
    case .unsupported(let error): throw error
    }
  }
}

/// The bytes of a dataset, some places of its first axis at a time, for several threads that take turns.
final class HDF5Bytes: @unchecked Sendable {
  private let lock = NSLock()
  /// Used by whoever has the lock.
  private let reader: HDF5FrameReader

  /// Prepares to read.
  ///
  /// - Throws: `FileError` where the dataset is none of numbers, or does not fit in its file.
  init(_ dataset: HDF5Dataset) throws { reader = try HDF5FrameReader(dataset) }

  /// Reads `range` of the first axis with all that belongs to it, in row-major order.
  ///
  /// - Precondition: `range` lies in the first axis, and `buffer` has the right length.
  func read(_ range: Range<Int>, into buffer: UnsafeMutableRawBufferPointer) throws {
    try lock.withLock {
      let frameBytes = reader.frameBytes
      precondition(buffer.count == range.count * frameBytes, "The buffer does not fit the range.")
      try reader.withFrames(range) { bytes, frames in
        buffer.baseAddress?.advanced(by: (frames.lowerBound - range.lowerBound) * frameBytes)
          .copyMemory(from: bytes, byteCount: frames.count * frameBytes)
      }
    }
  }
}
