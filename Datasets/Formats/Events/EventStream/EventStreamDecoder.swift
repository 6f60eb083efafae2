import Files
import Recordings

/// The events of an Event Stream of type dvs, atis or color.
///
/// A record begins with a byte that holds the time since the last record, and flags: for dvs 7 bits and the polarity,
/// for atis 6 bits, the polarity, and whether it measures exposure. The highest value of the time is no record but lets
/// the clock run on by 127 µs times the low bit in dvs, by 63 µs times the low bits in atis. Column and row follow,
/// 16 bits each. In color the byte is the time alone, its two highest values let the clock run on by 254 µs times the low
/// bit, and red, green and blue follow the place, a byte each.
///
/// Exposure records of atis are handed out like changes, as the format's own reader does, and counted in a warning. Of color
/// only time and place are read; its events are handed out as on, with a warning.
struct EventStreamDecoder: EventDecoder {
  private var recordBytes: Int { kind == .color ? 8 : 5 }

  let path: String
  let kind: EventStreamFormat.Kind
  let width: Int
  let height: Int
  private var time: Int64 = 0
  private var exposureCount = 0
  private var rest: RecordingWarning?

  init(path: String, kind: EventStreamFormat.Kind, width: Int, height: Int) {
    self.path = path
    self.kind = kind
    self.width = width
    self.height = height
  }

  var warnings: [RecordingWarning] {
    var all: [RecordingWarning] = []
    if kind == .color {
      all.append(
        RecordingWarning(
          path: path, problem: "events of type color have no polarity", consequence: "they are handed out as on"))
    }
    if exposureCount > 0 {
      all.append(
        RecordingWarning(
          path: path, problem: "\(exposureCount) events are threshold crossings that measure exposure",
          consequence: "they are handed out with the changes"))
    }
    if let rest { all.append(rest) }
    return all
  }

  mutating func decode(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, isLast: Bool, into columns: EventColumns, from start: Int
  ) throws -> (consumed: Int, end: Int) {
    guard let base = bytes.baseAddress else { return (0, start) }
    let (isATIS, isColor, recordBytes) = (kind == .atis, kind == .color, recordBytes)
    let (width, height, lastRow) = (UInt16(width), UInt16(height), UInt16(height - 1))
    let overflow: UInt8 = isATIS ? 0xfc : 0xfe
    let shift: UInt8 = isATIS ? 2 : isColor ? 0 : 1
    let overflowStep: Int64 = isATIS ? 63 : isColor ? 254 : 127
    let overflowMask: UInt8 = isATIS ? 3 : 1
    let alwaysOn: UInt8 = isColor ? 1 : 0
    let polarityShift: UInt8 = isATIS ? 1 : 0
    var (place, index, time, exposures) = (0, start, time, exposureCount)
    defer {
      self.time = time
      exposureCount = exposures
    }
    while place < bytes.count {
      let first = base.load(fromByteOffset: place, as: UInt8.self)
      if first >= overflow {
        time &+= overflowStep &* Int64(first & overflowMask)
        place &+= 1
        continue
      }
      if index == columns.capacity { break }
      if bytes.count &- place < recordBytes {
        if isLast {
          rest = RecordingWarning(
            path: path, problem: "the last record holds \(bytes.count - place) of \(recordBytes) bytes",
            place: "byte \(offset + place)", consequence: "it is left out", isTruncation: true)
          place = bytes.count
        }
        break
      }
      let x = UInt16(littleEndian: base.loadUnaligned(fromByteOffset: place &+ 1, as: UInt16.self))
      let y = UInt16(littleEndian: base.loadUnaligned(fromByteOffset: place &+ 3, as: UInt16.self))
      if x >= width || y >= height {
        if index > start { break }
        throw FileError(
          .badContent, path: path, problem: "an event at column \(x), row \(y) is outside of \(width)x\(height)",
          place: "byte \(offset + place)", remedy: "the file is damaged here; the events before it are sound")
      }
      time &+= Int64(first >> shift)
      columns.t[index] = time
      columns.x[index] = x
      columns.y[index] = lastRow &- y
      columns.p[index] = first >> polarityShift & 1 | alwaysOn
      if isATIS { exposures &+= Int(first & 1) }
      index &+= 1
      place &+= recordBytes
    }
    return (place, index)
  }
}
