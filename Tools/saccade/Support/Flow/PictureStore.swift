import Foundation
import Tensors

/// Gray pictures of one size in a temporary file, written in order and read again in any.
///
/// For what is drawn when a run has ended and its scale is known: the recording may be a pipe, and pictures of an hour do
/// not fit in memory.
final class PictureStore {
  private let path: String
  private let owner: String
  private let shape: [Int]
  private let handle: FileHandle
  private var count = 0

  /// Starts a file.
  ///
  /// - Parameters:
  ///   - path: Where it lies, until ``remove()``.
  ///   - owner: The output that it is for, named in errors.
  init(path: String, shape: [Int], owner: String) throws {
    self.path = path
    self.owner = owner
    self.shape = shape
    guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forUpdatingAtPath: path)
    else { throw FileError(.cannotCreate, path: owner, problem: "a temporary file beside it cannot be created") }
    self.handle = handle
  }

  /// Adds a picture.
  func append(_ picture: Tensor<UInt8>) throws {
    precondition(picture.shape == shape, "A picture of shape \(picture.shape) does not go among those of \(shape).")
    do {
      try handle.seekToEnd()
      try picture.withUnsafeBufferPointer { try handle.write(contentsOf: Data(buffer: $0)) }
    } catch {
      throw FileError(
        .inputOutput, path: owner, problem: "a temporary file beside it cannot be written", remedy: "is the disk full?")
    }
    count += 1
  }

  /// The picture that was added as the `place`-th, from 0.
  func read(_ place: Int) throws -> Tensor<UInt8> {
    precondition((0..<count).contains(place), "There is no picture \(place) of \(count).")
    let size = Shape.count(shape)
    let bytes = try? { () throws -> Data? in
      try handle.seek(toOffset: UInt64(place * size))
      return try handle.read(upToCount: size)
    }()
    guard let bytes, bytes.count == size else {
      throw FileError(.inputOutput, path: owner, problem: "a temporary file beside it cannot be read")
    }
    return Tensor(shape: shape, scalars: bytes)
  }

  /// Removes the file.
  func remove() {
    try? handle.close()
    unlink(path)
  }
}
