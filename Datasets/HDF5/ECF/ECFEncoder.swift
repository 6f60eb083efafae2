import Recordings

/// Encodes chunks of Prophesee's Event Compression Format; see ``ECFDecoder`` for its bits.
///
/// Of the three ways to store places it takes the one that needs the fewest bytes. A step back in time is stored as a
/// long step modulo 2⁶⁴, so that every order of events comes back as it was.
struct ECFEncoder {
  /// The largest column or row.
  static let largestPlace = 2047
  private(set) var bytes: [UInt8] = []

  /// Replaces ``bytes`` by a chunk of the first `count` events, at most 65535.
  ///
  /// - Precondition: Columns and rows are at most ``largestPlace``.
  mutating func encode(_ columns: EventColumns, count: Int) {
    precondition(count <= ECFDecoder.mostEvents, "A chunk of ECF holds no \(count) events.")
    bytes.removeAll(keepingCapacity: true)
    if count == 0 { return append(UInt32(0)) }
    let (rows, columnWords, polarities) = runBytes(columns, count)
    let groups = (count + 3) / 4
    let plain = rows + columnWords + polarities
    let (packedColumns, packedPlaces) = (rows + 6 * groups, 12 * groups)
    let packsPlaces = packedPlaces < min(plain, packedColumns)
    let packsColumns = !packsPlaces && packedColumns < plain
    append(UInt32(count) << 2 | (packsPlaces ? 2 : 0) | (packsColumns ? 1 : 0))
    times(columns.t, count)
    if packsPlaces { return packPlaces(columns, count) }
    appendRows(columns.y, count)
    if packsColumns { return packColumns(columns, count) }
    maskColumns(columns.x, count)
    appendPolarities(columns.p, count)
  }

  private mutating func append<Word: FixedWidthInteger>(_ word: Word) {
    withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private func run<Value: Equatable>(_ column: UnsafeMutablePointer<Value>, from start: Int, _ count: Int) -> Int {
    var end = start + 1
    while end < count && column[end] == column[start] { end += 1 }
    return end - start
  }

  /// The columns that follow `x[start]` closely enough for its word, as bits, and how many events that are.
  private func mask(_ x: UnsafeMutablePointer<UInt16>, from start: Int, _ count: Int) -> (bits: UInt16, events: Int) {
    var (bits, index) = (UInt16(0), start + 1)
    for step in 1...5 where index < count && x[index] == x[start] + UInt16(step) {
      bits |= 32 >> UInt16(step)
      index += 1
    }
    return (bits, index - start)
  }

  private func runBytes(_ columns: EventColumns, _ count: Int) -> (rows: Int, columns: Int, polarities: Int) {
    var bytes = (rows: 0, columns: 0, polarities: 0)
    var index = 0
    while index < count {
      let length = run(columns.y, from: index, count)
      bytes.rows += length < 31 ? 2 : 4
      index += length
    }
    index = 0
    while index < count {
      index += mask(columns.x, from: index, count).events
      bytes.columns += 2
    }
    index = 0
    while index < count {
      let length = run(columns.p, from: index, count)
      bytes.polarities += length < 127 ? 1 : 3
      index += length
    }
    return bytes
  }

  private mutating func times(_ t: UnsafeMutablePointer<Int64>, _ count: Int) {
    append(t[0])
    var time = t[0]
    var index = 0
    while index < count {
      var step = UInt64(bitPattern: t[index] &- time)
      time = t[index]
      if step >= 15 {
        while step > 0 {
          bytes.append(0xF0 | UInt8(step & 15))
          step >>= 4
        }
      }
      let length = run(t, from: index, count)
      bytes.append(UInt8(step) << 4 | UInt8(min(length, 15)))
      if length >= 15 { append(UInt16(length)) }
      index += length
    }
  }

  private mutating func appendRows(_ y: UnsafeMutablePointer<UInt16>, _ count: Int) {
    var index = 0
    while index < count {
      let length = run(y, from: index, count)
      append(y[index] << 5 | UInt16(min(length, 31)))
      if length >= 31 { append(UInt16(length)) }
      index += length
    }
  }

  private mutating func maskColumns(_ x: UnsafeMutablePointer<UInt16>, _ count: Int) {
    var index = 0
    while index < count {
      let (bits, events) = mask(x, from: index, count)
      append(x[index] << 5 | bits)
      index += events
    }
  }

  private mutating func appendPolarities(_ p: UnsafeMutablePointer<UInt8>, _ count: Int) {
    var index = 0
    while index < count {
      let length = run(p, from: index, count)
      bytes.append((p[index] & 1) << 7 | UInt8(min(length, 127)))
      if length >= 127 { append(UInt16(length)) }
      index += length
    }
  }

  private mutating func packColumns(_ columns: EventColumns, _ count: Int) {
    func event(_ index: Int) -> UInt16 {
      index < count ? columns.x[index] << 1 | UInt16(columns.p[index] & 1) : 0
    }
    for first in stride(from: 0, to: count, by: 4) {
      let (a, b, c, d) = (event(first), event(first + 1), event(first + 2), event(first + 3))
      append(a << 4 | b & 15)
      append((b >> 4) << 8 | c & 255)
      append((c >> 8) << 12 | d)
    }
  }

  private mutating func packPlaces(_ columns: EventColumns, _ count: Int) {
    func event(_ index: Int) -> UInt32 {
      if index >= count { return 0 }
      return UInt32(columns.y[index]) << 12 | UInt32(columns.x[index]) << 1 | UInt32(columns.p[index] & 1)
    }
    for first in stride(from: 0, to: count, by: 4) {
      let (a, b, c, d) = (event(first), event(first + 1), event(first + 2), event(first + 3))
      append(a << 8 | b & 0xFF)
      append((b >> 8) << 16 | c & 0xFFFF)
      append((c >> 16) << 24 | d)
    }
  }
}
