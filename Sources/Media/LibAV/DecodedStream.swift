import CFFmpeg

/// The decoded pictures of one file in presentation order.
///
/// Holds one packet and what the decoder needs of earlier pictures, whatever the file's length.
final class DecodedStream {
  let demuxer: Demuxer
  let decoder: Decoder
  /// The number of damaged pictures or packets so far.
  private(set) var damageCount = 0
  private let packet: PacketHandle
  private var isDraining = false
  private var failuresInARow = 0
  /// A file that yields only errors must come to an end.
  private static let mostFailuresInARow = 256

  init(path: String, threads: Int, refusesDamage: Bool = false) throws {
    demuxer = try Demuxer(path: path)
    decoder = try Decoder(
      stream: demuxer.stream, threads: threads, refusesDamage: refusesDamage, path: path)
    packet = try PacketHandle(path: path)
  }

  /// The next picture, or nil after the last. Damaged parts are counted and passed over.
  ///
  /// - Throws: ``FileError`` of kind `inputOutput` where the device fails.
  func next() throws -> FrameHandle? {
    while failuresInARow < Self.mostFailuresInARow {
      let frame = try FrameHandle(path: demuxer.path)
      let code = decoder.receive(into: frame)
      if code >= 0 {
        failuresInARow = 0
        if frame.isDamaged { damageCount += 1 }
        return frame
      }
      if code == LibAV.end { return nil }
      if code != LibAV.again { noteDamage() }
      if !isDraining { try feed() }
    }
    return nil
  }

  private func feed() throws {
    let code = try demuxer.read(into: packet)
    defer { packet.clear() }
    if code == LibAV.end {
      isDraining = true
      if try demuxer.isCutOff() { damageCount += 1 }
      _ = decoder.send(nil)
    } else if code < 0 {
      noteDamage()
    } else if packet.pointer.pointee.stream_index == demuxer.stream.pointee.index {
      let status = decoder.send(packet)
      if status < 0 && status != LibAV.again {
        noteDamage()
      } else if packet.isDamaged {
        damageCount += 1
      }
    }
  }

  private func noteDamage() {
    damageCount += 1
    failuresInARow += 1
  }
}
