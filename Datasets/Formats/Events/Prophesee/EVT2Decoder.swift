import Recordings

/// EVT2: 32-bit words, one event each; times in 6 bits beneath 28 that come in words of their own.
public struct EVT2Decoder: EventDecoder {
  /// The triggers met and not taken.
  public var triggers = TriggerQueue()
  private let kernels: EventWordKernels?
  private var clock = WrappingClock(bits: 34)
  private var base: Int64?
  private var notes: DecodingNotes

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
    let words = bytes.count / 4
    if isLast { notes.setTail(bytes.count % 4, at: offset + words * 4) }
    guard let source = bytes.baseAddress else { return (0, start) }
    var (word, end) = (0, start)
    while word < words && end < columns.capacity {
      if let base {
        let run = decodeRun(source + word * 4, min(words - word, columns.capacity - end), base, columns, end)
        word += run
        end += run
        if word == words || end == columns.capacity { break }
      }
      let stored = source.loadUnaligned(fromByteOffset: word * 4, as: UInt32.self)
      decodeRare(UInt32(littleEndian: stored), offset + word * 4)
      word += 1
    }
    return (word * 4, end)
  }

  private func decodeRun(
    _ source: UnsafeRawPointer, _ words: Int, _ base: Int64, _ columns: EventColumns, _ start: Int
  ) -> Int {
    if let kernels {
      return kernels.evt2(
        source.assumingMemoryBound(to: UInt8.self), words, base, columns.kernelColumns(from: start))
    }
    for index in 0..<words {
      let word = UInt32(littleEndian: source.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
      if word >> 29 != 0 { return index }
      columns.t[start + index] = base + Int64(word >> 22 & 63)
      columns.x[start + index] = UInt16(truncatingIfNeeded: word >> 11 & 2047)
      columns.y[start + index] = UInt16(truncatingIfNeeded: word & 2047)
      columns.p[start + index] = UInt8(truncatingIfNeeded: word >> 28)
    }
    return words
  }

  private mutating func decodeRare(_ word: UInt32, _ offset: Int) {
    switch word >> 28 {
    case 0, 1: notes.addEarly(at: offset)
    case 8: base = clock.unroll(Int64(word & 0xfff_ffff) << 6)
    case 0xa:
      guard let base else { return notes.addEarly(at: offset) }
      triggers.append(
        ExternalTrigger(
          timeMicroseconds: base + Int64(word >> 22 & 63), channel: UInt8(word >> 8 & 31), isRising: word & 1 == 1))
    // Statistics of the sensor, and words that continue others.
    case 0xe, 0xf: break
    default: notes.addUnknown(at: offset)
    }
  }
}

extension EVT2Decoder: SeekableEventDecoder {
  /// A word.
  public var recordBytes: Int { 4 }
  /// That of 34 bits.
  public var clockPeriodMicroseconds: Int64? { clock.period }

  /// Waits for a word that tells the time.
  public func restarted(epochMicroseconds: Int64) -> EVT2Decoder {
    var decoder = EVT2Decoder(path: notes.path, kernels: kernels)
    decoder.clock = WrappingClock(bits: 34, epoch: epochMicroseconds)
    decoder.notes = DecodingNotes(path: notes.path, waitsForTime: true)
    return decoder
  }
}
