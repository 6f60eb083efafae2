import Files
import Runtime
import Synchronization

/// The packets of one reach of a file: found by one thread, then read and decompressed by several.
///
/// One thread calls ``collect(_:from:)``; then each of as many as there are workers may call ``work(_:_:)``; when all have
/// returned, one calls ``finish(_:)`` and uses it.
final class AEDAT4Batch: @unchecked Sendable {
  /// A packet.
  struct Packet {
    /// The byte of its header in the file.
    var offset: Int
    /// Its bytes after the header, as stored.
    var byteCount: Int
    var holdsEvents: Bool
    var content: DecompressedBytes
  }

  /// What is to be read of a file.
  struct Plan: Sendable {
    var file: InputFile
    var compression: AEDAT4Compression
    /// Where packets end: the table of packets, or the end of the file.
    var end: Int
    /// Whether ``end`` is stated, so that a packet across it is damage and not a cut.
    var endIsStated: Bool
    /// The stream of the events, those of triggers, and all that the header names.
    var eventStream: Int32
    var triggerStreams: Set<Int32>
    var streams: Set<Int32>
  }

  /// The packets before ``failure``, of events and triggers only.
  private(set) var packets: [Packet] = []
  /// How many packets of other streams were passed over.
  private(set) var skipped: [Int32: Int] = [:]
  /// Why reading ends after the packets.
  private(set) var failure: FileError?
  /// The byte and the number of those of a packet that the file's end cuts off.
  private(set) var cut: (offset: Int, byteCount: Int)?
  /// The first byte after this reach.
  private(set) var next = 0
  /// The number of threads that may work.
  var workerCount: Int { workers.count }

  private var contents: [DecompressedBytes] = []
  private let workers: [Worker]

  /// Little enough for what is decompressed to stay in the caches.
  private static let reachBytes = 1 << 20
  static let headerBytes = 8
  /// What of a packet tells its length and that of its content.
  private static let frameStartBytes = 32
  private static let mostPackets = 128
  /// The most that one packet may hold: 16 million events.
  private static let mostPacketBytes = 256 << 20
  /// The most that packets decompressed together may hold. Real ones take a few MiB.
  private static let mostBatchBytes = 256 << 20

  /// A thread's own.
  private final class Worker: @unchecked Sendable {
    let decompressor: (any StreamDecompressor)?
    /// How many of this worker's share of packets have been taken, by any.
    let taken = Atomic<Int>(0)
    var stored = AlignedMemory(uninitializedByteCount: 0)
    var failure: (packet: Int, error: any Error)?

    init(_ compression: AEDAT4Compression) throws {
      switch compression {
      case .none: decompressor = nil
      case .lz4, .lz4High: decompressor = try LZ4Frame()
      case .zstd, .zstdHigh: decompressor = try Zstandard()
      }
    }
  }

  init(_ compression: AEDAT4Compression, threads: Int) throws {
    workers = try (0..<max(1, threads)).map { _ in try Worker(compression) }
  }

  /// Forgets the packets and what ended them.
  func removeAll() {
    packets.removeAll(keepingCapacity: true)
    skipped.removeAll(keepingCapacity: true)
    (failure, cut) = (nil, nil)
  }

  /// Finds the packets that start at `start`, as many as one reach takes.
  func collect(_ plan: Plan, from start: Int) {
    removeAll()
    next = start
    for worker in workers {
      worker.failure = nil
      worker.taken.store(0, ordering: .relaxed)
    }
    do {
      try withUnsafeTemporaryAllocation(byteCount: Self.headerBytes + Self.frameStartBytes, alignment: 8) {
        try collect(plan, $0)
      }
    } catch {
      failure = Self.known(error, plan)
    }
  }

  private func collect(_ plan: Plan, _ start: UnsafeMutableRawBufferPointer) throws {
    var (budget, stored) = (Self.mostBatchBytes, 0)
    while next < plan.end && packets.count < Self.mostPackets && stored < Self.reachBytes {
      let left = plan.end - next
      if left < Self.headerBytes { return try end(plan, left) }
      let head = UnsafeMutableRawBufferPointer(rebasing: start[..<min(start.count, left)])
      try plan.file.read(into: head, at: next)
      let id = Int32(littleEndian: head.loadUnaligned(as: Int32.self))
      let size = Int(Int32(littleEndian: head.loadUnaligned(fromByteOffset: 4, as: Int32.self)))
      guard size >= 0, plan.streams.contains(id) else {
        throw damaged(plan, next, "a packet of \(size) bytes of stream \(id) stands there, which the header lacks")
      }
      if Self.headerBytes + size > left { return try end(plan, left) }
      let behind = next + Self.headerBytes + size
      let holdsEvents = id == plan.eventStream
      guard holdsEvents || plan.triggerStreams.contains(id) else {
        skipped[id, default: 0] += 1
        next = behind
        continue
      }
      guard size <= Self.mostPacketBytes else {
        throw damaged(plan, next, "a packet claims \(size) bytes, over the \(Self.mostPacketBytes) that are read")
      }
      let frameStart = head[Self.headerBytes..<min(head.count, Self.headerBytes + size)]
      let most = mostContent(UnsafeRawBufferPointer(rebasing: frameStart), stored: size)
      if most > budget && !packets.isEmpty { return }
      budget -= most
      stored += size
      packets.append(
        Packet(offset: next, byteCount: size, holdsEvents: holdsEvents, content: content(packets.count, most)))
      next = behind
    }
  }

  /// Ends where less than a packet is left.
  private func end(_ plan: Plan, _ left: Int) throws {
    if plan.endIsStated {
      throw damaged(plan, next, "a packet runs into the table of packets at byte \(plan.end)")
    }
    cut = (next, left)
    next = plan.end
  }

  private func damaged(_ plan: Plan, _ offset: Int, _ problem: String) -> FileError {
    FileError(
      .badContent, path: plan.file.path, problem: problem, place: "byte \(offset)",
      remedy: "the file is damaged; fetch it again")
  }

  /// The most that a packet's content can take.
  private func mostContent(_ frameStart: UnsafeRawBufferPointer, stored: Int) -> Int {
    guard let decompressor = workers[0].decompressor else { return stored }
    if let stated = decompressor.statedContentBytes(frameStart) { return min(stated, Self.mostPacketBytes) }
    let mostRatioOfLZ4 = 256
    return decompressor is LZ4Frame ? min(stored * mostRatioOfLZ4, Self.mostPacketBytes) : Self.mostPacketBytes
  }

  /// Memory for the content of a packet. That of an uncommonly large one is given back.
  private func content(_ index: Int, _ most: Int) -> DecompressedBytes {
    let keptBytes = 1 << 20
    if index == contents.count { contents.append(DecompressedBytes(limit: most)) }
    if index > 0 && contents[index].capacity > keptBytes { contents[index] = DecompressedBytes(limit: most) }
    contents[index].limit = most
    return contents[index]
  }

  /// Reads and decompresses packets until all are taken: first its own share, whose memory no other core has written,
  /// then what is left of the others'.
  ///
  /// - Parameter worker: Which of ``workerCount`` calls; no two at once.
  func work(_ worker: Int, _ plan: Plan) {
    for step in workers.indices {
      let share = (worker + step) % workers.count
      while true {
        let index = workers[share].taken.wrappingAdd(1, ordering: .relaxed).oldValue * workers.count + share
        if index >= packets.count { break }
        do {
          try load(packets[index], plan, workers[worker])
        } catch {
          workers[worker].failure = (index, error)
          return
        }
      }
    }
  }

  private func load(_ packet: Packet, _ plan: Plan, _ worker: Worker) throws {
    let start = packet.offset + Self.headerBytes
    guard let decompressor = worker.decompressor else {
      try packet.content.reserve(packet.byteCount)
      try plan.file.read(
        into: UnsafeMutableRawBufferPointer(rebasing: packet.content.room[..<packet.byteCount]), at: start)
      return packet.content.setCount(packet.byteCount)
    }
    if worker.stored.byteCount < packet.byteCount {
      worker.stored = AlignedMemory(uninitializedByteCount: packet.byteCount + packet.byteCount / 4)
    }
    let stored = UnsafeMutableRawBufferPointer(start: worker.stored.baseAddress, count: packet.byteCount)
    try plan.file.read(into: stored, at: start)
    // To write all of it at once brings memory, which others have read since, faster to this core than the decompressor
    // does, match by match.
    packet.content.clear()
    try decompressor.decompress(UnsafeRawBufferPointer(stored), into: packet.content)
  }

  /// Leaves the packets before the first that could not be read.
  func finish(_ plan: Plan) {
    guard let first = workers.compactMap(\.failure).min(by: { $0.packet < $1.packet }) else { return }
    if let error = first.error as? CompressionError {
      failure = error.at(
        path: plan.file.path, offset: packets[first.packet].offset, action: "decompressing the packet")
    } else {
      failure = Self.known(first.error, plan)
    }
    cut = nil
    packets.removeSubrange(first.packet...)
  }

  private static func known(_ error: any Error, _ plan: Plan) -> FileError {
    error as? FileError ?? FileError(.inputOutput, path: plan.file.path, problem: "\(error)")
  }
}
