import Files
import Recordings

/// The pictures and inertial samples of AEDAT 3.1: packets of frames, of IMU6 and of IMU9. Other packets are passed over.
///
/// Memory holds one picture as stored and one as handed out.
final class AEDAT3SampleSource: SampleSource {
  let contents: SampleContents
  private(set) var warnings: [RecordingWarning] = []
  private let path: String
  private let window: ByteWindow
  private var packet: Packet?
  private var source: Int16?
  private var toldMosaic = false

  private struct Packet {
    var kind: Kind
    var start: Int
    var overflow: Int64
    var eventBytes: Int
    var left: Int
  }

  /// The types of packets that are read.
  private enum Kind: Int16 {
    case frame = 2
    case inertial6 = 3
    case inertial9 = 4

    /// The bytes of an event at least.
    var leastBytes: Int {
      switch self {
      case .frame: 36
      case .inertial6: 36
      case .inertial9: 48
      }
    }
  }

  private static let headerBytes = 28
  private static let mostEventBytes = 256 << 20

  init(_ file: InputFile, contents: SampleContents, options: EventReadOptions) throws {
    path = file.path
    self.contents = contents
    window = ByteWindow(file: file, range: try AEDATFamily.packetsOfAEDAT3(file).dataOffset..<file.byteCount)
  }

  func next() throws -> RecordedSample? {
    if contents.isEmpty { return nil }
    while true {
      guard var current = packet, current.left > 0 else {
        guard try openPacket() else { return nil }
        continue
      }
      let place = window.position
      guard let bytes = try window.peek(current.eventBytes) else {
        cut("the packet that starts at byte \(current.start) is cut off: \(current.left) events are missing", at: place)
        return nil
      }
      window.skip(current.eventBytes)
      current.left -= 1
      packet = current
      let info = Int32(littleEndian: bytes.loadUnaligned(as: Int32.self))
      // What is marked so does not count.
      guard info & 1 == 1 else { continue }
      if current.kind == .frame { return try frame(bytes, info, current, at: place) }
      return .inertial(inertial(bytes, current))
    }
  }

  /// Goes to the next packet that is wanted; whether there is one.
  private func openPacket() throws -> Bool {
    packet = nil
    while window.remaining > 0 {
      let start = window.position
      guard let bytes = try window.peek(Self.headerBytes) else {
        cut("the header of a packet is cut off: \(window.remaining) of \(Self.headerBytes) bytes", at: start)
        return false
      }
      func short(_ place: Int) -> Int16 {
        Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int16.self))
      }
      func word(_ place: Int) -> Int {
        Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int32.self)))
      }
      let (type, from, size, timeOffset) = (short(0), short(2), word(4), word(8))
      let (overflow, capacity, number, valid) = (word(12), word(16), word(20), word(24))
      guard type >= 0, size > 0, overflow >= 0, number >= 0, capacity >= number, valid >= 0, valid <= number,
        timeOffset >= 0, timeOffset + 4 <= size
      else { throw damaged(start, "no header of a packet stands there") }
      window.skip(Self.headerBytes)
      if type <= Kind.inertial9.rawValue, source == nil { source = from }
      guard let kind = Kind(rawValue: type), from == source, isWanted(kind) else {
        let bytes = number * size
        if bytes > window.remaining {
          cut("the packet that starts at byte \(start) is cut off", at: window.position)
          return false
        }
        window.skip(bytes)
        continue
      }
      guard size >= kind.leastBytes, size <= Self.mostEventBytes else {
        throw damaged(start, "a packet of type \(type) claims events of \(size) bytes")
      }
      packet = Packet(kind: kind, start: start, overflow: Int64(overflow) << 31, eventBytes: size, left: number)
      if number > 0 { return true }
    }
    return false
  }

  private func isWanted(_ kind: Kind) -> Bool {
    kind == .frame ? !contents.isDisjoint(with: [.frames, .frameTimes]) : contents.contains(.inertial)
  }

  /// A picture: its channels and colour filter, four times, size, corner, samples of 16 bits.
  private func frame(
    _ bytes: UnsafeRawBufferPointer, _ info: Int32, _ packet: Packet, at place: Int
  ) throws -> RecordedSample {
    func word(_ offset: Int) -> Int {
      Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
    }
    let (width, height, x, y) = (word(20), word(24), word(28), word(32))
    let (channels, filter) = (Int(info >> 1 & 7), info >> 4 & 15)
    let sides = 1...1 << 16
    guard sides.contains(width), sides.contains(height), [1, 3, 4].contains(channels), x >= 0, y >= 0,
      word(12) >= 0, word(16) >= 0
    else {
      throw damaged(place, "a picture of \(width)x\(height) with \(channels) channels at (\(x), \(y)) is none")
    }
    let picture = StoredPicture(width: width, height: height, channels: channels, isDeep: true)
    guard picture.leastByteCount <= bytes.count - packet.kind.leastBytes else {
      throw damaged(place, "a picture of \(width)x\(height) does not fit in the \(bytes.count) bytes of its event")
    }
    if filter > 0, channels == 1, !toldMosaic {
      toldMosaic = true
      warnings.append(
        RecordingWarning(
          path: path, problem: "the pictures were taken through a mosaic of colours", place: "byte \(place)",
          consequence: "they stay gray, each pixel as bright as its colour"))
    }
    let time = FrameTime(
      startMicroseconds: packet.overflow | Int64(word(12)), endMicroseconds: packet.overflow | Int64(word(16)))
    guard contents.contains(.frames) else { return .frameTime(time, SensorSize(width: width, height: height)) }
    let samples = UnsafeRawBufferPointer(rebasing: bytes[packet.kind.leastBytes...])
    return .frame(RecordedFrame(time: time, pixels: picture.pixels(samples), x: x, y: y))
  }

  /// A sample in single precision: g, degrees a second, degrees Celsius, microtesla.
  private func inertial(_ bytes: UnsafeRawBufferPointer, _ packet: Packet) -> InertialSample {
    func number(_ index: Int) -> Double {
      Double(
        Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 + 4 * index, as: UInt32.self))))
    }
    func vector(_ first: Int) -> SIMD3<Double> { SIMD3(number(first), number(first + 1), number(first + 2)) }
    let clock = Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: Int32.self))
    return InertialSample(
      timeMicroseconds: packet.overflow | Int64(clock & 0x7FFF_FFFF), accelerationG: vector(0),
      degreesPerSecond: vector(3), temperatureCelsius: number(6),
      magneticFieldMicrotesla: packet.kind == .inertial9 ? vector(7) : nil)
  }

  private func cut(_ problem: String, at place: Int) {
    warnings.append(
      RecordingWarning(
        path: path, problem: problem, place: "byte \(place)", consequence: "the rest is left out", isTruncation: true))
    packet = nil
    window.skip(window.remaining)
  }

  private func damaged(_ offset: Int, _ problem: String) -> FileError {
    FileError(
      .badContent, path: path, problem: problem, place: "byte \(offset)",
      remedy: "the file is damaged; fetch it again")
  }
}
