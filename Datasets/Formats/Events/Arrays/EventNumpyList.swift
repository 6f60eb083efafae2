import Files
import Runtime
import Tensors

/// The rows of a `.npy` file of one number or two in each.
final class EventNumpyList {
  let path: String
  let count: Int
  let element: ArrayElement
  let rowBytes: Int
  private let file: InputFile
  private let dataOffset: Int
  private var memory = AlignedMemory(uninitializedByteCount: 64)

  /// Opens a file.
  ///
  /// - Throws: `FileError` where it holds no array of such rows.
  init(_ path: String, width: Int) throws {
    self.path = path
    file = try InputFile(path: path)
    let header = try NumpyHeader(file: file)
    let fits = width == 1 ? header.shape.filter { $0 != 1 }.count <= 1 : header.shape.count == 2 && header.shape[1] == 2
    guard fits, !header.isFortranOrder || width == 1, let element = ArrayElement(dtype: header.dtype) else {
      throw FileError(
        .badContent, path: path, problem: "an array of shape \(header.shape) and dtype \(header.dtype) is no column",
        remedy: "save [events] or, of x and y, [events, 2]")
    }
    self.element = element
    count = header.count / width
    rowBytes = width * element.type.byteCount
    dataOffset = header.dataOffset
  }

  /// The first of the rows that were read last.
  var base: UnsafeRawPointer { UnsafeRawPointer(memory.baseAddress) }

  /// Reads rows.
  func load(first: Int, count: Int) throws {
    if memory.byteCount < count * rowBytes { memory = AlignedMemory(uninitializedByteCount: count * rowBytes) }
    try file.read(
      into: UnsafeMutableRawBufferPointer(start: memory.baseAddress, count: count * rowBytes),
      at: dataOffset + first * rowBytes)
  }
}
