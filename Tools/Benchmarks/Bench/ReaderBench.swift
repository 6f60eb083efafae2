import ArgumentParser
import Datasets
import Recordings

/// A file of events that lies in the system's cache, read whole and in batches.
struct ReaderBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reader", abstract: "A recording of events, read from the system's cache.",
    discussion: """
      The first row reads the whole file to fresh columns, the second hands it out in batches of 65,536 events that \
      share one memory. Opening the file counts.
      """)

  @Argument(help: "The recording.") var file: String
  @Option(help: "Its format, where the content does not tell it.") var from: String?
  @OptionGroup var options: BenchOptions

  func run() throws { options.show(try rows()) }

  func rows() throws -> [Row] {
    let format = try from.map { name in
      guard let format = EventFormat(rawValue: name) else {
        throw ValidationError("--from: \(name) is no format of events")
      }
      return format
    }
    // First, so that the peak of its memory is its own.
    let streamed = try row("reader-stream") {
      let source = try EventFiles.open(file, format: format)
      var batch = EventBatch()
      var count = 0
      while try source.next(into: &batch) { count += batch.count }
      return count
    }
    let whole = try row("reader") { try EventFiles.readAll(file, format: format).count }
    return [whole, streamed]
  }

  private func row(_ name: String, _ read: () throws -> Int) throws -> Row {
    var events = 0
    let measurement = try Measurement(runs: options.runs) { events = try read() }
    let millions = Double(events) / 1e6
    return Row(
      name: name,
      figures: [
        ("events", Double(events)), ("Mev_per_s_best", millions / measurement.least),
        ("Mev_per_s_median", millions / measurement.median), ("peak_MB", ProcessMemory.peakMegabytes),
      ])
  }
}
