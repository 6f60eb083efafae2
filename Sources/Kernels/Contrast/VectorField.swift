import Runtime

/// A vector a pixel, and for each row between which values its vertical parts lie.
public final class VectorField {
  /// The columns.
  public let width: Int
  /// The rows.
  public let height: Int
  /// To the right, `[height, width]`.
  public let u: UnsafeMutableBufferPointer<Float>
  /// Downwards, `[height, width]`.
  public let v: UnsafeMutableBufferPointer<Float>
  /// The least and the greatest of each row's `v`; who writes `v` keeps them.
  public var rowBounds: [ClosedRange<Float>]
  private let memory: AlignedMemory

  /// A field of zeros.
  public init(width: Int, height: Int) {
    precondition(width > 0 && height > 0, "A field has pixels.")
    (self.width, self.height) = (width, height)
    let plane = (width * height + 15) / 16 * 16
    memory = AlignedMemory(zeroedByteCount: 8 * plane)
    let values = memory.buffer(of: Float.self, count: 2 * plane)
    u = UnsafeMutableBufferPointer(rebasing: values[..<(width * height)])
    v = UnsafeMutableBufferPointer(rebasing: values[plane..<plane + width * height])
    rowBounds = Array(repeating: 0...0, count: height)
  }

  var uBase: UnsafeMutablePointer<Float> { memory.baseAddress.assumingMemoryBound(to: Float.self) }
  var vBase: UnsafeMutablePointer<Float> { uBase + (width * height + 15) / 16 * 16 }
}
