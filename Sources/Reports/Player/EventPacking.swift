import Foundation
import Recordings

/// Events as few bytes: what a page carries, and its script unpacks.
///
/// First all times: of each event the microseconds since the one before, from the first event on, times two, plus 1 where
/// the pixel became brighter; 7 bits a byte, the lowest first, the high bit set where more follow. Then all columns, then
/// all rows: a byte each where the sensor has at most 256 of both, else two, the lower first.
public enum EventPacking {
  /// Packs events in the order of time.
  ///
  /// Cost: one pass; 3 bytes an event of a small sensor at a few events a microsecond, 5 to 6 of a large one.
  ///
  /// - Precondition: No event is earlier than the one before, and all lie on the sensor.
  public static func packed(_ events: some Collection<Event>, width: Int, height: Int) -> [UInt8] {
    let isNarrow = isNarrow(width: width, height: height)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(events.count * (isNarrow ? 4 : 6))
    var last = events.first?.timeMicroseconds ?? 0
    for event in events {
      precondition(event.timeMicroseconds >= last, "Events are packed in the order of time.")
      precondition(Int(event.x) < width && Int(event.y) < height, "An event lies outside of the sensor.")
      var rest = UInt64(bitPattern: event.timeMicroseconds &- last) << 1 | (event.isOn ? 1 : 0)
      while rest >= 128 {
        bytes.append(UInt8(rest & 127) | 128)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
      last = event.timeMicroseconds
    }
    for place in [\Event.x, \Event.y] {
      for event in events {
        let value = event[keyPath: place]
        bytes.append(UInt8(truncatingIfNeeded: value))
        if !isNarrow { bytes.append(UInt8(value >> 8)) }
      }
    }
    return bytes
  }

  /// The events of packed bytes: what the page's script does, for tests.
  ///
  /// - Parameter first: The time of the first event.
  /// - Returns: Nil where the bytes are not those of so many events.
  public static func unpacked(
    _ bytes: [UInt8], count: Int, firstMicroseconds first: Int64, width: Int, height: Int
  ) -> [Event]? {
    let size = isNarrow(width: width, height: height) ? 1 : 2
    var place = 0
    var time = first
    var events: [Event] = []
    for _ in 0..<count {
      var value: UInt64 = 0
      var shift: UInt64 = 0
      repeat {
        guard place < bytes.count, shift < 64 else { return nil }
        value |= UInt64(bytes[place] & 127) << shift
        shift += 7
        place += 1
      } while bytes[place - 1] >= 128
      time &+= Int64(value >> 1)
      events.append(Event(timeMicroseconds: time, x: 0, y: 0, isOn: value & 1 == 1))
    }
    guard bytes.count == place + 2 * size * count else { return nil }
    for index in 0..<count {
      func value(_ start: Int) -> UInt16 {
        let byte = start + index * size
        return UInt16(bytes[byte]) | (size == 2 ? UInt16(bytes[byte + 1]) << 8 : 0)
      }
      events[index].x = value(place)
      events[index].y = value(place + size * count)
    }
    return events
  }

  static func isNarrow(width: Int, height: Int) -> Bool { max(width, height) <= 256 }
}
