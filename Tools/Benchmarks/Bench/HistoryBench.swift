import ArgumentParser

/// Rows of earlier runs.
struct HistoryBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "What earlier runs measured, from Tools/Benchmarks/results.",
    discussion: """
      Without a name: the last figures of every row. With one: every run of the rows whose name contains it, oldest \
      first. A commit with + was measured with changes. Times are UTC.
      """)

  @Argument(help: "A part of the rows' name.") var name: String?
  @Option(help: "The runs of a row that are shown at most, the last.") var last = 20

  /// The figures of which one says how good a row is; the first that a row has is shown with its median.
  private static let rates = [
    "gflop_per_s", "gb_per_s", "frames_per_s", "Mev_per_s_median", "Mev_per_s", "ours_time_ratio",
  ]

  func validate() throws {
    if last < 1 { throw ValidationError("--last needs a number of one and more") }
  }

  func run() throws {
    var namesInOrder: [String] = []
    var runs: [String: [History.Entry]] = [:]
    for entry in try History.entries() where name.map({ entry.row.name.contains($0) }) ?? true {
      if runs[entry.row.name] == nil { namesInOrder.append(entry.row.name) }
      runs[entry.row.name, default: []].append(entry)
    }
    let shown = namesInOrder.flatMap { (runs[$0] ?? []).suffix(name == nil ? 1 : last) }
    if shown.isEmpty {
      print("No run is kept\(name.map { " of a row named \($0)" } ?? "").")
      return
    }
    print(
      Table(
        header: ["", "date", "time", "commit", "processor", "median s", "peak MB", "rate", ""],
        lines: shown.map(Self.line), leftColumns: 5
      ).text)
  }

  private static func line(_ entry: History.Entry) -> [String] {
    func text(_ key: String) -> String { entry.row[key].map(Row.number) ?? "" }
    let rate = rates.first { entry.row[$0] != nil }
    return [
      entry.row.name, entry.date, entry.time, entry.commit, entry.cpu, text("median_s"), text("peak_MB"),
      rate.map(text) ?? "", rate.map { $0.replacing("_per_", with: "/").replacing("_", with: " ") } ?? "",
    ]
  }
}
