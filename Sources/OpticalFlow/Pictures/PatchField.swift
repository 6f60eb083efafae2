import Runtime
import Tensors

/// Displacements of every pixel of a level.
struct PatchField {
  let width: Int
  let height: Int
  var u: [Float]
  var v: [Float]

  /// No displacement.
  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    u = [Float](repeating: 0, count: width * height)
    v = u
  }

  /// These displacements.
  init(width: Int, height: Int, _ planes: (u: [Float], v: [Float])) {
    (self.width, self.height) = (width, height)
    (u, v) = planes
  }

  /// The same motion at twice the resolution.
  func upsampled(width: Int, height: Int, threads: Int) -> PatchField {
    var field = PatchField(width: width, height: height)
    field.u = Self.doubled(u, from: (self.width, self.height), to: (width, height), threads: threads)
    field.v = Self.doubled(v, from: (self.width, self.height), to: (width, height), threads: threads)
    return field
  }

  private static func doubled(
    _ plane: [Float], from source: (width: Int, height: Int), to target: (width: Int, height: Int), threads: Int
  ) -> [Float] {
    let rowsAtOnce = 16
    return [Float](unsafeUninitializedCapacity: target.width * target.height) { result, count in
      count = target.width * target.height
      guard let result = result.baseAddress else { return }
      plane.withUnsafeBufferPointer { plane in
        Threads.forEach((target.height + rowsAtOnce - 1) / rowsAtOnce, threads: threads) { band, _ in
          for y in band * rowsAtOnce..<min((band + 1) * rowsAtOnce, target.height) {
            // A pixel's centre lies a quarter of a coarse pixel beside the coarse one's.
            let (near, far) = (y / 2, y / 2 + (y % 2 == 0 ? -1 : 1))
            let other = min(max(far, 0), source.height - 1) * source.width
            let row = min(near, source.height - 1) * source.width
            for x in 0..<target.width {
              let left = min(x / 2, source.width - 1)
              let right = min(max(x / 2 + (x % 2 == 0 ? -1 : 1), 0), source.width - 1)
              let here = 0.75 * plane[row + left] + 0.25 * plane[row + right]
              let there = 0.75 * plane[other + left] + 0.25 * plane[other + right]
              result[y * target.width + x] = 1.5 * here + 0.5 * there
            }
          }
        }
      }
    }
  }

  /// `[2, height, width]`.
  var tensor: Tensor<Float> { Tensor(shape: [2, height, width], scalars: u + v) }
}
