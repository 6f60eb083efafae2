import Files
import Foundation
import Tensors

/// Gray pictures of one size in a temporary file, written in order and then read in any.
///
/// For what is drawn when a run has ended and its scale is known: the recording may be a pipe, and pictures of an hour do
/// not fit in memory.
final class PictureStore {
  private let shape: [Int]
  private let output: OutputFile
  private var input: InputFile?
  private var count = 0

  /// Starts a file, which stays until ``remove()``.
  init(path: String, shape: [Int]) throws {
    self.shape = shape
    output = try OutputFile(path: path)
  }

  /// Adds a picture.
  ///
  /// - Precondition: None was read yet.
  func append(_ picture: Tensor<UInt8>) throws {
    precondition(picture.shape == shape, "A picture of shape \(picture.shape) does not go among those of \(shape).")
    precondition(input == nil, "Pictures are added before they are read.")
    try picture.withUnsafeBufferPointer { try output.write(UnsafeRawBufferPointer($0)) }
    count += 1
  }

  /// The picture that was added as the `place`-th, from 0.
  func read(_ place: Int) throws -> Tensor<UInt8> {
    precondition((0..<count).contains(place), "There is no picture \(place) of \(count).")
    let file = try input ?? complete()
    let size = Shape.count(shape)
    return Tensor(shape: shape, scalars: try file.bytes(at: place * size, count: size))
  }

  private func complete() throws -> InputFile {
    try output.commit()
    let file = try InputFile(path: output.path)
    input = file
    return file
  }

  /// Removes the file.
  func remove() {
    output.discard()
    if input != nil { unlink(output.path) }
    input = nil
  }
}
