import Recordings

/// DAT: 8 bytes an event, 32 bits of time and 32 of place and polarity.
public struct DATDecoder: EventDecoder {
  private let version: Int
  private let timeOrigin: Int64
  private let kernels: EventWordKernels?
  private var clock = WrappingClock(bits: 32)
  private var notes: DecodingNotes

  /// Starts after the two bytes of type and size that follow the header.
  ///
  /// - Parameters:
  ///   - version: 1 (9 bits of x, 8 of y) or 2 (14 bits each).
  ///   - timeOrigin: What the header's `T0` adds to every time, in microseconds.
  public init(path: String, version: Int, timeOrigin: Int64) {
    self.init(path: path, version: version, timeOrigin: timeOrigin, kernels: .best)
  }

  init(path: String, version: Int, timeOrigin: Int64, kernels: EventWordKernels?) {
    self.version = version
    self.timeOrigin = timeOrigin
    self.kernels = version == 2 ? kernels : nil
    notes = DecodingNotes(path: path)
  }

  /// What was odd so far.
  public var warnings: [RecordingWarning] { notes.warnings }

  /// Decodes events; see ``EventDecoder/decode(_:at:isLast:into:from:)``.
  public mutating func decode(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, isLast: Bool, into columns: EventColumns, from start: Int
  ) throws -> (consumed: Int, end: Int) {
    if isLast { notes.setTail(bytes.count % 8, at: offset + bytes.count / 8 * 8) }
    guard let source = bytes.baseAddress else { return (0, start) }
    let events = min(bytes.count / 8, columns.capacity - start)
    var event = 0
    while event < events {
      if let kernels, let last = clock.last {
        // Within one half of the clock's period nothing can wrap.
        let run = kernels.dat(
          (source + event * 8).assumingMemoryBound(to: UInt8.self), events - event, clock.epoch &+ timeOrigin,
          UInt32(truncatingIfNeeded: last), columns.kernelColumns(from: start + event))
        event += run
        if run > 0 { _ = clock.unroll(columns.t[start + event - 1] &- timeOrigin &- clock.epoch) }
      }
      for _ in 0..<min(16, events - event) {
        write(source + event * 8, columns, start + event)
        event += 1
      }
    }
    return (events * 8, start + events)
  }

  private mutating func write(_ source: UnsafeRawPointer, _ columns: EventColumns, _ place: Int) {
    let time = UInt32(littleEndian: source.loadUnaligned(as: UInt32.self))
    let rest = UInt32(littleEndian: source.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    let (xBits, yBits): (UInt32, UInt32) = version == 2 ? (14, 14) : (9, 8)
    columns.t[place] = clock.unroll(Int64(time)) &+ timeOrigin
    columns.x[place] = UInt16(truncatingIfNeeded: rest & (1 << xBits - 1))
    columns.y[place] = UInt16(truncatingIfNeeded: rest >> xBits & (1 << yBits - 1))
    columns.p[place] = rest >> (xBits + yBits) & 15 != 0 ? 1 : 0
  }
}

extension DATDecoder: SeekableEventDecoder {
  /// An event.
  public var recordBytes: Int { 8 }
  /// That of 32 bits.
  public var clockPeriodMicroseconds: Int64? { clock.period }

  /// Knows the clock by the first event.
  public func restarted(epochMicroseconds: Int64) -> DATDecoder {
    var decoder = DATDecoder(path: notes.path, version: version, timeOrigin: timeOrigin, kernels: .best)
    decoder.clock = WrappingClock(bits: 32, epoch: epochMicroseconds)
    return decoder
  }
}
