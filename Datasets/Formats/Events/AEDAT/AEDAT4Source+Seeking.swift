import Recordings

extension AEDAT4Source {
  /// More packets than any recording has.
  private static var mostPackets: Int { 1 << 22 }

  /// Goes from packet to packet by their headers, and bisects them by the time of their first event.
  ///
  /// Cost: a read of 8 bytes a packet, and some log₂(packets) decompressed.
  public func seek(toMicroseconds time: Int64) throws -> Bool {
    let packets = try eventPackets()
    if packets.isEmpty { return false }
    var first = EventBatch(capacity: 1)
    let row = RowSearch.start(before: time, count: packets.count) { row in
      restart(at: packets[row])
      // What is wrong with a packet shows when it is read.
      guard (try? next(into: &first)) == true else { return .max }
      return first[0].timeMicroseconds
    }
    restart(at: row == 0 ? packetsStart : packets[row])
    _ = takeTriggers()
    return true
  }

  /// Where the packets of events begin, up to the first that is not whole.
  private func eventPackets() throws -> [Int] {
    var offsets: [Int] = []
    var place = packetsStart
    try withUnsafeTemporaryAllocation(byteCount: AEDAT4Batch.headerBytes, alignment: 4) { header in
      while plan.end - place >= header.count, offsets.count < Self.mostPackets {
        try plan.file.read(into: header, at: place)
        let stream = Int32(littleEndian: header.load(as: Int32.self))
        let size = Int(Int32(littleEndian: header.load(fromByteOffset: 4, as: Int32.self)))
        guard size >= 0, plan.streams.contains(stream), size <= plan.end - place - header.count else { return }
        if stream == plan.eventStream { offsets.append(place) }
        place += header.count + size
      }
    }
    return offsets
  }
}
