/// A FlatBuffer whose every offset is held against its length: what is damaged reads as nil.
struct FlatBuffer {
  /// The buffer after its size, so that offset 0 holds the root's offset.
  let bytes: UnsafeRawBufferPointer

  /// A buffer that starts with its own length, as AEDAT 4 stores them all.
  init?(sizePrefixed bytes: UnsafeRawBufferPointer) {
    let prefix = 4
    guard bytes.count >= prefix else { return nil }
    let size = Int(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
    guard size <= bytes.count - prefix else { return nil }
    self.bytes = UnsafeRawBufferPointer(rebasing: bytes[prefix..<prefix + size])
  }

  /// A table: where it starts, and where its vtable's entries lie.
  struct Table {
    let start: Int
    let entries: Range<Int>
  }

  /// Whether the buffer names itself so, four letters after the root's offset.
  func isNamed(_ identifier: StaticString) -> Bool {
    guard bytes.count >= 8, identifier.utf8CodeUnitCount == 4 else { return false }
    return (0..<4).allSatisfy { bytes[4 + $0] == identifier.utf8Start[$0] }
  }

  /// The root table.
  var root: Table? { reference(at: 0).flatMap(table) }

  /// An integer at any offset.
  func integer<Value: FixedWidthInteger>(_ type: Value.Type, at offset: Int) -> Value? {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<Value>.size else { return nil }
    return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
  }

  /// The place that the offset stored at `offset` points to.
  func reference(at offset: Int) -> Int? {
    guard let distance = integer(UInt32.self, at: offset) else { return nil }
    let target = offset + Int(distance)
    return target < bytes.count ? target : nil
  }

  /// The table that starts at `start`.
  func table(at start: Int) -> Table? {
    guard let back = integer(Int32.self, at: start) else { return nil }
    let vtable = start - Int(back)
    guard let size = integer(UInt16.self, at: vtable), size >= 4, vtable + Int(size) <= bytes.count else { return nil }
    return Table(start: start, entries: vtable + 4..<vtable + Int(size) / 2 * 2)
  }

  /// The place of a table's field, or nil where it is left out.
  func field(_ index: Int, of table: Table) -> Int? {
    let entry = table.entries.lowerBound + 2 * index
    guard entry < table.entries.upperBound, let offset = integer(UInt16.self, at: entry), offset > 0 else { return nil }
    return table.start + Int(offset)
  }

  /// The first element and the count of the vector that a field points to.
  func vector(_ index: Int, of table: Table, bytesPerElement: Int) -> (start: Int, count: Int)? {
    guard let field = field(index, of: table), let vector = reference(at: field),
      let count = integer(UInt32.self, at: vector)
    else { return nil }
    let start = vector + 4
    guard Int(count) <= (bytes.count - start) / bytesPerElement else { return nil }
    return (start, Int(count))
  }
}
