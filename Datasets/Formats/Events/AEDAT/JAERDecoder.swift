import Files
import Recordings

/// The records of AEDAT 1 and 2: an address of 16 or 32 bits and a time of 32, high byte first.
///
/// Times are unrolled: a step of more than half the clock's range, either way, is a wrap. Columns and rows count from
/// the lower right corner as jAER has them, and are turned.
struct JAERDecoder: EventDecoder {
  let path: String
  let chip: JAERChip
  /// 2 in AEDAT 1, 4 in AEDAT 2.
  let addressBytes: Int
  var triggers = TriggerQueue()
  private var time: Int64?
  /// What is added to the first time, whole periods of the clock.
  private var epoch: Int64 = 0
  private var outside = 0
  private var firstOutside = 0
  private var rest: (offset: Int, byteCount: Int)?

  /// What is odd before the first event.
  private let remarks: [RecordingWarning]

  init(path: String, chip: JAERChip, addressBytes: Int, remarks: [RecordingWarning] = []) {
    (self.path, self.chip, self.addressBytes, self.remarks) = (path, chip, addressBytes, remarks)
  }

  var warnings: [RecordingWarning] {
    var warnings = remarks
    if outside > 0 {
      warnings.append(
        RecordingWarning(
          path: path, problem: "\(outside) events lie outside \(chip.width)x\(chip.height), the first",
          place: "byte \(firstOutside)", consequence: "they are left out; check \(Setting.sensorSize)"))
    }
    if let rest {
      warnings.append(
        RecordingWarning(
          path: path, problem: "the last record is cut off: \(rest.byteCount) of \(addressBytes + 4) bytes",
          place: "byte \(rest.offset)", consequence: "it is left out", isTruncation: true))
    }
    return warnings
  }

  mutating func decode(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, isLast: Bool, into columns: EventColumns, from start: Int
  ) throws -> (consumed: Int, end: Int) {
    guard let base = bytes.baseAddress else { return (0, start) }
    let recordBytes = addressBytes + 4
    let records = bytes.count / recordBytes
    let isDAVIS = chip.layout == .davis
    let bits = chip.layout.bits
    let (right, bottom) = (chip.width - 1, chip.height - 1)
    var (record, end) = (0, start)
    var now = time ?? 0
    var isStarted = time != nil
    while record < records && end < columns.capacity {
      let place = base + record * recordBytes
      let address =
        addressBytes == 4
        ? UInt32(bigEndian: place.loadUnaligned(as: UInt32.self))
        : UInt32(UInt16(bigEndian: place.loadUnaligned(as: UInt16.self)))
      record += 1
      // Samples of frames and of the inertial unit.
      if isDAVIS && address >> 31 == 1 { continue }
      let clock = UInt32(bigEndian: place.loadUnaligned(fromByteOffset: addressBytes, as: UInt32.self))
      if isStarted {
        now &+= Int64(Int32(bitPattern: clock &- UInt32(truncatingIfNeeded: now)))
      } else {
        now = epoch &+ Int64(clock)
        isStarted = true
      }
      if address & bits.edge != 0 {
        triggers.append(ExternalTrigger(timeMicroseconds: now, channel: 0, isRising: true))
        continue
      }
      let x = right - Int(address >> bits.columnShift & bits.columnMask)
      let y = bottom - Int(address >> bits.rowShift & bits.rowMask)
      if x < 0 || y < 0 || address & bits.unused != 0 {
        if outside == 0 { firstOutside = offset + (record - 1) * recordBytes }
        outside += 1
        continue
      }
      columns.t[end] = now
      columns.x[end] = UInt16(truncatingIfNeeded: x)
      columns.y[end] = UInt16(truncatingIfNeeded: y)
      columns.p[end] = UInt8(truncatingIfNeeded: (address ^ bits.inverted) >> bits.polarityShift & 1)
      end += 1
    }
    if isStarted { time = now }
    let consumed = record * recordBytes
    if isLast && record == records && consumed < bytes.count {
      rest = (offset + consumed, bytes.count - consumed)
    }
    return (consumed, end)
  }
}

extension JAERDecoder: SeekableEventDecoder {
  var recordBytes: Int { addressBytes + 4 }
  var clockPeriodMicroseconds: Int64? { 1 << 32 }

  func restarted(epochMicroseconds: Int64) -> JAERDecoder {
    var decoder = JAERDecoder(path: path, chip: chip, addressBytes: addressBytes)
    decoder.epoch = epochMicroseconds
    return decoder
  }
}
