import Kernels
import Tensors

/// Work on the rows of outputs, a row being one sample's classes in one step, shared out among threads.
///
/// Rows are cut into blocks of a fixed size and sums are taken block by block, so that no result depends on how many
/// threads there are.
enum OutputRows {
  private static let blockSize = 1024

  /// `transform` of every row of `[steps, samples, classes]`, in their order.
  static func map(
    _ outputs: Tensor<Float>, workers: Workers, _ transform: @Sendable (UnsafeBufferPointer<Float>) -> Double
  ) -> [Double] {
    let (count, classes) = (outputs.shape[0] * outputs.shape[1], outputs.shape[2])
    return [Double](unsafeUninitializedCapacity: count) { target, initialized in
      initialized = count
      nonisolated(unsafe) let target = target
      outputs.withUnsafeBufferPointer { source in
        nonisolated(unsafe) let source = source
        workers.forEach((count + blockSize - 1) / blockSize) { block in
          for row in block * blockSize..<min((block + 1) * blockSize, count) {
            let part = UnsafeBufferPointer(rebasing: source[row * classes..<(row + 1) * classes])
            target.initializeElement(at: row, to: transform(part))
          }
        }
      }
    }
  }

  /// The sum over all rows of `term`, which is given the row's number.
  static func sum(
    _ outputs: Tensor<Float>, workers: Workers, _ term: @Sendable (UnsafeBufferPointer<Float>, Int) -> SIMD3<Double>
  ) -> SIMD3<Double> {
    let (count, classes) = (outputs.shape[0] * outputs.shape[1], outputs.shape[2])
    let blocks = (count + blockSize - 1) / blockSize
    var parts = [SIMD3<Double>](repeating: .zero, count: blocks)
    parts.withUnsafeMutableBufferPointer { parts in
      nonisolated(unsafe) let parts = parts
      outputs.withUnsafeBufferPointer { source in
        nonisolated(unsafe) let source = source
        workers.forEach(blocks) { block in
          var sum = SIMD3<Double>.zero
          for row in block * blockSize..<min((block + 1) * blockSize, count) {
            sum += term(UnsafeBufferPointer(rebasing: source[row * classes..<(row + 1) * classes]), row)
          }
          parts[block] = sum
        }
      }
    }
    return parts.reduce(.zero, +)
  }
}
