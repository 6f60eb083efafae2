extension Tensor {
  /// Joins tensors that agree in all axes but the first, one after the other. Cost: a copy of them all.
  ///
  /// - Precondition: There is at least one tensor, and each has an axis.
  public init(concatenating parts: [Tensor]) {
    guard let first = parts.first, first.rank > 0 else {
      preconditionFailure("Only tensors with an axis are joined, one at least.")
    }
    let rest = first.shape.dropFirst()
    precondition(
      parts.allSatisfy { $0.rank > 0 && $0.shape.dropFirst() == rest },
      "Tensors of the shapes \(parts.map(\.shape)) cannot be joined.")
    let length = parts.reduce(0) { $0 + $1.shape[0] }
    self.init(unsafeUninitializedShape: [length] + rest) { target in
      var start = 0
      for part in parts {
        part.withUnsafeBufferPointer { source in
          _ = UnsafeMutableBufferPointer(rebasing: target[start..<start + source.count]).initialize(from: source)
        }
        start += part.count
      }
    }
  }
}
