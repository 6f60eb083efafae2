import Files
import Recordings
import Runtime

/// Events in columns of numbers in an HDF5 file: MVSEC, DSEC, Prophesee without its codec, and any other.
final class HDF5EventSource: EventFileSource {
  let header: EventHeader
  private var triggers: TriggerQueue
  private(set) var warnings: [RecordingWarning] = []

  /// The columns; once for each thread where all are read from the same chunks.
  private let lanes: [HDF5EventColumns]
  private let scale: HDF5TimeScale
  private let count: Int
  private var position = 0
  /// The polarities of the rows before.
  private var polarities: PolarityKinds = []
  private let threads: Int
  /// Whether each column has chunks of its own to decode.
  private let isParallel: Bool

  /// Fewer events are not worth a second thread.
  private static let fewestParallel = 4096
  private static let mostLanes = 4

  init(_ file: HDF5File, layout: HDF5EventLayout, others: [HDF5EventLayout], options: EventReadOptions) throws {
    let columns = try HDF5EventColumns(file, layout: layout)
    let t = columns.t
    let lengths = [columns.t, columns.x, columns.y, columns.p].map(\.reader.count)
    count = lengths.min() ?? 0
    isParallel = columns.t.reader !== columns.x.reader
    threads = options.threads
    let laneCount = isParallel ? 1 : min(Self.mostLanes, threads)
    lanes = try [columns] + (1..<max(1, laneCount)).map { _ in try HDF5EventColumns(file, layout: layout) }
    let size =
      try options.size ?? HDF5Geometry.size(of: file, layout: layout)
      ?? (layout == .dsec ? HDF5Geometry.sizeOfDSEC(file, columns) : nil)
    header = EventHeader(format: layout.format, width: size?.width, height: size?.height)
    var warnings: [RecordingWarning] = []
    func warn(_ problem: String, _ consequence: Message) {
      warnings.append(RecordingWarning(path: file.path, problem: problem, consequence: consequence))
    }
    if Set(lengths).count > 1 {
      warn("the columns t, x, y, p have \(lengths) numbers", "the first \(count) are read")
    }
    if !others.isEmpty {
      warn("it holds \(others.count + 1) recordings", "the first is read: \(layout.place)")
    }
    var origin: Int64 = 0
    switch layout {
    case .mvsec: scale = HDF5TimeScale(unit: options.timeUnit ?? .seconds)
    case .dsec:
      origin = try file.integer("t_offset") ?? 0
      // What has neither of the layout's own datasets may be of another.
      if try options.timeUnit == nil && !file.contains("t_offset") && !file.contains("ms_to_idx") {
        try HDF5TimeUnit.requireOne(of: t, count: count, in: file)
      }
      scale = HDF5TimeScale(unit: options.timeUnit ?? .microseconds, origin: origin)
    case .prophesee: scale = HDF5TimeScale(unit: options.timeUnit ?? .microseconds)
    case .columns, .pairs, .records, .rows:
      if let unit = options.timeUnit {
        scale = HDF5TimeScale(unit: unit)
      } else {
        let isColumn =
          switch layout {
          case .columns, .pairs: true
          case .records, .rows, .prophesee, .mvsec, .dsec: false
          }
        let told = try HDF5TimeUnit(of: t, isColumn: isColumn, count: count, in: file)
        scale = HDF5TimeScale(unit: told.unit)
        if let reason = told.reason {
          warnings.append(EventTimeUnit.remark(told.unit, reason: reason, path: file.path))
        }
      }
    }
    triggers = TriggerQueue(layout == .prophesee ? try PropheseeTriggers.read(file) : [])
    self.warnings = warnings
  }

  func takeTriggers() -> [ExternalTrigger] { triggers.take() }

  func read(into columns: EventColumns) throws -> Int {
    let rows = position..<min(count, position + columns.capacity)
    if rows.isEmpty { return 0 }
    if rows.count < Self.fewestParallel {
      if isParallel {
        for part in 0..<4 { try read(part, of: lanes[0], rows, into: columns, from: 0) }
      } else {
        for lane in lanes.indices { try readBands(of: lane, rows, into: columns) }
      }
    } else if isParallel {
      try inParallel(4, columns) { try $0.read($2, of: $0.lanes[0], rows, into: $1, from: 0) }
    } else {
      try inParallel(lanes.count, columns) { try $0.readBands(of: $2, rows, into: $1) }
    }
    try checkPolarities(rows)
    position = rows.upperBound
    return rows.count
  }

  /// Throws where the polarities of some rows do not go with each other or with those before.
  private func checkPolarities(_ rows: Range<Int>) throws {
    let kinds = lanes.reduce(polarities) { $0.union($1.polarities.kinds) }
    if !kinds.areConsistent { throw try lanes[0].p.polarityMisfit(rows, after: polarities) }
    polarities = kinds
  }

  func seek(toMicroseconds time: Int64) throws -> Bool {
    let t = lanes[0].t
    position = try RowSearch.start(before: time, count: count, step: t.reader.bandRows) { row in
      var time: Int64 = 0
      try t.readTimes(row..<row + 1, scale: scale, into: &time)
      return time
    }
    return true
  }

  /// Reads all columns of a chunk before the next; of the chunks every so many as there are lanes, so that no two
  /// decode the same.
  private func readBands(of lane: Int, _ rows: Range<Int>, into columns: EventColumns) throws {
    let source = lanes[lane]
    let bandRows = source.t.reader.bandRows
    var row = rows.lowerBound
    while row < rows.upperBound {
      let band = row / bandRows
      let end = min(rows.upperBound, (band + 1) * bandRows)
      if band % lanes.count == lane {
        for part in 0..<4 { try read(part, of: source, row..<end, into: columns, from: row - rows.lowerBound) }
      }
      row = end
    }
  }

  private func read(
    _ part: Int, of source: HDF5EventColumns, _ rows: Range<Int>, into columns: EventColumns, from start: Int
  ) throws {
    switch part {
    case 0: try source.t.readTimes(rows, scale: scale, into: columns.t + start)
    case 1: try source.x.readPlaces(rows, into: columns.x + start)
    case 2: try source.y.readPlaces(rows, into: columns.y + start)
    default: try source.polarities.kinds.formUnion(source.p.readPolarities(rows, into: columns.p + start))
    }
  }

  /// Calls `body` for each of some parts, on as many threads as the reader may use.
  private func inParallel(
    _ parts: Int, _ columns: EventColumns, _ body: (HDF5EventSource, EventColumns, Int) throws -> Void
  ) throws {
    if parts == 1 { return try body(self, columns, 0) }
    var failures = [(any Error)?](repeating: nil, count: parts)
    failures.withUnsafeMutableBufferPointer { buffer in
      // Each part reads with readers of its own, and writes places of its own.
      Threads.forEach(parts, threads: threads) { part, _ in
        do { try body(self, columns, part) } catch { buffer[part] = error }
      }
    }
    if let failure = failures.lazy.compactMap(\.self).first { throw failure }
  }
}

extension HDF5EventLayout {
  /// The dataset or group, for messages.
  fileprivate var place: String {
    switch self {
    case .prophesee: "CD/events"
    case .mvsec(let camera): camera
    case .dsec: "events"
    case .columns(let names): names[0]
    case .pairs(let t, _, _): t
    case .records(let dataset, _), .rows(let dataset): dataset
    }
  }
}
