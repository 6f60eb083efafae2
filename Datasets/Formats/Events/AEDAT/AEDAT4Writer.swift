import Files
import Recordings
import Runtime

/// Writes AEDAT 4 as DV reads it: events in stream 0, triggers in stream 1, pictures and inertial samples that are announced
/// in streams 2 and 3, the table of packets at the end.
public final class AEDAT4Writer: EventSink {
  /// Yes; of a channel other than 0 the edge is the generator's.
  public static var holdsTriggers: Bool { true }

  let file: OutputFile
  private let compression: AEDAT4Compression
  let timeOrigin: Int64
  /// The streams of pictures and inertial samples that the header names.
  let samples: SampleContents
  /// The inertial samples that wait for their packet.
  var inertial: [InertialSample] = []
  private var checks: AEDATWriteChecks
  private var entries: [AEDAT4Layout.Entry] = []
  private var position = 0
  private let packet: AlignedMemory
  private var pending = 0
  private var times = Int64.max...Int64.max
  private var triggers: [(time: Int64, kind: AEDAT4TriggerKind)] = []

  private let eventsPerPacket: Int

  /// Starts a file.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`, also where the size takes more than 15 bits.
  public convenience init(
    path: String, options: EventWriteOptions, compression: AEDAT4Compression = .lz4
  ) throws {
    let eventsPerPacketOfDV = 10_000
    try self.init(path: path, options: options, compression: compression, eventsPerPacket: eventsPerPacketOfDV)
  }

  init(path: String, options: EventWriteOptions, compression: AEDAT4Compression, eventsPerPacket: Int) throws {
    let mostSide = 1 << 15
    guard options.width <= mostSide && options.height <= mostSide else {
      throw FileError(
        .cannotCreate, path: path,
        problem: "AEDAT 4 holds no more than \(mostSide)x\(mostSide), not \(options.width)x\(options.height)",
        remedy: "crop with \(Setting.filter, to: "roi")")
    }
    self.compression = compression
    self.eventsPerPacket = eventsPerPacket
    (timeOrigin, samples) = (options.timeOrigin, options.samples)
    checks = AEDATWriteChecks(path: path, width: options.width, height: options.height)
    packet = AlignedMemory(
      zeroedByteCount: AEDAT4Layout.eventsStart + eventsPerPacket * AEDAT4Source.bytesPerEvent)
    file = try OutputFile(path: path, overwrite: options.overwrite)
    try write(Array(AEDAT4Header.magic.utf8))
    try write(AEDAT4Layout.header(compression, width: options.width, height: options.height, samples: samples))
  }

  /// Appends events; see `EventSink`.
  public func append(_ events: EventBatch) throws {
    do {
      try events.withColumns { try append($0, count: events.count) }
    } catch {
      file.discard()
      throw error
    }
    checks.eventsBefore += events.count
  }

  /// Appends triggers. They are kept until a packet of events is full.
  public func append(_ triggers: [ExternalTrigger]) throws {
    for trigger in triggers {
      let kind: AEDAT4TriggerKind =
        trigger.channel == 0
        ? (trigger.isRising ? .rising : .falling) : (trigger.isRising ? .generatorRising : .generatorFalling)
      self.triggers.append((try trigger.time(less: timeOrigin, path: file.path), kind))
    }
    let triggersAtMost = 1 << 14
    if self.triggers.count >= triggersAtMost { try writeTriggers() }
  }

  /// Completes the file and gives it its name.
  public func finish() throws {
    try writeEvents()
    try writeTriggers()
    try writeInertial()
    let start = position
    try write(compressed(AEDAT4Layout.table(entries)))
    let place = AEDAT4Header.magic.utf8.count + AEDAT4Layout.tablePlace
    try file.overwrite(withUnsafeBytes(of: Int64(start).littleEndian) { Array($0) }, at: place)
    try file.commit()
  }

  private func append(_ columns: EventColumns, count: Int) throws {
    try checks.checkPlaces(columns, count: count)
    for index in 0..<count {
      let (time, overflow) = columns.t[index].subtractingReportingOverflow(timeOrigin)
      if overflow {
        throw checks.refusal(index, "lies too far from the origin", "choose another \(Setting.timeOrigin)")
      }
      let event = packet.baseAddress + AEDAT4Layout.eventsStart + pending * AEDAT4Source.bytesPerEvent
      event.storeBytes(of: time.littleEndian, as: Int64.self)
      let rest =
        UInt64(columns.x[index]) | UInt64(columns.y[index]) << 16 | (columns.p[index] == 0 ? 0 : 1) << 32
      event.storeBytes(of: rest.littleEndian, toByteOffset: 8, as: UInt64.self)
      times = pending == 0 ? time...time : min(times.lowerBound, time)...max(times.upperBound, time)
      pending += 1
      if pending == eventsPerPacket { try writeEvents() }
    }
  }

  private func writeEvents() throws {
    if pending == 0 { return }
    let start = AEDAT4Layout.eventPacketStart(count: pending)
    UnsafeMutableRawBufferPointer(start: packet.baseAddress, count: start.count).copyBytes(from: start)
    let count = AEDAT4Layout.eventsStart + pending * AEDAT4Source.bytesPerEvent
    try writePacket(UnsafeRawBufferPointer(start: packet.baseAddress, count: count), stream: 0, pending, times)
    pending = 0
    try writeTriggers()
  }

  private func writeTriggers() throws {
    guard let first = triggers.first?.time else { return }
    let times = triggers.reduce(first...first) { min($0.lowerBound, $1.time)...max($0.upperBound, $1.time) }
    let bytes = AEDAT4Layout.triggerPacket(triggers)
    try bytes.withUnsafeBytes { try writePacket($0, stream: 1, triggers.count, times) }
    triggers.removeAll(keepingCapacity: true)
  }

  func writePacket(
    _ content: UnsafeRawBufferPointer, stream: Int32, _ elements: Int, _ times: ClosedRange<Int64>
  ) throws {
    let bytes = try compression == .none ? nil : compressed(content)
    let count = bytes?.count ?? content.count
    var header: [UInt8] = []
    for word in [stream, Int32(count)] { withUnsafeBytes(of: word.littleEndian) { header.append(contentsOf: $0) } }
    try write(header)
    entries.append(
      AEDAT4Layout.Entry(offset: position, stream: stream, byteCount: count, elements: elements, times: times))
    if let bytes { return try write(bytes) }
    try file.write(content)
    position += content.count
  }

  private func write(_ bytes: [UInt8]) throws {
    try file.write(bytes)
    position += bytes.count
  }

  private func compressed(_ bytes: [UInt8]) throws -> [UInt8] {
    try compression == .none ? bytes : bytes.withUnsafeBytes { try compressed($0) }
  }

  private func compressed(_ bytes: UnsafeRawBufferPointer) throws -> [UInt8] {
    let (highLZ4, highZstd): (Int32, Int32) = (9, 12)
    do {
      switch compression {
      case .none: return Array(bytes)
      case .lz4: return try LZ4Frame.compress(bytes)
      case .lz4High: return try LZ4Frame.compress(bytes, level: highLZ4)
      case .zstd: return try Zstandard.compress(bytes)
      case .zstdHigh: return try Zstandard.compress(bytes, level: highZstd)
      }
    } catch let error as CompressionError {
      throw FileError(.inputOutput, path: file.path, problem: "compressing a packet failed: \(error.problem)")
    }
  }
}
