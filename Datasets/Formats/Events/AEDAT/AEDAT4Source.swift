import Dispatch
import Files
import Recordings
import Runtime

/// Reads AEDAT 4, as DV writes it: the events of one stream, the edges of its triggers.
///
/// Packets of the next reach are decompressed by other threads while those of the last one are handed out; then this one
/// lends a hand. Memory is bounded by the largest packet. The table of packets at the end is not needed and not read.
public final class AEDAT4Source: EventFileSource {
  /// The format and the sensor's size.
  public let header: EventHeader
  /// The streams that the file names.
  public let streams: [AEDAT4Stream]
  /// The compression of the packets.
  public let compression: AEDAT4Compression
  /// What was odd so far.
  public var warnings: [RecordingWarning] { oddities + triggers.warnings(path: plan.file.path) }
  private var oddities: [RecordingWarning] = []
  private var triggers = TriggerQueue()
  /// The packets passed over so far, by the stream's type: those of frames under FRME.
  public private(set) var skippedPackets: [String: Int] = [:]

  let plan: AEDAT4Batch.Plan
  let packetsStart: Int
  private var current: AEDAT4Batch
  private var ahead: AEDAT4Batch
  private let group = DispatchGroup()
  /// Signalled when the packets of ``ahead`` are known.
  private let collected = DispatchSemaphore(value: 0)
  private let queue = DispatchQueue(label: "saccade.aedat4")
  /// The next packet of ``current``, and the events of the one before that are left.
  private var packet = 0
  private var events = UnsafeRawBufferPointer(start: nil, count: 0)
  private var isAtEnd = false
  /// Whether ``ahead`` is being filled.
  private var isFilling = false
  /// What is wrong with the next packet; it waits until the events before are handed out.
  private var failure: FileError?

  static let bytesPerEvent = 16

  /// Opens a recording.
  ///
  /// - Parameters:
  ///   - stream: The number or the name of the stream of events; nil for the first.
  ///   - threads: The most threads that decompress packets, the reading one among them.
  /// - Throws: `FileError` where the header is damaged or names no such stream.
  init(_ file: InputFile, stream: String? = nil, threads: Int) throws {
    let head = try AEDAT4Header(file)
    streams = head.streams
    packetsStart = head.packetsStart
    compression = head.compression
    let candidates = head.streams.filter { $0.type == "EVTS" }
    let chosen = candidates.first { stream == nil || stream == String($0.id) || stream == $0.name }
    guard let chosen else {
      let known = head.streams.map { "\($0.id) (\($0.type))" }.joined(separator: ", ")
      throw FileError(
        .badContent, path: file.path,
        problem: stream.map { "no stream \($0) of events is in it" } ?? "no stream of events is in it",
        remedy: known.isEmpty ? "it names no streams at all" : "its streams are \(known)")
    }
    header = EventHeader(format: .aedat4, width: chosen.width, height: chosen.height)
    let others = candidates.filter { $0.id != chosen.id }.map { "\($0.id)" }
    if stream == nil && !others.isEmpty {
      oddities.append(
        RecordingWarning(
          path: file.path, problem: "several streams hold events", place: nil,
          consequence: "stream \(chosen.id) is read; name another of \(others.joined(separator: ", ")) "
            + "with \(Setting.topic)"))
    }
    let statedEnd = head.tableStart.flatMap { (head.packetsStart...file.byteCount).contains($0) ? $0 : nil }
    if let table = head.tableStart, statedEnd == nil {
      oddities.append(
        RecordingWarning(
          path: file.path, problem: "the table of packets should start at byte \(table)",
          place: "byte \(file.byteCount)", consequence: "packets are read up to the end of the file"))
    }
    plan = AEDAT4Batch.Plan(
      file: file, compression: head.compression, end: statedEnd ?? file.byteCount, endIsStated: statedEnd != nil,
      eventStream: chosen.id, triggerStreams: Set(head.streams.filter { $0.type == "TRIG" }.map(\.id)),
      streams: Set(head.streams.map(\.id)))
    do {
      current = try AEDAT4Batch(compression, threads: threads)
      ahead = try AEDAT4Batch(compression, threads: threads)
    } catch let error as CompressionError {
      throw FileError(.missingPart, path: file.path, problem: error.problem)
    }
    fillAhead(from: head.packetsStart)
  }

  deinit { group.wait() }

  /// The triggers met and not taken; channel 1 is the generator's, 0 the connector's.
  public func takeTriggers() -> [ExternalTrigger] { triggers.take() }

  /// Writes the next events; see `EventSource.read(into:)`.
  public func read(into columns: EventColumns) throws -> Int {
    var count = 0
    while count < columns.capacity {
      if events.isEmpty {
        if packet < current.packets.count && failure == nil {
          do { try openPacket() } catch let error as FileError { failure = error }
          continue
        }
        if let failure = failure ?? current.failure {
          if count > 0 { return count }
          throw failure
        }
        if isAtEnd { return count }
        advance()
        continue
      }
      let taken = min(events.count / Self.bytesPerEvent, columns.capacity - count)
      Self.copy(events, taken, columns, count)
      events = UnsafeRawBufferPointer(rebasing: events[(taken * Self.bytesPerEvent)...])
      count += taken
    }
    return count
  }

  /// Lets other threads find the packets from a place on, and decompress them.
  private func fillAhead(from start: Int) {
    let (batch, plan, collected) = (ahead, plan, collected)
    isFilling = true
    let others = batch.workerCount - 1
    if others == 0 { return batch.collect(plan, from: start) }
    queue.async(group: group) {
      batch.collect(plan, from: start)
      collected.signal()
      Threads.forEach(others, threads: others) { share, _ in batch.work(share + 1, plan) }
    }
  }

  /// Completes what ``fillAhead(from:)`` began.
  private func finishAhead() {
    isFilling = false
    if ahead.workerCount > 1 { collected.wait() }
    ahead.work(0, plan)
    group.wait()
    ahead.finish(plan)
  }

  /// Reads on at another packet.
  func restart(at offset: Int) {
    if isFilling { finishAhead() }
    current.removeAll()
    (packet, failure, isAtEnd) = (0, nil, false)
    events = UnsafeRawBufferPointer(start: nil, count: 0)
    fillAhead(from: offset)
  }

  /// Takes the reach that was read ahead, and starts the one after it.
  private func advance() {
    finishAhead()
    swap(&current, &ahead)
    packet = 0
    for (stream, count) in current.skipped {
      let type = streams.first { $0.id == stream }?.type ?? ""
      skippedPackets[type, default: 0] += count
    }
    if let cut = current.cut {
      oddities.append(
        RecordingWarning(
          path: plan.file.path, problem: "the last packet is cut off: \(cut.byteCount) bytes of it are there",
          place: "byte \(cut.offset)", consequence: "it is left out", isTruncation: true))
    }
    isAtEnd = current.next >= plan.end
    if !isAtEnd && current.failure == nil { fillAhead(from: current.next) }
  }

  /// Finds a packet's events, or takes its triggers.
  private func openPacket() throws {
    let next = current.packets[packet]
    guard let buffer = FlatBuffer(sizePrefixed: next.content.bytes), let root = buffer.root else {
      throw damaged(next, "the packet holds no table")
    }
    if next.holdsEvents {
      if buffer.field(0, of: root) != nil {
        guard let vector = buffer.vector(0, of: root, bytesPerElement: Self.bytesPerEvent) else {
          throw damaged(next, "the packet's events run over its end")
        }
        let range = vector.start..<vector.start + vector.count * Self.bytesPerEvent
        events = UnsafeRawBufferPointer(rebasing: buffer.bytes[range])
      }
    } else {
      guard appendTriggers(buffer, root) else { throw damaged(next, "the packet's triggers run over its end") }
    }
    packet += 1
  }

  private func damaged(_ packet: AEDAT4Batch.Packet, _ problem: String) -> FileError {
    FileError(
      .badContent, path: plan.file.path, problem: problem, place: "byte \(packet.offset)",
      remedy: "the file is damaged; fetch it again")
  }

  /// The edges among a packet's triggers; marks of the camera's own frames are none.
  private func appendTriggers(_ buffer: FlatBuffer, _ root: FlatBuffer.Table) -> Bool {
    if buffer.field(0, of: root) == nil { return true }
    guard let vector = buffer.vector(0, of: root, bytesPerElement: 4) else { return false }
    for index in 0..<vector.count {
      guard let table = buffer.reference(at: vector.start + 4 * index).flatMap({ buffer.table(at: $0) }) else {
        return false
      }
      let time = buffer.field(0, of: table).map { buffer.integer(Int64.self, at: $0) } ?? 0
      let kind = buffer.field(1, of: table).map { buffer.integer(Int8.self, at: $0) } ?? 0
      guard let time, let kind else { return false }
      if let edge = AEDAT4TriggerKind(rawValue: kind) {
        triggers.append(ExternalTrigger(timeMicroseconds: time, channel: edge.channel, isRising: edge.isRising))
      }
    }
    return true
  }

  /// Spreads 16-byte events over columns.
  private static func copy(_ events: UnsafeRawBufferPointer, _ count: Int, _ columns: EventColumns, _ start: Int) {
    guard let base = events.baseAddress else { return }
    let (t, x, y, p) = (columns.t + start, columns.x + start, columns.y + start, columns.p + start)
    for index in 0..<count {
      let event = base + index * bytesPerEvent
      t[index] = Int64(littleEndian: event.loadUnaligned(as: Int64.self))
      let rest = UInt64(littleEndian: event.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      x[index] = UInt16(truncatingIfNeeded: rest)
      y[index] = UInt16(truncatingIfNeeded: rest >> 16)
      p[index] = rest & 0xFF_0000_0000 == 0 ? 0 : 1
    }
  }
}

/// Triggers of AEDAT 4 that are edges.
enum AEDAT4TriggerKind: Int8 {
  case rising = 1
  case falling = 2
  case pulse = 3
  case generatorRising = 4
  case generatorFalling = 5

  var channel: UInt8 { self == .generatorRising || self == .generatorFalling ? 1 : 0 }
  var isRising: Bool { self != .falling && self != .generatorFalling }
}
