import ArgumentParser
import Foundation
import Kernels
import Recordings
import Representations

/// Tensors of random events that lie in memory.
struct RepresentBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "represent", abstract: "Tensors of random events in memory.",
    discussion: """
      Times are sorted over one second, pixels and polarities uniform. A run is one window: it begins, takes all events in \
      one batch and makes its tensor, with memory that is there from the run before; `eraft` gets places between pixels. \
      share_of_reading is the speed as a share of that at which the same threads read the columns that the tensor \
      depends on. `all` is one row a kind.
      """)

  @Option(help: "The representation, as `saccade represent` names it, or all.") var kind = "all"
  @Option(help: "WIDTHxHEIGHT of the sensor.") var size = Extent(640, 480)
  @Option(help: "Events.") var events = 5_000_000
  @OptionGroup var options: BenchOptions

  /// Those with a row in `all`.
  private static let kinds = [
    "count", "polarity", "histogram:10", "time-surface", "time-surface:33ms", "voxel-grid:5", "voxel-grid:15",
    "eraft:15", "ste:5", "est:9", "tore:4", "mdes:10", "ergo12", "hats:10:3",
  ]

  func validate() throws {
    if events < 1 || events > 1 << 30 { throw ValidationError("--events needs a number from 1 to 2^30") }
    if kind == "all" { return }
    do { _ = try EventRepresentation(kind) } catch { throw ValidationError("--kind: \(error)") }
  }

  func run() throws { options.show(try rows()) }

  func rows() throws -> [Row] {
    let workers = try Workers(threads: options.threads)
    let drawn = DrawnEvents(count: events, width: size.first, height: size.second)
    let limits = MachineLimits(workers: workers)
    return try (kind == "all" ? Self.kinds : [kind]).map { name in
      try row(name, drawn, workers: workers, bytesPerSecond: limits.readBytesPerSecond)
    }
  }

  private func row(_ name: String, _ drawn: DrawnEvents, workers: Workers, bytesPerSecond: Double) throws -> Row {
    let representation = try EventRepresentation(name)
    let volume = SpaceTimeWindow(width: size.first, height: size.second, around: drawn.events)
    let accumulator = representation.accumulator(over: volume, workers: workers)
    let places = representation.usesFractionalCoordinates ? drawn.places : nil
    var scalars = 0
    let measurement = Measurement(runs: options.runs) {
      accumulator.begin(volume)
      accumulator.add(drawn.events, at: places)
      scalars = accumulator.finish().count
    }
    let millions = Double(events) / 1e6
    // Columns, rows and polarities, times where they matter, and places in place of pixels.
    let needsTime = !["count", "polarity"].contains(name)
    let bytesPerEvent = Double((places == nil ? 4 : 8) + 1 + (needsTime ? 8 : 0))
    return Row(
      name: "represent \(name) \(size.first)x\(size.second)",
      figures: [
        ("events", Double(events)), ("threads", Double(options.threads)), ("scalars", Double(scalars)),
        ("Mev_per_s_best", millions / measurement.least), ("Mev_per_s_median", millions / measurement.median),
        ("share_of_reading", Double(events) * bytesPerEvent / measurement.median / bytesPerSecond),
        ("peak_MB", ProcessMemory.peakMegabytes),
      ])
  }
}

/// Events over one second, the same in every run.
private struct DrawnEvents {
  let events: EventBatch
  /// Somewhere within half a pixel of their pixels.
  let places: EventCoordinates

  init(count: Int, width: Int, height: Int) {
    var state: UInt64 = 0
    func draw() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state
      mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      return mixed ^ mixed >> 31
    }
    let times = (0..<count).map { _ in Int64(draw() % 1_000_000) }.sorted()
    var batch = EventBatch(capacity: count)
    var places = EventCoordinates(x: [], y: [])
    places.x.reserveCapacity(count)
    places.y.reserveCapacity(count)
    batch.refill { columns in
      for index in 0..<count {
        let bits = draw()
        columns.t[index] = times[index]
        columns.x[index] = UInt16(bits % UInt64(width))
        columns.y[index] = UInt16((bits >> 20) % UInt64(height))
        columns.p[index] = UInt8(bits >> 63)
        places.x.append(Float(columns.x[index]) + Float(bits >> 40 & 255) / 256 - 0.5)
        places.y.append(Float(columns.y[index]) + Float(bits >> 48 & 255) / 256 - 0.5)
      }
      return count
    }
    self.events = batch
    self.places = places
  }
}
