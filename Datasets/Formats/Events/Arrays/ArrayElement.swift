import Tensors

/// A number type of an array on disk, in bytes of either order.
struct ArrayElement: Equatable {
  var type: ScalarType
  var isBigEndian: Bool

  /// The type that a NumPy dtype such as `<i8` names, or nil.
  init?(dtype: String) {
    let types: [String: ScalarType] = [
      "b1": .uint8, "u1": .uint8, "i1": .int8, "u2": .uint16, "i2": .int16, "u4": .uint32, "i4": .int32,
      "u8": .uint64, "i8": .int64, "f4": .float32, "f8": .float64,
    ]
    guard let type = types[String(dtype.drop { "<>|=".contains($0) })] else { return nil }
    self.type = type
    isBigEndian = dtype.first == ">"
  }

  init(_ type: ScalarType, isBigEndian: Bool = false) {
    (self.type, self.isBigEndian) = (type, isBigEndian)
  }

  var isFloat: Bool { type == .float32 || type == .float64 }
  var isUnsigned: Bool { [.uint8, .uint16, .uint32, .uint64].contains(type) }

  /// Reads `count` numbers that lie `stride` bytes apart, as doubles.
  func read(_ base: UnsafeRawPointer, stride: Int, count: Int, into doubles: UnsafeMutablePointer<Double>) {
    let isBig = isBigEndian
    if type == .float64 {
      for index in 0..<count {
        let bits = (base + index &* stride).loadUnaligned(as: UInt64.self)
        doubles[index] = Double(bitPattern: isBig ? bits.byteSwapped : bits)
      }
    } else {
      for index in 0..<count {
        let bits = (base + index &* stride).loadUnaligned(as: UInt32.self)
        doubles[index] = Double(Float(bitPattern: isBig ? bits.byteSwapped : bits))
      }
    }
  }

  /// Reads `count` integers that lie `stride` bytes apart; unsigned ones beyond the range become negative.
  func read(_ base: UnsafeRawPointer, stride: Int, count: Int, into integers: UnsafeMutablePointer<Int64>) {
    switch type {
    case .uint8: load(UInt8.self, base, stride, count, integers)
    case .int8: load(Int8.self, base, stride, count, integers)
    case .uint16: load(UInt16.self, base, stride, count, integers)
    case .int16: load(Int16.self, base, stride, count, integers)
    case .uint32: load(UInt32.self, base, stride, count, integers)
    case .int32: load(Int32.self, base, stride, count, integers)
    case .uint64: load(UInt64.self, base, stride, count, integers)
    case .int64, .float32, .float64: load(Int64.self, base, stride, count, integers)
    }
  }

  @inline(__always)
  private func load<Integer: FixedWidthInteger & BitwiseCopyable>(
    _: Integer.Type, _ base: UnsafeRawPointer, _ stride: Int, _ count: Int, _ target: UnsafeMutablePointer<Int64>
  ) {
    let isBig = isBigEndian
    for index in 0..<count {
      let value = (base + index &* stride).loadUnaligned(as: Integer.self)
      target[index] = Int64(truncatingIfNeeded: isBig ? value.byteSwapped : value)
    }
  }
}
