import Files
import Recordings
import Runtime

/// The pictures and inertial samples among the records of a DAVIS in AEDAT 2.
///
/// jAER turns the columns of events, not those of pictures; rows of both count from below. Times are unrolled beside those
/// of events: each by its distance to the last event, so that both stay on one clock whatever comes first.
final class JAERSampleSource: SampleSource {
  let contents: SampleContents
  private let file: InputFile
  private let chip: JAERChip
  private let dataOffset: Int
  private let buffer = AlignedMemory(uninitializedByteCount: JAERSampleSource.bufferBytes)
  /// The records of the buffer that are left, and the place in the file after them.
  private var left = 0..<0
  private var position: Int
  /// The time of the last event, by which others are unrolled.
  private var now: Int64?
  /// Whether the file holds no events, so that the samples unroll each other.
  private var isWithoutEvents = false
  private var frames: APSFrameBuilder
  private var unit: JAERInertialUnit
  private var inertialCount = 0
  private var isAtEnd = false

  private static let recordBytes = 8
  private static let bufferBytes = 1 << 18
  /// Of 10 bits.
  static let highestLevel: UInt16 = 1023

  init(_ file: InputFile, contents: SampleContents, options: EventReadOptions) throws {
    let text = try AEDATTextHeader(file)
    chip = try JAERChip.choose(named: text.value("AEChip"), size: options.size, path: file.path) {
      try JAERAddresses(file, from: text.dataOffset)
    }.chip
    self.file = file
    self.contents = chip.layout == .davis ? contents : []
    dataOffset = text.dataOffset
    position = text.dataOffset
    frames = APSFrameBuilder(width: chip.width, height: chip.height)
    unit = JAERInertialUnit(text)
  }

  var warnings: [RecordingWarning] {
    var warnings: [RecordingWarning] = []
    func warn(_ problem: String, _ consequence: Message) {
      warnings.append(RecordingWarning(path: file.path, problem: problem, consequence: consequence))
    }
    if frames.incompleteCount > 0 {
      warn("pictures that are not whole: \(frames.incompleteCount)", "they are left out")
    }
    if frames.outsideCount > 0 {
      warn(
        "readouts of pixels outside \(chip.width)x\(chip.height): \(frames.outsideCount)",
        "they are left out; check \(Setting.sensorSize)")
    }
    if unit.incompleteCount > 0 {
      warn("inertial samples that are not whole: \(unit.incompleteCount)", "they are left out")
    }
    if inertialCount > 0 && !unit.areScalesStated {
      warn(
        "the header does not say the ranges of the inertial unit",
        "jAER's usual are taken: 4 g and 500 degrees a second")
    }
    return warnings
  }

  func next() throws -> RecordedSample? {
    if contents.isEmpty { return nil }
    if now == nil { try findClock() }
    while true {
      if left.isEmpty, try !refill() { return end() }
      let place = buffer.baseAddress + left.lowerBound
      left = left.lowerBound + Self.recordBytes..<left.upperBound
      let address = UInt32(bigEndian: place.loadUnaligned(as: UInt32.self))
      let clock = UInt32(bigEndian: place.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
      let time = unroll(clock)
      if address >> 31 == 0 || isWithoutEvents { now = time }
      if address >> 31 == 1, let sample = sample(address, time) { return sample }
    }
  }

  private func unroll(_ clock: UInt32) -> Int64 {
    let now = now ?? Int64(clock)
    return now &+ Int64(Int32(bitPattern: clock &- UInt32(truncatingIfNeeded: now)))
  }

  private func sample(_ address: UInt32, _ time: Int64) -> RecordedSample? {
    let kind = address >> 10 & 3
    if kind == 3 {
      guard contents.contains(.inertial), let sample = unit.add(address: address, time: time) else { return nil }
      inertialCount += 1
      return .inertial(sample)
    }
    // The second signal of a chip that was never sold is kind 2.
    guard kind < 2, !contents.isDisjoint(with: [.frames, .frameTimes]) else { return nil }
    return frames.add(
      x: Int(address >> 12 & 0x3FF), y: chip.height - 1 - Int(address >> 22 & 0x1FF),
      level: UInt16(address & UInt32(Self.highestLevel)), isSignal: kind == 1, time: time,
      withPixels: contents.contains(.frames)
    ).map(Self.sample)
  }

  private static func sample(_ picture: APSFrameBuilder.Picture) -> RecordedSample {
    picture.frame.map(RecordedSample.frame) ?? .frameTime(picture.time, picture.size)
  }

  private func end() -> RecordedSample? {
    if isAtEnd { return nil }
    isAtEnd = true
    unit.finish()
    return frames.finish(withPixels: contents.contains(.frames)).map(Self.sample)
  }

  /// Takes the clock of the first event, from which events are unrolled; without any that of the first record.
  private func findClock() throws {
    var first: Int64?
    while now == nil, try refill() {
      for offset in stride(from: left.lowerBound, to: left.upperBound, by: Self.recordBytes) where now == nil {
        let place = buffer.baseAddress + offset
        let clock = Int64(UInt32(bigEndian: place.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
        first = first ?? clock
        if UInt32(bigEndian: place.loadUnaligned(as: UInt32.self)) >> 31 == 0 { now = clock }
      }
    }
    isWithoutEvents = now == nil
    now = now ?? first ?? 0
    (position, left) = (dataOffset, 0..<0)
  }

  /// Reads the next whole records; whether there are any.
  private func refill() throws -> Bool {
    let count = min(Self.bufferBytes, file.byteCount - position) / Self.recordBytes * Self.recordBytes
    if count <= 0 { return false }
    try file.read(into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count), at: position)
    position += count
    left = 0..<count
    return true
  }
}
