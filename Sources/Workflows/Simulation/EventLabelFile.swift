import Files
import Simulator
import Tensors

/// What caused each event of a recording, beside it: a `.npy` of uint8, the raw values of `EventCause`, in the order of the
/// recording.
final class EventLabelFile {
  private let file: NumpyFileWriter<UInt8>

  /// Starts a file.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`.
  init(path: String, overwrite: Bool) throws {
    file = try NumpyFileWriter(axesAfterFirst: [], path: path, overwrite: overwrite)
  }

  /// Appends the causes of the events that come next.
  func append(_ causes: [UInt8]) throws { try causes.withUnsafeBufferPointer { try file.append($0) } }

  /// Completes the file.
  func finish() throws { try file.finish() }
}
