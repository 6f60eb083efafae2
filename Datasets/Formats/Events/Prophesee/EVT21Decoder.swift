import Recordings

/// EVT2.1: 64-bit words of up to 32 neighbouring pixels; times as in EVT2.
public struct EVT21Decoder: EventDecoder {
  /// The triggers met and not taken.
  public var triggers = TriggerQueue()
  private let halvesSwapped: Bool
  private let kernels: EventWordKernels?
  private var clock = WrappingClock(bits: 34)
  private var base: Int64?
  private var notes: DecodingNotes
  /// Pixels of the next word that found a place already, in the order of bits.
  private var doneBits: UInt32 = 0

  /// Starts after the header of the file at `path`.
  ///
  /// - Parameter halvesSwapped: Whether the upper half of each word comes first, as older cameras stored it.
  public init(path: String, halvesSwapped: Bool) {
    self.init(path: path, halvesSwapped: halvesSwapped, kernels: .best)
  }

  init(path: String, halvesSwapped: Bool, kernels: EventWordKernels?) {
    self.halvesSwapped = halvesSwapped
    self.kernels = kernels
    notes = DecodingNotes(path: path)
  }

  /// What was odd so far.
  public var warnings: [RecordingWarning] { notes.warnings }

  /// Decodes events; see ``EventDecoder/decode(_:at:isLast:into:from:)``.
  public mutating func decode(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, isLast: Bool, into columns: EventColumns, from start: Int
  ) throws -> (consumed: Int, end: Int) {
    let words = bytes.count / 8
    if isLast { notes.setTail(bytes.count % 8, at: offset + words * 8) }
    guard let source = bytes.baseAddress else { return (0, start) }
    var (word, end) = (0, start)
    while word < words && end < columns.capacity {
      if let base, let kernels, doneBits == 0 {
        var room = columns.kernelRoom(from: end)
        word += kernels.evt21(
          (source + word * 8).assumingMemoryBound(to: UInt8.self), words - word, halvesSwapped ? 1 : 0, base, &room,
          BitPlaces.shared.table)
        end += room.written
        if word == words || end == columns.capacity { break }
      }
      let stored = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self))
      let value = halvesSwapped ? stored << 32 | stored >> 32 : stored
      if value >> 61 != 0 {
        decodeRare(value, offset + word * 8)
      } else if let base {
        end = decodeVector(value, base, columns, end)
        // The rest of the word finds no place now; the word comes again.
        if doneBits != 0 { break }
      } else {
        notes.addEarly(at: offset + word * 8)
      }
      word += 1
    }
    return (word * 8, end)
  }

  private mutating func decodeVector(_ word: UInt64, _ base: Int64, _ columns: EventColumns, _ start: Int) -> Int {
    var mask = UInt32(truncatingIfNeeded: word) & ~doneBits
    var end = start
    while mask != 0 {
      if end == columns.capacity {
        doneBits = ~mask
        return end
      }
      columns.t[end] = base + Int64(word >> 54 & 63)
      columns.x[end] = UInt16(truncatingIfNeeded: word >> 43 & 2047) + UInt16(mask.trailingZeroBitCount)
      columns.y[end] = UInt16(truncatingIfNeeded: word >> 32 & 2047)
      columns.p[end] = UInt8(truncatingIfNeeded: word >> 60)
      end += 1
      mask &= mask - 1
    }
    doneBits = 0
    return end
  }

  private mutating func decodeRare(_ word: UInt64, _ offset: Int) {
    switch word >> 60 {
    case 8: base = clock.unroll(Int64(word >> 32 & 0xfff_ffff) << 6)
    case 0xa:
      guard let base else { return notes.addEarly(at: offset) }
      triggers.append(
        ExternalTrigger(
          timeMicroseconds: base + Int64(word >> 54 & 63), channel: UInt8(word >> 40 & 31),
          isRising: word >> 32 & 1 == 1))
    case 0xe, 0xf: break
    default: notes.addUnknown(at: offset)
    }
  }
}

extension EVT21Decoder: SeekableEventDecoder {
  /// A word.
  public var recordBytes: Int { 8 }
  /// That of 34 bits.
  public var clockPeriodMicroseconds: Int64? { clock.period }

  /// Waits for a word that tells the time.
  public func restarted(epochMicroseconds: Int64) -> EVT21Decoder {
    var decoder = EVT21Decoder(path: notes.path, halvesSwapped: halvesSwapped, kernels: kernels)
    decoder.clock = WrappingClock(bits: 34, epoch: epochMicroseconds)
    decoder.notes = DecodingNotes(path: notes.path, waitsForTime: true)
    return decoder
  }
}
