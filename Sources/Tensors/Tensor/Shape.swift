/// Arithmetic on tensor shapes.
public enum Shape {
  /// The number of scalars of a shape, or nil where it is negative or does not fit in `Int`.
  ///
  /// Use this for shapes that come from a file; ``count(_:)`` for those that come from a program.
  public static func checkedCount(_ shape: [Int]) -> Int? {
    if shape.contains(where: { $0 < 0 }) { return nil }
    if shape.contains(0) { return 0 }
    var count = 1
    for dimension in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      if overflow { return nil }
      count = product
    }
    return count
  }

  /// The number of scalars of a shape from a file, or nil where even its axes longer than zero overflow `Int`.
  ///
  /// `[2^62, 0, 2^62]` holds nothing, but its strides fit nowhere.
  static func countFromFile(_ shape: [Int]) -> Int? {
    guard let count = checkedCount(shape), checkedCount(shape.map { max($0, 1) }) != nil else { return nil }
    return count
  }

  /// The number of scalars of a shape.
  public static func count(_ shape: [Int]) -> Int {
    guard let count = checkedCount(shape) else {
      preconditionFailure("The shape \(shape) is negative or too large.")
    }
    return count
  }

  /// Row-major strides in scalars: the last axis has stride 1.
  public static func rowMajorStrides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    var stride = 1
    for axis in shape.indices.reversed() {
      strides[axis] = stride
      stride *= max(shape[axis], 1)
    }
    return strides
  }
}
