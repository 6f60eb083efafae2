import Files
import Runtime

extension StoredScalar {
  /// Writes the scalars of a view of stored bytes to `target`, in row-major order, as this machine stores them.
  ///
  /// - Precondition: The view's extent lies within `source`; `target` has room for the view's scalars.
  func gather(
    _ view: StridedView, from source: UnsafeRawBufferPointer, isBigEndian: Bool, to target: UnsafeMutableRawPointer
  ) {
    let count = Shape.count(view.shape)
    guard count > 0, let base = source.baseAddress else { return }
    guard let extent = view.extent, extent <= source.count / byteCount else {
      preconditionFailure("The view \(view) reaches beyond the \(source.count) bytes stored.")
    }
    let view = view.joined
    if isStoredAsInMemory && (!isBigEndian || byteCount == 1) && view.strides.last ?? 1 == 1 {
      return copyRows(view, from: base, to: target)
    }
    switch self {
    case .bool: Self.convert(BoolElement.self, view, base, isBigEndian, target)
    case .uint8: Self.convert(IntegerElement<UInt8>.self, view, base, isBigEndian, target)
    case .int8: Self.convert(IntegerElement<Int8>.self, view, base, isBigEndian, target)
    case .uint16: Self.convert(IntegerElement<UInt16>.self, view, base, isBigEndian, target)
    case .int16: Self.convert(IntegerElement<Int16>.self, view, base, isBigEndian, target)
    case .uint32: Self.convert(IntegerElement<UInt32>.self, view, base, isBigEndian, target)
    case .int32: Self.convert(IntegerElement<Int32>.self, view, base, isBigEndian, target)
    case .uint64: Self.convert(IntegerElement<UInt64>.self, view, base, isBigEndian, target)
    case .int64: Self.convert(IntegerElement<Int64>.self, view, base, isBigEndian, target)
    case .float16: Self.convert(Float16Element.self, view, base, isBigEndian, target)
    case .bfloat16: Self.convert(BFloat16Element.self, view, base, isBigEndian, target)
    case .float32: Self.convert(Float32Element.self, view, base, isBigEndian, target)
    case .float64: Self.convert(Float64Element.self, view, base, isBigEndian, target)
    }
  }

  /// Reads `count` scalars that lie one after another into `target`.
  ///
  /// - Precondition: `target` has room for them.
  func read(
    count: Int, isBigEndian: Bool, from stream: any ByteStream, to target: UnsafeMutableRawPointer
  ) throws {
    if isStoredAsInMemory && (!isBigEndian || byteCount == 1) {
      return try stream.read(into: UnsafeMutableRawBufferPointer(start: target, count: count * byteCount))
    }
    let chunk = 1 << 15
    let memory = AlignedMemory(uninitializedByteCount: min(chunk, count) * byteCount)
    var done = 0
    while done < count {
      let part = min(chunk, count - done)
      let bytes = UnsafeMutableRawBufferPointer(start: memory.baseAddress, count: part * byteCount)
      try stream.read(into: bytes)
      gather(
        StridedView(rowMajor: [part]), from: UnsafeRawBufferPointer(bytes), isBigEndian: isBigEndian,
        to: target + done * scalarType.byteCount)
      done += part
    }
  }

  /// Reads a whole tensor.
  ///
  /// - Precondition: `shape` has a count that was held against the length of the file.
  func readTensor(
    shape: [Int], isColumnMajor: Bool, isBigEndian: Bool, from stream: any ByteStream
  ) throws -> AnyTensor {
    let count = Shape.count(shape)
    let memory = AlignedMemory(uninitializedByteCount: count * scalarType.byteCount)
    if isColumnMajor && shape.count > 1 {
      let stored = AlignedMemory(uninitializedByteCount: count * byteCount)
      let bytes = UnsafeMutableRawBufferPointer(start: stored.baseAddress, count: stored.byteCount)
      try stream.read(into: bytes)
      gather(
        StridedView(columnMajor: shape), from: UnsafeRawBufferPointer(bytes), isBigEndian: isBigEndian,
        to: memory.baseAddress)
    } else {
      try read(count: count, isBigEndian: isBigEndian, from: stream, to: memory.baseAddress)
    }
    return AnyTensor(scalarType: scalarType, shape: shape, memory: memory)
  }

  private func copyRows(_ view: StridedView, from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer) {
    var target = target
    view.forEachRow { start, count, _ in
      target.copyMemory(from: source + start * byteCount, byteCount: count * byteCount)
      target += count * byteCount
    }
  }

  private static func convert<Element: StoredElement>(
    _: Element.Type, _ view: StridedView, _ source: UnsafeRawPointer, _ isBigEndian: Bool,
    _ target: UnsafeMutableRawPointer
  ) {
    let width = MemoryLayout<Element.Bits>.size
    var target = target.bindMemory(to: Element.Value.self, capacity: Shape.count(view.shape))
    view.forEachRow { start, count, stride in
      let row = source + start * width
      if isBigEndian {
        for index in 0..<count {
          let bits = (row + index * stride * width).loadUnaligned(as: Element.Bits.self)
          target[index] = Element.value(of: bits.byteSwapped)
        }
      } else {
        for index in 0..<count {
          let bits = (row + index * stride * width).loadUnaligned(as: Element.Bits.self)
          target[index] = Element.value(of: bits)
        }
      }
      target += count
    }
  }
}
