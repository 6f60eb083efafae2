import Recordings

/// How an event of a part of a sensor is written in one number, so that numbers are in the order of time, row, column, and
/// off before on.
struct SceneEventKey {
  private let columnBits: UInt64
  private let rowBits: UInt64

  init(_ size: SensorSize) {
    func bits(_ count: Int) -> UInt64 { UInt64(Int.bitWidth - max(count - 1, 0).leadingZeroBitCount) }
    (columnBits, rowBits) = (bits(size.width), bits(size.height))
  }

  /// - Precondition: The place lies in the part, the time in 0 ..< 2³¹ µs.
  func key(t: Int64, x: Int, y: Int, isOn: Bool) -> UInt64 {
    ((UInt64(t) << rowBits | UInt64(y)) << columnBits | UInt64(x)) << 1 | (isOn ? 1 : 0)
  }

  func write(_ key: UInt64, to columns: EventColumns, at index: Int) {
    columns.p[index] = UInt8(key & 1)
    columns.x[index] = UInt16(key >> 1 & (1 << columnBits - 1))
    columns.y[index] = UInt16(key >> (1 + columnBits) & (1 << rowBits - 1))
    columns.t[index] = Int64(key >> (1 + columnBits + rowBits))
  }

  /// Sorts numbers, by 11 bits at a time.
  static func sort(_ keys: inout [UInt64]) {
    let digitBits = 11
    func digit(_ key: UInt64, _ shift: Int) -> Int {
      Int(truncatingIfNeeded: key >> UInt64(shift)) & (1 << digitBits - 1)
    }
    let bits = UInt64.bitWidth - keys.reduce(0, |).leadingZeroBitCount
    var sorted = [UInt64](repeating: 0, count: keys.count)
    for shift in stride(from: 0, to: bits, by: digitBits) {
      var places = [Int](repeating: 0, count: 1 << digitBits)
      for key in keys { places[digit(key, shift)] += 1 }
      var start = 0
      for digit in places.indices { (places[digit], start) = (start, start + places[digit]) }
      for key in keys {
        let digit = digit(key, shift)
        sorted[places[digit]] = key
        places[digit] += 1
      }
      swap(&keys, &sorted)
    }
  }
}
