import Datasets
import Foundation
import Recordings
import TestSupport

/// Events and files for the tests of HDF5.
enum HDF5EventSamples {
  static let writers: [EventFormat] = [.dsec, .propheseeHDF5, .hdf5]

  static func writer(_ format: EventFormat, _ path: String, options: EventWriteOptions) throws -> any EventSink {
    switch format {
    case .dsec: try DSECWriter(path: path, options: options)
    case .propheseeHDF5: try PropheseeHDF5Writer(path: path, options: options)
    default: try HDF5EventWriter(path: path, options: options)
    }
  }

  /// Events with runs, gaps, and pixels side by side, as `style` says.
  static func events(_ count: Int, style: Int = 0, from start: Int64 = 1_700_000_000_000_000) -> [Event] {
    var generator = SeededRandom(seed: UInt64(count + style))
    var (time, x, y, isOn) = (start, UInt16(0), UInt16(0), false)
    return (0..<count).map { index in
      switch style {
      case 0:
        time += Int64.random(in: 0...40, using: &generator)
        (x, y) = (UInt16.random(in: 0...2047, using: &generator), UInt16.random(in: 0...2047, using: &generator))
        isOn = Bool.random(using: &generator)
      case 1:
        // Long runs of one time, row and polarity.
        if index % 700 == 0 {
          time += Int64.random(in: 0...100_000, using: &generator)
          y = UInt16.random(in: 0...719, using: &generator)
          isOn.toggle()
        }
        x = (x + UInt16.random(in: 1...4, using: &generator)) % 1280
      default:
        // Rows of scattered columns.
        if index % 20 == 0 { y = UInt16.random(in: 0...479, using: &generator) }
        if index % 5 == 0 { time += 3 }
        x = UInt16.random(in: 0...639, using: &generator)
        isOn = x % 7 < 3
      }
      return Event(timeMicroseconds: time, x: x, y: y, isOn: isOn)
    }
  }

  static func write(
    _ events: [Event], format: EventFormat, to path: String, batch: Int = 1000, triggers: [ExternalTrigger] = []
  ) throws {
    let options = EventWriteOptions(width: 2048, height: 2048, overwrite: true)
    let writer = try writer(format, path, options: options)
    for start in stride(from: 0, to: events.count, by: batch) {
      try writer.append(EventBatch(events[start..<min(events.count, start + batch)]))
    }
    try writer.append(triggers)
    try writer.finish()
  }

  /// Writes rows of four numbers of 64 bits: t, x, y, p with t in microseconds, or x, y, t, p with t in seconds.
  static func table(
    _ events: [Event], secondsLast: Bool, groups: [String], name: String, chunk: Int?, to path: String
  ) {
    let numbers = events.flatMap { event -> [Double] in
      let (t, p) = (Double(event.timeMicroseconds), event.isOn ? 1.0 : -1.0)
      return secondsLast
        ? [Double(event.x), Double(event.y), t / 1e6, p] : [t, Double(event.x), Double(event.y), p]
    }
    HDF5Sample.write(
      numbers.withUnsafeBytes { Array($0) }, shape: [events.count, 4], type: HDF5Sample.double, groups: groups,
      named: name, chunk: chunk, to: path)
  }

  static func read(_ source: any EventSource, capacity: Int = EventBatch.standardCapacity) throws -> [Event] {
    var events: [Event] = []
    var batch = EventBatch(capacity: capacity)
    while try source.next(into: &batch) { events += batch.events }
    return events
  }
}
