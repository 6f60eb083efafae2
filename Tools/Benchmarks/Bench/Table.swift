import Foundation

/// Rows for people: columns with their units above, numbers to the right.
struct Table {
  private let lines: [[String]]

  /// Lays out texts, the header first; the first `leftColumns` columns start to the left.
  init(header: [String], lines: [[String]], leftColumns: Int = 1) {
    let all = [header] + lines
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    self.lines = all.map { line in
      line.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return column < leftColumns ? text + space : space + text
      }
    }
  }

  var text: String {
    lines.map { line in
      let text = line.joined(separator: "  ")
      return String(text.prefix(text.count - text.reversed().prefix { $0 == " " }.count))
    }.joined(separator: "\n")
  }

  /// Rows of one or several subjects: those that start with the same figure share a table.
  static func text(of rows: [Row]) -> String {
    var groups: [[Row]] = []
    for row in rows {
      if let last = groups.last?.last, last.figures.first?.key == row.figures.first?.key {
        groups[groups.count - 1].append(row)
      } else {
        groups.append([row])
      }
    }
    return groups.map { Table(rows: $0).text }.joined(separator: "\n\n")
  }

  private init(rows: [Row]) {
    var keys: [String] = []
    for row in rows { for figure in row.figures where !keys.contains(figure.key) { keys.append(figure.key) } }
    let columns = keys.map { key in Column(key: key, values: rows.compactMap { $0[key] }) }
    self.init(
      header: [""] + columns.map(\.title),
      lines: rows.map { row in [row.name] + columns.map { $0.text(row[$0.key]) } })
  }

  /// One figure of all rows, in the unit that suits them.
  private struct Column {
    var key: String
    var title: String
    private var factor = 1.0
    private var isPercentage = false

    init(key: String, values: [Double]) {
      self.key = key
      title = key.replacing("_per_", with: "/").replacing("_", with: " ")
        .replacing("gflop", with: "GFLOP").replacing("gb/", with: "GB/")
      if key.hasPrefix("share_of_") {
        isPercentage = true
        title = "of " + key.dropFirst("share_of_".count)
      } else if key.hasSuffix("_s"), !key.hasSuffix("_per_s"), (values.max() ?? 0) < 1 {
        factor = 1000
        title = title.dropLast(2) + " ms"
      }
    }

    func text(_ value: Double?) -> String {
      guard let value else { return "" }
      if isPercentage { return String(format: "%.1f %%", value * 100) }
      let scaled = value * factor
      if !scaled.isFinite { return "-" }
      if scaled == scaled.rounded() || scaled.magnitude >= 1000 { return String(format: "%.0f", scaled) }
      if scaled.magnitude < 0.01 { return String(format: "%.1e", scaled) }
      let decimals = scaled.magnitude >= 100 ? 1 : scaled.magnitude >= 10 ? 2 : 3
      return String(format: "%.\(decimals)f", scaled)
    }
  }
}
