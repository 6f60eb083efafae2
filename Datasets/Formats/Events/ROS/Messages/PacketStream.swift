import Recordings
import Runtime

/// A sensor's stream that comes in packets: what a decoder leaves of one is put in front of the next.
final class PacketStream<Decoder: EventDecoder> {
  /// The decoder, which remembers the clock from packet to packet.
  var decoder: Decoder
  private var memory = AlignedMemory(uninitializedByteCount: 1 << 16)
  private var unread = 0..<0
  /// The bytes of the stream before those that are unread.
  private var position = 0

  init(decoder: Decoder) { self.decoder = decoder }

  /// Appends a packet's bytes. Cost: a copy.
  func append(_ bytes: UnsafeRawBufferPointer) {
    let rest = unread.count
    let old = memory
    if rest + bytes.count > memory.byteCount {
      memory = AlignedMemory(uninitializedByteCount: max(rest + bytes.count, 2 * memory.byteCount))
    }
    memory.baseAddress.copyMemory(from: old.baseAddress + unread.lowerBound, byteCount: rest)
    if let start = bytes.baseAddress {
      (memory.baseAddress + rest).copyMemory(from: start, byteCount: bytes.count)
    }
    unread = 0..<rest + bytes.count
  }

  /// Decodes events until the bytes or the places run out.
  ///
  /// - Returns: The first free place, and whether the decoder could go on: else it needs the next packet.
  func decode(isLast: Bool, into columns: EventColumns, from start: Int) throws -> (end: Int, goesOn: Bool) {
    if unread.isEmpty && !isLast { return (start, false) }
    let bytes = UnsafeRawBufferPointer(start: memory.baseAddress + unread.lowerBound, count: unread.count)
    let (consumed, end) = try decoder.decode(bytes, at: position, isLast: isLast, into: columns, from: start)
    unread = unread.lowerBound + consumed..<unread.upperBound
    position += consumed
    return (end, consumed > 0 || end > start)
  }
}
