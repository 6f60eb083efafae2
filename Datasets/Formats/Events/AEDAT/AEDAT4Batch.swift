import Dispatch
import Tensors

/// The packets of one reach of a file, decompressed by several threads.
///
/// One thread fills it, then one uses it.
final class AEDAT4Batch: @unchecked Sendable {
  /// A packet.
  struct Packet {
    /// The byte of its header in the file.
    var offset: Int
    /// Its bytes in the window.
    var range: Range<Int>
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
  /// Why reading ends behind the packets.
  private(set) var failure: FileError?
  /// The byte and the number of those of a packet that the file's end cuts off.
  private(set) var cut: (offset: Int, byteCount: Int)?
  /// The first byte behind this reach.
  private(set) var next = 0

  private var window = AlignedMemory(uninitializedByteCount: windowBytes)
  private var contents: [DecompressedBytes] = []
  private let workers: [Worker]

  private static let windowBytes = 1 << 20
  private static let headerBytes = 8
  private static let mostPackets = 128
  /// The most that one packet may hold: 16 million events.
  private static let mostPacketBytes = 256 << 20
  /// The most that packets decompressed together may hold: what a window of LZ4 can reach. Real ones take a few MiB.
  private static let mostBatchBytes = 256 << 20

  private final class Worker: @unchecked Sendable {
    let decompressor: (any StreamDecompressor)?
    var failure: (packet: Int, error: CompressionError)?

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

  /// Reads the packets that start at `start`, as many as one reach takes.
  func fill(_ plan: Plan, from start: Int) {
    packets.removeAll(keepingCapacity: true)
    skipped.removeAll(keepingCapacity: true)
    (failure, cut, next) = (nil, nil, start)
    do {
      try collect(plan)
    } catch let error as FileError {
      failure = error
    } catch {
      failure = FileError(.inputOutput, path: plan.file.path, problem: "\(error)")
    }
    decompress(plan)
  }

  private func collect(_ plan: Plan) throws {
    while packets.isEmpty && next < plan.end {
      let start = next
      var loaded = min(window.byteCount, plan.end - start)
      try plan.file.read(into: UnsafeMutableRawBufferPointer(start: window.baseAddress, count: loaded), at: start)
      var budget = Self.mostBatchBytes
      while packets.count < Self.mostPackets {
        let left = plan.end - next
        if left == 0 { return }
        if left < Self.headerBytes { return try end(plan, left) }
        let place = next - start
        if place + Self.headerBytes > loaded { break }
        let id = Int32(littleEndian: window.baseAddress.loadUnaligned(fromByteOffset: place, as: Int32.self))
        let stored = window.baseAddress.loadUnaligned(fromByteOffset: place + 4, as: Int32.self)
        let size = Int(Int32(littleEndian: stored))
        guard size >= 0, plan.streams.contains(id) else {
          throw damaged(plan, next, "a packet of \(size) bytes of stream \(id) stands there, which the header lacks")
        }
        if Self.headerBytes + size > left { return try end(plan, left) }
        let behind = next + Self.headerBytes + size
        let holdsEvents = id == plan.eventStream
        guard holdsEvents || plan.triggerStreams.contains(id) else {
          skipped[id, default: 0] += 1
          next = behind
          if next - start > loaded { break }
          continue
        }
        guard size <= Self.mostPacketBytes else {
          throw damaged(plan, next, "a packet claims \(size) bytes, over the \(Self.mostPacketBytes) that are read")
        }
        if place + Self.headerBytes + size > loaded {
          if !packets.isEmpty || next != start { break }
          loaded = Self.headerBytes + size
          window = AlignedMemory(uninitializedByteCount: loaded)
          try plan.file.read(into: UnsafeMutableRawBufferPointer(start: window.baseAddress, count: loaded), at: start)
        }
        let range = place + Self.headerBytes..<place + Self.headerBytes + size
        let most = mostContent(range)
        if most > budget && !packets.isEmpty { break }
        budget -= most
        packets.append(
          Packet(offset: next, range: range, holdsEvents: holdsEvents, content: content(packets.count, most)))
        next = behind
      }
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
  private func mostContent(_ range: Range<Int>) -> Int {
    guard let decompressor = workers[0].decompressor else { return range.count }
    if let stated = decompressor.statedContentBytes(compressed(range)) { return min(stated, Self.mostPacketBytes) }
    let mostRatioOfLZ4 = 256
    return decompressor is LZ4Frame ? min(range.count * mostRatioOfLZ4, Self.mostPacketBytes) : Self.mostPacketBytes
  }

  private func compressed(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: window.baseAddress + range.lowerBound, count: range.count)
  }

  /// Memory for the content of a packet. That of an uncommonly large one is given back.
  private func content(_ index: Int, _ most: Int) -> DecompressedBytes {
    let keptBytes = 1 << 20
    if index == contents.count { contents.append(DecompressedBytes(limit: most)) }
    if index > 0 && contents[index].capacity > keptBytes { contents[index] = DecompressedBytes(limit: most) }
    contents[index].limit = most
    return contents[index]
  }

  private func decompress(_ plan: Plan) {
    for worker in workers { worker.failure = nil }
    if packets.isEmpty || plan.compression == .none { return }
    let count = min(workers.count, packets.count)
    if count == 1 {
      work(0, of: 1)
    } else {
      DispatchQueue.concurrentPerform(iterations: count) { self.work($0, of: count) }
    }
    guard let first = workers.compactMap(\.failure).min(by: { $0.packet < $1.packet }) else { return }
    let offset = packets[first.packet].offset
    failure = first.error.at(path: plan.file.path, offset: offset, action: "decompressing the packet")
    cut = nil
    packets.removeSubrange(first.packet...)
  }

  private func work(_ worker: Int, of count: Int) {
    guard let decompressor = workers[worker].decompressor else { return }
    for index in stride(from: worker, to: packets.count, by: count) {
      do {
        try decompressor.decompress(compressed(packets[index].range), into: packets[index].content)
      } catch {
        let known = error as? CompressionError ?? CompressionError(problem: "\(error)")
        workers[worker].failure = (index, known)
        return
      }
    }
  }

  /// The content of a packet; valid until the next fill.
  func bytes(of packet: Packet, compression: AEDAT4Compression) -> UnsafeRawBufferPointer {
    compression == .none ? compressed(packet.range) : packet.content.bytes
  }
}
