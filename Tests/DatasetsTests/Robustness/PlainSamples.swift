import Recordings

/// Recordings of formats without a writer, made byte by byte.
enum PlainSamples {
  /// Event Stream of type atis.
  static func atis(_ events: [Event]) -> [UInt8] {
    var bytes = Array("Event Stream".utf8) + [2, 0, 0, 2, 128, 0, 128, 0]
    var last: Int64 = 0
    for event in events {
      var step = event.timeMicroseconds - last
      last = event.timeMicroseconds
      while step >= 63 {
        let times = min(3, step / 63)
        bytes.append(0xfc | UInt8(times))
        step -= times * 63
      }
      bytes.append(UInt8(step) << 2 | (event.isOn ? 2 : 0))
      bytes += AEDATSamples.little(event.x) + AEDATSamples.little(127 - event.y)
    }
    return bytes
  }

  /// Records of 40 bits.
  static func fortyBit(_ events: [Event]) -> [UInt8] {
    events.flatMap { event in
      let time = AEDATSamples.big(UInt32(event.timeMicroseconds) | (event.isOn ? 1 << 23 : 0))
      return [UInt8(event.x), UInt8(event.y)] + time.dropFirst()
    }
  }

  /// A NumPy table of N rows t, x, y, p, stored by row or by column.
  static func table(_ events: [Event], isByColumn: Bool) -> [UInt8] {
    let order = isByColumn ? "True" : "False"
    let header = "{'descr': '<i8', 'fortran_order': \(order), 'shape': (\(events.count), 4), }\n"
    let rows = events.map { [$0.timeMicroseconds, Int64($0.x), Int64($0.y), $0.isOn ? 1 : 0] }
    let numbers = isByColumn ? (0..<4).flatMap { column in rows.map { $0[column] } } : rows.flatMap { $0 }
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + AEDATSamples.little(UInt16(header.utf8.count))
      + Array(header.utf8) + numbers.flatMap { AEDATSamples.little($0) }
  }
}
