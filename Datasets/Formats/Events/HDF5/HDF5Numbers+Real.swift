extension HDF5Numbers {
  /// Writes numbers as double precision. Whole numbers beyond 2⁵³ are rounded.
  func convertReals(count: Int, into target: UnsafeMutablePointer<Double>) {
    if scalar.isBigEndian {
      for index in 0..<count { target[index] = value(index) }
      return
    }
    switch (scalar.kind, scalar.byteCount) {
    case (.unsigned, 1): reals(UInt8.self, count, target)
    case (.unsigned, 2): reals(UInt16.self, count, target)
    case (.unsigned, 4): reals(UInt32.self, count, target)
    case (.unsigned, _): reals(UInt64.self, count, target)
    case (.signed, 1): reals(Int8.self, count, target)
    case (.signed, 2): reals(Int16.self, count, target)
    case (.signed, 4): reals(Int32.self, count, target)
    case (.signed, _): reals(Int64.self, count, target)
    case (.float, 4):
      for index in 0..<count {
        target[index] = Double(base.loadUnaligned(fromByteOffset: index * stride, as: Float.self))
      }
    case (.float, _):
      for index in 0..<count { target[index] = base.loadUnaligned(fromByteOffset: index * stride, as: Double.self) }
    }
  }

  /// Writes numbers as single precision, rounded to the nearest.
  func convertReals(count: Int, into target: UnsafeMutablePointer<Float>) {
    switch (scalar.kind, scalar.byteCount, scalar.isBigEndian) {
    case (.float, 4, false):
      for index in 0..<count { target[index] = base.loadUnaligned(fromByteOffset: index * stride, as: Float.self) }
    case (.float, 8, false):
      for index in 0..<count {
        target[index] = Float(base.loadUnaligned(fromByteOffset: index * stride, as: Double.self))
      }
    default:
      for index in 0..<count { target[index] = Float(value(index)) }
    }
  }

  private func reals<Number: FixedWidthInteger>(
    _: Number.Type, _ count: Int, _ target: UnsafeMutablePointer<Double>
  ) {
    for index in 0..<count {
      target[index] = Double(base.loadUnaligned(fromByteOffset: index * stride, as: Number.self))
    }
  }
}
