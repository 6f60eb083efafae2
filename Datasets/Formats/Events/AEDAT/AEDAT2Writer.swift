import Files
import Recordings
import Runtime

/// Writes AEDAT 2 as jAER reads it.
///
/// The file names the smallest sensor that jAER knows and that holds the size given, since addresses count from its
/// lower right corner: a size of 320x240 becomes a DAVIS346, and a comment keeps the size. Times wrap after 2³² µs, as jAER's do. Of triggers it keeps
/// the rising edges, without their channel: jAER's special events know no more.
public final class AEDAT2Writer: EventSink {
  /// Yes.
  public static var holdsTriggers: Bool { true }
  /// Rising edges.
  public static func holds(_ trigger: ExternalTrigger) -> Bool { trigger.isRising }
  private let file: OutputFile
  private let chip: JAERChip
  private let timeOrigin: Int64
  private var checks: AEDATWriteChecks
  private var last: Int64?
  private let records: AlignedMemory

  private static let recordBytes = 8
  private static let recordsAtOnce = 1 << 14

  /// Starts a file.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`, also where no sensor of jAER is that large.
  public init(path: String, options: EventWriteOptions) throws {
    guard let (className, chip) = JAERChip.holding(width: options.width, height: options.height) else {
      throw FileError(
        .cannotCreate, path: path, problem: "AEDAT 2 knows no sensor that holds \(options.width)x\(options.height)",
        remedy: "crop to 640x480 with \(Setting.filter, to: "roi"), or write aedat4")
    }
    self.chip = chip
    timeOrigin = options.timeOrigin
    checks = AEDATWriteChecks(path: path, width: chip.width, height: chip.height)
    records = AlignedMemory(uninitializedByteCount: Self.recordsAtOnce * Self.recordBytes)
    file = try OutputFile(path: path, overwrite: options.overwrite, streams: true)
    let lines = [
      "#!AER-DAT2.0", "# This is a raw AE data file - do not edit",
      "# Data format is int32 address, int32 timestamp (8 bytes total), repeated for each event",
      "# Timestamps tick is 1 us", "# AEChip: \(className)",
      "# \(AEDATTextHeader.sizeKey): \(options.width)x\(options.height)", "#End Of ASCII Header",
    ]
    try file.write(lines.map { "\($0)\r\n" }.joined())
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

  /// Appends the rising edges among triggers after the events that were appended before.
  public func append(_ triggers: [ExternalTrigger]) throws {
    let mark: UInt32 = chip.layout == .davis ? 1 << 10 : 1 << 15
    for (index, trigger) in triggers.enumerated() where trigger.isRising {
      do {
        let clock = try clock(trigger.timeMicroseconds, index)
        try withUnsafeBytes(of: (mark.bigEndian, clock.bigEndian)) { try file.write($0) }
      } catch {
        file.discard()
        throw error
      }
    }
  }

  /// Completes the file and gives it its name.
  public func finish() throws { try file.commit() }

  private func append(_ columns: EventColumns, count: Int) throws {
    try checks.checkPlaces(columns, count: count)
    var start = 0
    while start < count {
      let end = min(count, start + Self.recordsAtOnce)
      for index in start..<end {
        let clock = try clock(columns.t[index], index)
        let place = records.baseAddress + (index - start) * Self.recordBytes
        let address = address(columns.x[index], columns.y[index], columns.p[index])
        place.storeBytes(of: address.bigEndian, as: UInt32.self)
        place.storeBytes(of: clock.bigEndian, toByteOffset: 4, as: UInt32.self)
      }
      try file.write(UnsafeRawBufferPointer(start: records.baseAddress, count: (end - start) * Self.recordBytes))
      start = end
    }
  }

  /// The low 32 bits of a time that readers can unroll.
  private func clock(_ time: Int64, _ index: Int) throws -> UInt32 {
    let (shifted, overflow) = time.subtractingReportingOverflow(timeOrigin)
    let limit = Int64(1) << 31
    let (step, stepOverflow) = shifted.subtractingReportingOverflow(last ?? 0)
    guard !overflow, !stepOverflow, shifted >= 0, step < limit, step >= -limit else {
      let what = last == nil || shifted < 0 ? "lies at \(shifted) µs" : "lies \(step) µs behind the one before"
      throw checks.refusal(
        index, "\(what), but the clock of AEDAT 2 starts within 0 to 2147483647 and steps by no more",
        "subtract an origin with \(Setting.timeOrigin, to: "\(time)")")
    }
    last = shifted
    return UInt32(truncatingIfNeeded: shifted)
  }

  private func address(_ x: UInt16, _ y: UInt16, _ p: UInt8) -> UInt32 {
    let (column, row) = (UInt32(chip.width - 1 - Int(x)), UInt32(chip.height - 1 - Int(y)))
    switch chip.layout {
    case .dvs128: return row << 8 | column << 1 | UInt32(p == 0 ? 1 : 0)
    case .davis: return row << 22 | column << 12 | UInt32(p == 0 ? 0 : 1) << 11
    case .v2e: return row << 11 | column << 1 | UInt32(p == 0 ? 0 : 1)
    }
  }
}
