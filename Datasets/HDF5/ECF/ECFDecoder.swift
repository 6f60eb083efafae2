import Recordings

/// Decodes a chunk of Prophesee's Event Compression Format.
///
/// A chunk starts with a little-endian word: the number of events, at most 65535, in all but the low two bits; bit 1
/// says that y, x and p are packed, bit 0 that x and p are. What follows:
/// - the first time in 64 bits; then a byte a run of equal times, the step from the last time in the high half and the
///   number of events in the low, where 15 means that 16 bits follow. A step of 15 instead adds the low half as the next
///   four bits, the lowest first, of a longer step, which is modulo 2⁶⁴ and so may lead back;
/// - y, unless packed: 16 bits a run, y in the high 11 and the number below, where 31 means that 16 bits follow;
/// - x and p, unless packed: 16 bits for up to six events of one run, x in the high 11 and below a bit for each of the
///   next five columns, the highest first; then a byte a run of p, p in bit 7 and the number below, where 127 means that
///   16 bits follow;
/// - packed y, x and p: four events of 11 + 11 + 1 bits, each in 24, in three words of 32 bits, from the top on;
/// - packed x and p: four events of 11 + 1 bits in three words of 16, likewise.
///
/// - SeeAlso: github.com/prophesee-ai/hdf5_ecf, which defines the format.
struct ECFDecoder {
  /// The most events of a chunk.
  static let mostEvents = 65535
  private static let headBytes = 4

  private let bytes: UnsafeRawPointer
  private let end: Int
  private var place = 0

  private init(_ chunk: UnsafeRawBufferPointer) throws {
    guard let base = chunk.baseAddress, chunk.count >= Self.headBytes else {
      throw HDF5FilterFailure(problem: "it is cut off")
    }
    bytes = base
    end = chunk.count
  }

  /// The events that a chunk holds.
  static func eventCount(_ chunk: UnsafeRawBufferPointer) throws -> Int {
    let decoder = try ECFDecoder(chunk)
    let count = Int(decoder.head >> 2)
    guard count <= mostEvents else {
      throw HDF5FilterFailure(problem: "it claims \(count) events, more than the \(mostEvents) that fit")
    }
    return count
  }

  /// Decodes a chunk to `start` and the places after it, which must be as many as its events.
  static func decode(_ chunk: UnsafeRawBufferPointer, into columns: EventColumns, from start: Int) throws -> Int {
    let count = try eventCount(chunk)
    precondition(start >= 0 && count <= columns.capacity - start, "The columns have no room for the chunk.")
    if count == 0 { return 0 }
    var decoder = try ECFDecoder(chunk)
    let head = decoder.head
    decoder.place = headBytes
    let (x, y, p) = (columns.x + start, columns.y + start, columns.p + start)
    try decoder.times(into: columns.t + start, count: count)
    if head & 2 != 0 {
      try decoder.packedPlaces(x: x, y: y, p: p, count: count)
    } else {
      try decoder.rows(into: y, count: count)
      if head & 1 != 0 {
        try decoder.packedColumns(x: x, p: p, count: count)
      } else {
        try decoder.maskedColumns(into: x, count: count)
        try decoder.polarities(into: p, count: count)
      }
    }
    return count
  }

  private var head: UInt32 { UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)) }

  @inline(__always)
  private mutating func next<Word: FixedWidthInteger>(_ type: Word.Type) throws -> Word {
    guard end - place >= MemoryLayout<Word>.size else { throw HDF5FilterFailure(problem: "it is cut off") }
    let word = bytes.loadUnaligned(fromByteOffset: place, as: Word.self)
    place += MemoryLayout<Word>.size
    return Word(littleEndian: word)
  }

  @inline(__always)
  private func check(_ run: Int, fits room: Int) throws {
    guard run <= room else { throw HDF5FilterFailure(problem: "a run is longer than the chunk") }
  }

  // The columns have room for a vector after the last event, so that runs are filled with whole ones.

  private mutating func times(into t: UnsafeMutablePointer<Int64>, count: Int) throws {
    var time = try next(UInt64.self)
    var index = 0
    while index < count {
      let byte = try next(UInt8.self)
      var run = Int(byte & 15)
      if byte >> 4 == 15 {
        time &+= try longStep(from: UInt64(run))
        continue
      }
      time &+= UInt64(byte >> 4)
      if run == 15 { run = Int(try next(UInt16.self)) }
      try check(run, fits: count - index)
      let filled = SIMD2(repeating: Int64(bitPattern: time))
      var done = 0
      while done < run {
        let target = UnsafeMutableRawPointer(t + index + done)
        target.storeBytes(of: filled, as: SIMD2<Int64>.self)
        (target + 16).storeBytes(of: filled, as: SIMD2<Int64>.self)
        done += 4
      }
      index += run
    }
  }

  private mutating func longStep(from low: UInt64) throws -> UInt64 {
    var (step, shift) = (low, UInt64(4))
    while place < end, bytes.load(fromByteOffset: place, as: UInt8.self) >> 4 == 15 {
      guard shift < 64 else { throw HDF5FilterFailure(problem: "a step in time has more than 64 bits") }
      step |= UInt64(bytes.load(fromByteOffset: place, as: UInt8.self) & 15) &<< shift
      shift += 4
      place += 1
    }
    return step
  }

  private mutating func rows(into y: UnsafeMutablePointer<UInt16>, count: Int) throws {
    var index = 0
    while index < count {
      let word = try next(UInt16.self)
      var run = Int(word & 31)
      if run == 31 { run = Int(try next(UInt16.self)) }
      try check(run, fits: count - index)
      let filled = SIMD8(repeating: word >> 5)
      var done = 0
      while done < run {
        UnsafeMutableRawPointer(y + index + done).storeBytes(of: filled, as: SIMD8<UInt16>.self)
        done += 8
      }
      index += run
    }
  }

  private mutating func polarities(into p: UnsafeMutablePointer<UInt8>, count: Int) throws {
    var index = 0
    while index < count {
      let byte = try next(UInt8.self)
      var run = Int(byte & 127)
      if run == 127 { run = Int(try next(UInt16.self)) }
      try check(run, fits: count - index)
      let filled = SIMD16(repeating: byte >> 7)
      var done = 0
      while done < run {
        UnsafeMutableRawPointer(p + index + done).storeBytes(of: filled, as: SIMD16<UInt8>.self)
        done += 16
      }
      index += run
    }
  }

  private mutating func maskedColumns(into x: UnsafeMutablePointer<UInt16>, count: Int) throws {
    try ECFMasks.steps.withUnsafeBufferPointer { steps in
      guard let steps = steps.baseAddress else { return }
      var index = 0
      while index < count {
        let word = try next(UInt16.self)
        let mask = Int(word & 31)
        let places = SIMD8(repeating: word >> 5) &+ steps[mask]
        // The last word of a chunk may have bits for events that there are none of.
        UnsafeMutableRawPointer(x + index).storeBytes(of: places, as: SIMD8<UInt16>.self)
        index += 1 + mask.nonzeroBitCount5
      }
    }
  }

  private mutating func packedColumns(
    x: UnsafeMutablePointer<UInt16>, p: UnsafeMutablePointer<UInt8>, count: Int
  ) throws {
    try checkPacked(groups: (count + 3) / 4, bytesPerGroup: 6)
    for first in stride(from: 0, to: count, by: 4) {
      let a = try next(UInt16.self)
      let b = try next(UInt16.self)
      let c = try next(UInt16.self)
      let events = SIMD4<UInt16>(a >> 4, a & 15 | (b >> 8) << 4, b & 255 | (c >> 12) << 8, c & 4095)
      for event in 0..<4 {
        x[first + event] = events[event] >> 1
        p[first + event] = UInt8(truncatingIfNeeded: events[event] & 1)
      }
    }
  }

  private mutating func packedPlaces(
    x: UnsafeMutablePointer<UInt16>, y: UnsafeMutablePointer<UInt16>, p: UnsafeMutablePointer<UInt8>, count: Int
  ) throws {
    try checkPacked(groups: (count + 3) / 4, bytesPerGroup: 12)
    for first in stride(from: 0, to: count, by: 4) {
      let a = try next(UInt32.self)
      let b = try next(UInt32.self)
      let c = try next(UInt32.self)
      let events = SIMD4<UInt32>(
        a >> 8, a & 0xFF | (b >> 16) << 8, b & 0xFFFF | (c >> 24) << 16, c & 0xFF_FFFF)
      for event in 0..<4 {
        y[first + event] = UInt16(truncatingIfNeeded: events[event] >> 12 & 2047)
        x[first + event] = UInt16(truncatingIfNeeded: events[event] >> 1 & 2047)
        p[first + event] = UInt8(truncatingIfNeeded: events[event] & 1)
      }
    }
  }

  private func checkPacked(groups: Int, bytesPerGroup: Int) throws {
    guard groups * bytesPerGroup <= end - place else { throw HDF5FilterFailure(problem: "it is cut off") }
  }
}

/// What a mask of five columns stands for.
private enum ECFMasks {
  /// For each mask the steps from the first column: 0, then those whose bits are set, then anything.
  static let steps: [SIMD8<UInt16>] = (0..<32).map { mask in
    var steps = SIMD8<UInt16>(repeating: 0)
    var count = 1
    for step in 1...5 where mask & 32 >> step != 0 {
      steps[count] = UInt16(step)
      count += 1
    }
    return steps
  }
}

extension Int {
  /// The bits set among the low five, without the instruction that old processors lack: a digit of a table.
  @inline(__always)
  fileprivate var nonzeroBitCount5: Int {
    // Counts of the low four bits, in halves of a byte.
    let counts: UInt64 = 0x4332_3221_3221_2110
    return Int(counts &>> UInt64(truncatingIfNeeded: 4 * (self & 15)) & 7) + self >> 4
  }
}
