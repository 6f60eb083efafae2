import Foundation
import Workflows

extension FilterEvaluationSummary {
  /// Tells a person.
  func show() throws {
    let noise = events - causes.signal
    var lines = ["\(Text.count(events, "event")): \(causes.signal) signal, \(noise) noise", ""]
    var table = TextTable(["filter", "precision", "recall", "removal", "AUC", "Mev/s"])
    func share(_ value: Double) -> String { value.isFinite ? String(format: "%.4f", value) : "-" }
    for filter in filters {
      table.add([
        filter.filter, share(filter.precision), share(filter.recall), share(filter.removal), share(filter.auc),
        filter.eventsPerSecond.isFinite ? String(format: "%.1f", filter.eventsPerSecond / 1e6) : "-",
      ])
    }
    lines += table.lines
    let removed = removalLines
    if !removed.isEmpty { lines += ["", "noise removed, by cause"] + removed }
    try Console.say((lines + [""] + Self.formulas.map { "  \($0)" }).joined(separator: "\n"))
  }

  /// A table of the noise that each filter removes, where there are several causes.
  private var removalLines: [String] {
    let all: [(name: String, count: Int, removal: (FilterResult.Causes) -> Double)] = [
      ("leak", causes.leak, \.leak), ("shot noise", causes.shot, \.shot), ("hot pixels", causes.hotPixel, \.hotPixel),
      ("photoreceptor", causes.photoreceptor, \.photoreceptor),
    ]
    let present = all.filter { $0.count > 0 }
    if present.count < 2 { return [] }
    var table = TextTable(["filter"] + present.map(\.name))
    table.add(["events"] + present.map { "\($0.count)" })
    for filter in filters {
      table.add([filter.filter] + present.map { String(format: "%.4f", $0.removal(filter.removalByCause)) })
    }
    return table.lines
  }
}
