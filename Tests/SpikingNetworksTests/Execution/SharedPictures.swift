import Foundation
import Tensors
import TestSupport

/// Pictures of CIFAR-10 in `../shared`: a label, then 3 planes of 32 x 32, over and over.
enum SharedPictures {
  /// The first `count` pictures of a file, `[count, 3, 32, 32]` in 0…1, and their labels.
  static func read(_ file: String, count: Int) throws -> (pictures: Tensor<Float>, labels: [Int]) {
    let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: SharedFolder.path("data/cifar10/\(file)")))
    let length = 3072
    let bytes = [UInt8](try handle.read(upToCount: count * (length + 1)) ?? Data())
    let labels = (0..<count).map { Int(bytes[$0 * (length + 1)]) }
    let pixels = (0..<count).flatMap { (index: Int) -> ArraySlice<UInt8> in
      let first = index * (length + 1) + 1
      return bytes[first..<first + length]
    }
    return (Tensor(shape: [count, 3, 32, 32], scalars: pixels.map { Float($0) / 255 }), labels)
  }

  /// How many of the labels are the class of the largest output.
  static func right(_ outputs: Tensor<Float>, _ labels: [Int]) -> Int {
    let classes = outputs.shape[1]
    let values = outputs.scalars
    return labels.indices.filter { sample in
      let row = values[sample * classes..<(sample + 1) * classes]
      return row.firstIndex(of: row.max() ?? 0) == row.startIndex + labels[sample]
    }.count
  }
}
