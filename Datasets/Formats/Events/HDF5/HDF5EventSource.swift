import Dispatch
import Recordings
import Tensors

/// Events in columns of numbers in an HDF5 file: MVSEC, DSEC, Prophesee without its codec, and any other.
final class HDF5EventSource: EventSource {
  let header: EventHeader
  let triggers: [ExternalTrigger]
  private(set) var warnings: [RecordingWarning] = []

  private let t: HDF5Column
  private let x: HDF5Column
  private let y: HDF5Column
  private let p: HDF5Column
  private let scale: HDF5TimeScale
  private let count: Int
  private var position = 0
  /// Whether each column has chunks of its own to decode.
  private let isParallel: Bool

  /// Fewer events are not worth a second thread.
  private static let fewestParallel = 4096

  init(_ file: HDF5File, layout: HDF5EventLayout, others: [HDF5EventLayout], options: EventReadOptions) throws {
    let columns = try HDF5EventColumns(file, layout: layout)
    (t, x, y, p) = (columns.t, columns.x, columns.y, columns.p)
    let lengths = [t, x, y, p].map(\.reader.count)
    count = lengths.min() ?? 0
    isParallel = t.reader !== x.reader
    let size = try options.size ?? HDF5Geometry.size(of: file, layout: layout)
    header = EventHeader(format: layout.format, width: size?.width, height: size?.height)
    var warnings: [RecordingWarning] = []
    func warn(_ problem: String, _ consequence: String) {
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
      scale = HDF5TimeScale(unit: options.timeUnit ?? .microseconds, origin: origin)
    case .prophesee: scale = HDF5TimeScale(unit: options.timeUnit ?? .microseconds)
    case .columns, .records, .rows:
      if let unit = options.timeUnit {
        scale = HDF5TimeScale(unit: unit)
      } else {
        let name = t.reader.dataset.name
        let stated = file.text("unit", of: name) ?? file.text("units", of: name)
        let told = try HDF5TimeUnit(of: t, count: count, stated: stated)
        scale = HDF5TimeScale(unit: told.unit)
        if stated == nil || HDF5TimeUnit.named(stated ?? "") == nil {
          warn("it does not name the unit of its times", "taken for \(told.unit.rawValue): \(told.reason)")
        }
      }
    }
    triggers = layout == .prophesee ? try PropheseeTriggers.read(file) : []
    self.warnings = warnings
  }

  func read(into columns: EventColumns) throws -> Int {
    let rows = position..<min(count, position + columns.capacity)
    if rows.isEmpty { return 0 }
    if isParallel && rows.count >= Self.fewestParallel {
      try readInParallel(rows, into: columns)
    } else {
      try readInBands(rows, into: columns)
    }
    position = rows.upperBound
    return rows.count
  }

  /// Reads all columns of a chunk before the next.
  private func readInBands(_ rows: Range<Int>, into columns: EventColumns) throws {
    var row = rows.lowerBound
    while row < rows.upperBound {
      let end = min(rows.upperBound, (row / t.reader.bandRows + 1) * t.reader.bandRows)
      for part in 0..<4 { try read(part, row..<end, into: columns, from: row - rows.lowerBound) }
      row = end
    }
  }

  private func read(_ part: Int, _ rows: Range<Int>, into columns: EventColumns, from start: Int) throws {
    switch part {
    case 0: try t.readTimes(rows, scale: scale, into: columns.t + start)
    case 1: try x.readPlaces(rows, into: columns.x + start)
    case 2: try y.readPlaces(rows, into: columns.y + start)
    default: try p.readPolarities(rows, into: columns.p + start)
    }
  }

  private func readInParallel(_ rows: Range<Int>, into columns: EventColumns) throws {
    var failures = [(any Error)?](repeating: nil, count: 4)
    failures.withUnsafeMutableBufferPointer { buffer in
      // Each part writes a column and a place of its own.
      nonisolated(unsafe) let failures = buffer
      nonisolated(unsafe) let columns = columns
      nonisolated(unsafe) let source = self
      DispatchQueue.concurrentPerform(iterations: 4) { part in
        do { try source.read(part, rows, into: columns, from: 0) } catch { failures[part] = error }
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
    case .records(let dataset, _), .rows(let dataset): dataset
    }
  }
}
