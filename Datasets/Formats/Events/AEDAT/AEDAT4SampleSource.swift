import Files
import Recordings
import Runtime

/// The pictures and inertial samples of AEDAT 4, from the first stream of each type.
///
/// Packets of other streams are passed over by their size. Memory holds one packet, stored and decompressed.
final class AEDAT4SampleSource: SampleSource {
  let contents: SampleContents
  private(set) var warnings: [RecordingWarning] = []
  private let file: InputFile
  private let streams: Set<Int32>
  private let frames: Int32?
  private let inertial: Int32?
  private let end: Int
  private let endIsStated: Bool
  private let decompressor: (any StreamDecompressor)?
  private let content = DecompressedBytes(limit: AEDAT4SampleSource.mostPacketBytes)
  private var stored = AlignedMemory(uninitializedByteCount: 0)
  private var place: Int
  /// The inertial samples of a packet that are left.
  private var waiting: (packet: Int, vector: Int, range: Range<Int>)?

  private static let mostPacketBytes = 256 << 20

  init(_ file: InputFile, contents: SampleContents, options: EventReadOptions) throws {
    let head = try AEDAT4Header(file)
    self.file = file
    streams = Set(head.streams.map(\.id))
    let frames = head.streams.filter { $0.type == "FRME" }
    let inertial = head.streams.filter { $0.type == "IMUS" }
    let wantsFrames = !contents.isDisjoint(with: [.frames, .frameTimes])
    self.frames = wantsFrames ? frames.first?.id : nil
    self.inertial = contents.contains(.inertial) ? inertial.first?.id : nil
    var found = contents
    if self.frames == nil { found.subtract([.frames, .frameTimes]) }
    if self.inertial == nil { found.remove(.inertial) }
    self.contents = found
    let statedEnd = head.tableStart.flatMap { (head.packetsStart...file.byteCount).contains($0) ? $0 : nil }
    (end, endIsStated, place) = (statedEnd ?? file.byteCount, statedEnd != nil, head.packetsStart)
    do {
      decompressor =
        switch head.compression {
        case .none: nil
        case .lz4, .lz4High: try LZ4Frame()
        case .zstd, .zstdHigh: try Zstandard()
        }
    } catch let error as CompressionError {
      throw FileError(.missingPart, path: file.path, problem: error.problem)
    }
    for (all, what) in [
      (wantsFrames ? frames : [], "pictures"), (self.inertial != nil ? inertial : [], "inertial samples"),
    ]
    where all.count > 1 {
      warnings.append(
        RecordingWarning(
          path: file.path, problem: "\(all.count) streams hold \(what)",
          consequence: "stream \(all[0].id) is read"))
    }
  }

  func next() throws -> RecordedSample? {
    if contents.isEmpty { return nil }
    while true {
      if let sample = try nextInertial() { return .inertial(sample) }
      guard let packet = try nextPacket() else { return nil }
      if packet.stream == frames {
        guard let buffer = buffer(), let root = buffer.root, let frame = try frame(buffer, root, packet.offset) else {
          throw damaged(packet.offset, "the packet holds no picture")
        }
        return frame
      }
      guard let buffer = buffer(), let root = buffer.root else {
        throw damaged(packet.offset, "the packet holds no table")
      }
      if buffer.field(0, of: root) == nil { continue }
      guard let vector = buffer.vector(0, of: root, bytesPerElement: 4) else {
        throw damaged(packet.offset, "the packet's inertial samples run over its end")
      }
      waiting = (packet.offset, vector.start, 0..<vector.count)
    }
  }

  private func buffer() -> FlatBuffer? { FlatBuffer(sizePrefixed: content.bytes) }

  /// Goes on to the next packet that is wanted, and decompresses it.
  private func nextPacket() throws -> (stream: Int32, offset: Int)? {
    while place < end {
      let (start, left) = (place, end - place)
      guard left >= AEDAT4Batch.headerBytes else { return try cut(left) }
      let header = try file.bytes(at: start, count: AEDAT4Batch.headerBytes)
      let (stream, size) = header.withUnsafeBytes { bytes in
        (
          Int32(littleEndian: bytes.loadUnaligned(as: Int32.self)),
          Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: Int32.self)))
        )
      }
      guard size >= 0, streams.contains(stream) else {
        throw damaged(start, "a packet of \(size) bytes of stream \(stream) stands there, which the header lacks")
      }
      if header.count + size > left { return try cut(left) }
      guard stream == frames || stream == inertial else {
        place = start + header.count + size
        continue
      }
      guard size <= Self.mostPacketBytes else {
        throw damaged(start, "a packet claims \(size) bytes, over the \(Self.mostPacketBytes) that are read")
      }
      try load(start + header.count, size, packet: start)
      place = start + header.count + size
      return (stream, start)
    }
    return nil
  }

  private func load(_ start: Int, _ size: Int, packet: Int) throws {
    do {
      guard let decompressor else {
        try content.reserve(size)
        try file.read(into: UnsafeMutableRawBufferPointer(rebasing: content.room[..<size]), at: start)
        return content.setCount(size)
      }
      if stored.byteCount < size { stored = AlignedMemory(uninitializedByteCount: size + size / 4) }
      let bytes = UnsafeMutableRawBufferPointer(start: stored.baseAddress, count: size)
      try file.read(into: bytes, at: start)
      try decompressor.decompress(UnsafeRawBufferPointer(bytes), into: content)
    } catch let error as CompressionError {
      throw error.at(path: file.path, offset: packet, action: "decompressing the packet")
    }
  }

  /// Ends where less than a packet is left.
  private func cut(_ left: Int) throws -> (stream: Int32, offset: Int)? {
    if endIsStated { throw damaged(place, "a packet runs into the table of packets at byte \(end)") }
    warnings.append(
      RecordingWarning(
        path: file.path, problem: "the last packet is cut off: \(left) bytes of it are there", place: "byte \(place)",
        consequence: "it is left out", isTruncation: true))
    place = end
    return nil
  }

  private func frame(_ buffer: FlatBuffer, _ root: FlatBuffer.Table, _ packet: Int) throws -> RecordedSample? {
    guard let fields = AEDAT4Frame(buffer, root) else { return nil }
    guard contents.contains(.frames) else {
      return .frameTime(fields.time, SensorSize(width: fields.width, height: fields.height))
    }
    guard let frame = fields.frame(buffer) else {
      throw damaged(
        packet,
        "a picture of \(fields.width)x\(fields.height) in the format \(fields.format) has \(fields.byteCount) bytes")
    }
    return .frame(frame)
  }

  private func nextInertial() throws -> InertialSample? {
    guard var left = waiting, let index = left.range.first else { return nil }
    guard let buffer = buffer(),
      let table = buffer.reference(at: left.vector + 4 * index).flatMap({ buffer.table(at: $0) }),
      let sample = AEDAT4Inertial.sample(buffer, table)
    else { throw damaged(left.packet, "inertial sample \(index) of the packet runs over its end") }
    left.range = index + 1..<left.range.upperBound
    waiting = left.range.isEmpty ? nil : left
    return sample
  }

  private func damaged(_ offset: Int, _ problem: String) -> FileError {
    // Nothing follows what is damaged.
    waiting = nil
    return FileError(
      .badContent, path: file.path, problem: problem, place: "byte \(offset)",
      remedy: "the file is damaged; fetch it again")
  }
}
