import Tensors

extension Optional where Wrapped == Tensor<Float> {
  /// Calls `body` with the scalars, or with nil where there is no tensor.
  @inline(__always)
  func withUnsafePointer<Result>(_ body: (UnsafePointer<Float>?) throws -> Result) rethrows -> Result {
    guard let tensor = self else { return try body(nil) }
    return try tensor.withUnsafeBufferPointer { try body($0.baseAddress) }
  }
}
