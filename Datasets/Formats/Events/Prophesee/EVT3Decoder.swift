import CKernels
import Recordings

/// EVT3: 16-bit words that each change a part of a state: row, time, one pixel, or up to twelve of a vector.
public struct EVT3Decoder: EventDecoder {
  /// The triggers met and not taken.
  public var triggers = TriggerQueue()
  private let kernels: EventWordKernels?
  private var clock = WrappingClock(bits: 24)
  private var hasTime = false
  private var state = SaccadeEvt3State()
  private var notes: DecodingNotes
  /// Pixels of the next word that found a place already.
  private var doneBits: UInt16 = 0

  /// Starts after the header of the file at `path`.
  public init(path: String) { self.init(path: path, kernels: .best) }

  init(path: String, kernels: EventWordKernels?) {
    self.kernels = kernels
    notes = DecodingNotes(path: path)
  }

  /// What was odd so far.
  public var warnings: [RecordingWarning] { notes.warnings }

  /// Decodes events; see ``EventDecoder/decode(_:at:isLast:into:from:)``.
  public mutating func decode(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, isLast: Bool, into columns: EventColumns, from start: Int
  ) throws -> (consumed: Int, end: Int) {
    let words = bytes.count / 2
    if isLast { notes.setTail(bytes.count % 2, at: offset + words * 2) }
    guard let source = bytes.baseAddress else { return (0, start) }
    var (word, end) = (0, start)
    while word < words && end < columns.capacity {
      if hasTime, let kernels, doneBits == 0 {
        var room = columns.kernelRoom(from: end)
        word += kernels.evt3(
          (source + word * 2).assumingMemoryBound(to: UInt8.self), words - word, &state, &room, BitPlaces.shared.table)
        end += room.written
        if word == words || end == columns.capacity { break }
      }
      let value = UInt16(littleEndian: source.loadUnaligned(fromByteOffset: word * 2, as: UInt16.self))
      end = decodeWord(value, offset + word * 2, columns, end)
      // The rest of the word finds no place now; the word comes again.
      if doneBits != 0 { break }
      word += 1
    }
    return (word * 2, end)
  }

  private mutating func decodeWord(_ word: UInt16, _ offset: Int, _ columns: EventColumns, _ start: Int) -> Int {
    let value = word & 4095
    switch word >> 12 {
    case 0: state.y = UInt32(value & 2047)
    case 2:
      guard hasTime else {
        notes.addEarly(at: offset)
        return start
      }
      write(x: value & 2047, on: UInt32(value >> 11), columns, start)
      return start + 1
    case 3:
      state.x = UInt32(value & 2047)
      state.on = UInt32(value >> 11)
    case 4: return decodeVector(value, width: 12, offset, columns, start)
    case 5: return decodeVector(value & 255, width: 8, offset, columns, start)
    case 6: state.low = Int64(value)
    case 8:
      // The low part counts from zero until a word tells it.
      state.base = clock.unroll(Int64(value) << 12)
      state.low = 0
      hasTime = true
    case 0xa:
      guard hasTime else {
        notes.addEarly(at: offset)
        return start
      }
      triggers.append(
        ExternalTrigger(timeMicroseconds: state.base | state.low, channel: UInt8(value >> 8), isRising: value & 1 == 1))
    // Statistics of the sensor, and the 4 or 12 bits that continue them.
    case 7, 0xe, 0xf: break
    default: notes.addUnknown(at: offset)
    }
    return start
  }

  private mutating func decodeVector(
    _ value: UInt16, width: UInt32, _ offset: Int, _ columns: EventColumns, _ start: Int
  ) -> Int {
    var (mask, end) = (value & ~doneBits, start)
    if !hasTime && mask != 0 {
      notes.addEarly(at: offset)
      mask = 0
    }
    while mask != 0 {
      if end == columns.capacity {
        doneBits = ~mask
        return end
      }
      write(x: UInt16(truncatingIfNeeded: state.x) &+ UInt16(mask.trailingZeroBitCount), on: state.on, columns, end)
      end += 1
      mask &= mask - 1
    }
    doneBits = 0
    state.x &+= width
    return end
  }

  private func write(x: UInt16, on: UInt32, _ columns: EventColumns, _ place: Int) {
    columns.t[place] = state.base | state.low
    columns.x[place] = x
    columns.y[place] = UInt16(truncatingIfNeeded: state.y)
    columns.p[place] = UInt8(truncatingIfNeeded: on)
  }
}

extension EVT3Decoder: SeekableEventDecoder {
  /// A word.
  public var recordBytes: Int { 2 }
  /// That of 24 bits.
  public var clockPeriodMicroseconds: Int64? { clock.period }

  /// Waits for a word that tells the time.
  public func restarted(epochMicroseconds: Int64) -> EVT3Decoder {
    var decoder = EVT3Decoder(path: notes.path, kernels: kernels)
    decoder.clock = WrappingClock(bits: 24, epoch: epochMicroseconds)
    decoder.notes = DecodingNotes(path: notes.path, waitsForTime: true)
    return decoder
  }
}
