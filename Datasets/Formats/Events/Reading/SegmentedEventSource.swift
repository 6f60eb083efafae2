import Files
import Recordings

/// The events of several files, one after the other.
///
/// A clock that wraps goes on: whole periods are added to the times of a segment so that it begins as near as can be to
/// where the one before ended. Other clocks are taken as they stand.
final class SegmentedEventSource: EventFileSource {
  let header: EventHeader
  private let files: [String]
  private let options: EventReadOptions
  private var segment = 0
  private var source: any EventFileSource
  private var formerWarnings: [RecordingWarning] = []
  private var triggers = TriggerQueue()
  /// What is added to the times of the segment; nil before its first event.
  private var shift: Int64? = 0
  private var last: Int64 = 0

  init(_ segments: EventSegments, options: EventReadOptions) throws {
    files = segments.files
    self.options = options
    source = try EventFiles.open(try InputFile(path: files[0]), format: segments.format, options: options)
    header = source.header
  }

  var warnings: [RecordingWarning] { formerWarnings + source.warnings }

  func takeTriggers() -> [ExternalTrigger] {
    collectTriggers()
    return triggers.take()
  }

  func read(into columns: EventColumns) throws -> Int {
    while true {
      let count = try source.read(into: columns)
      if count > 0 {
        adjust(columns, count)
        return count
      }
      guard try openNext() else { return 0 }
    }
  }

  private func openNext() throws -> Bool {
    guard segment + 1 < files.count else { return false }
    collectTriggers()
    formerWarnings += source.warnings
    segment += 1
    let file = files[segment]
    source = try EventFiles.open(try InputFile(path: file), format: header.format, options: options)
    if let width = source.header.width, let height = source.header.height, let ownWidth = header.width,
      let ownHeight = header.height, (width, height) != (ownWidth, ownHeight)
    {
      throw FileError(
        .badContent, path: file,
        problem: "the segment is of \(width)x\(height) pixels, the first one of \(ownWidth)x\(ownHeight)",
        remedy: "it belongs to another recording")
    }
    shift = nil
    return true
  }

  private func adjust(_ columns: EventColumns, _ count: Int) {
    let shift =
      shift ?? Self.shift(from: columns.t[0], to: last, period: header.format.definition.clockPeriodMicroseconds)
    self.shift = shift
    if shift != 0 { for index in 0..<count { columns.t[index] &+= shift } }
    last = columns.t[count - 1]
  }

  /// The whole periods that bring a time nearest to another, none or more.
  static func shift(from time: Int64, to last: Int64, period: Int64?) -> Int64 {
    guard let period, last > time else { return 0 }
    return (last &- time &+ period / 2) / period &* period
  }

  private func collectTriggers() {
    for trigger in source.takeTriggers() {
      var moved = trigger
      moved.timeMicroseconds &+= shift ?? 0
      triggers.append(moved)
    }
  }
}
