import CKernels
import Runtime

/// Memory for chunks of events that are sorted by tile: records, and where each tile's begin.
///
/// It grows with the batches that come and stays.
struct SortedChunks {
  /// The events of a chunk: their records stay in a core's cache while they are sorted.
  static let chunkLength = 1 << 14
  /// The bytes of the records of a block: they stay in the cache that cores share.
  private static let bytesPerBlock = 8 << 20
  private static let startsPerChunk = Int(SACCADE_TILES) + 2

  private(set) var eventsPerBlock = chunkLength
  private var recordBytes = 0
  private var recordMemory = AlignedMemory(uninitializedByteCount: 0)
  private var rowMemory = AlignedMemory(uninitializedByteCount: 0)
  private var startMemory = AlignedMemory(uninitializedByteCount: 0)

  /// Makes room for a block of a batch of `events`.
  mutating func reserve(events: Int, recordBytes: Int) {
    self.recordBytes = recordBytes
    let most = max(1, Self.bytesPerBlock / (recordBytes * Self.chunkLength))
    let chunks = min(most, (events + Self.chunkLength - 1) / Self.chunkLength)
    eventsPerBlock = most * Self.chunkLength
    grow(&recordMemory, chunks * Self.chunkLength * recordBytes)
    grow(&rowMemory, chunks * Self.chunkLength * MemoryLayout<UInt16>.stride)
    grow(&startMemory, chunks * Self.startsPerChunk * MemoryLayout<UInt32>.stride)
  }

  private func grow(_ memory: inout AlignedMemory, _ byteCount: Int) {
    if memory.byteCount < byteCount { memory = AlignedMemory(uninitializedByteCount: byteCount) }
  }

  /// The records of a chunk.
  func records<Record: BitwiseCopyable>(_ chunk: Int, of: Record.Type) -> UnsafeMutablePointer<Record> {
    let start = recordMemory.baseAddress + chunk * Self.chunkLength * recordBytes
    return start.bindMemory(to: Record.self, capacity: Self.chunkLength)
  }

  /// Room for the rows of a chunk's events.
  func rows(_ chunk: Int) -> UnsafeMutablePointer<UInt16> {
    (rowMemory.baseAddress + chunk * Self.chunkLength * MemoryLayout<UInt16>.stride)
      .bindMemory(to: UInt16.self, capacity: Self.chunkLength)
  }

  /// Where each tile's records begin in a chunk.
  func starts(_ chunk: Int) -> UnsafeMutablePointer<UInt32> {
    (startMemory.baseAddress + chunk * Self.startsPerChunk * MemoryLayout<UInt32>.stride)
      .bindMemory(to: UInt32.self, capacity: Self.startsPerChunk)
  }

  /// Notes how many events of a chunk lie outside, after its starts.
  func setDropped(_ count: Int, in chunk: Int) { starts(chunk)[Self.startsPerChunk - 1] = UInt32(count) }

  /// The events outside of the first `chunks` chunks.
  func dropped(in chunks: Int) -> Int { (0..<chunks).reduce(0) { $0 + Int(starts($1)[Self.startsPerChunk - 1]) } }
}
