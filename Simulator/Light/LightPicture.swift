import Runtime
import Tensors

/// A frame of light that is looked at between its pixels.
struct LightPicture {
  let width: Int
  let height: Int
  /// The pixels before the first of a row, and the rows above the first.
  private static let border = 2
  private let stride: Int
  private let memory: AlignedMemory

  init(_ gray: Tensor<Float>) {
    (height, width) = (gray.shape[0], gray.shape[1])
    let border = Self.border
    stride = width + 2 * border
    memory = AlignedMemory(uninitializedByteCount: stride * (height + 2 * border) * MemoryLayout<Float>.stride)
    gray.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      for row in -border..<height + border {
        let source = values + min(max(row, 0), height - 1) * width
        let target = memory.baseAddress.assumingMemoryBound(to: Float.self) + (row + border) * stride
        target.update(repeating: source[0], count: border)
        (target + border).update(from: source, count: width)
        (target + border + width).update(repeating: source[width - 1], count: border)
      }
    }
  }

  /// The pixels of a row.
  func row(_ y: Int) -> UnsafePointer<Float> {
    UnsafePointer(
      memory.baseAddress.assumingMemoryBound(to: Float.self) + (y + Self.border) * stride + Self.border)
  }

  /// The gray level at a place, by Catmull and Rom's cubic; of what lies outside the edge's.
  @inline(__always)
  func level(_ x: Float, _ y: Float) -> Float {
    let (x, y) = (min(max(x, 0), Float(width - 1)), min(max(y, 0), Float(height - 1)))
    let (left, top) = (Int(x), Int(y))
    let row = memory.baseAddress + ((top + Self.border - 1) * stride + left + Self.border - 1) * 4
    let (across, down) = (Self.weights(x - Float(left)), Self.weights(y - Float(top)))
    func line(_ index: Int) -> SIMD4<Float> {
      UnsafeRawPointer(row + index * stride * 4).loadUnaligned(as: SIMD4<Float>.self)
    }
    let column = line(0) * down.x + line(1) * down.y + line(2) * down.z + line(3) * down.w
    // Overshoot below black is no light.
    return max(0, (column * across).sum())
  }

  @inline(__always)
  private static func weights(_ f: Float) -> SIMD4<Float> {
    let (f2, f3) = (f * f, f * f * f)
    return SIMD4(-0.5 * f + f2 - 0.5 * f3, 1 - 2.5 * f2 + 1.5 * f3, 0.5 * f + 2 * f2 - 1.5 * f3, 0.5 * f3 - 0.5 * f2)
  }
}
