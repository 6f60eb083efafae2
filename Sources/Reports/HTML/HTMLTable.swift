/// A table: words on the left, numbers on the right.
public struct HTMLTable: Sendable {
  /// A column's heading and what it means, shown when a pointer rests on it.
  public struct Column: Sendable {
    /// The heading.
    public let heading: String
    /// What it means; empty for nothing.
    public let meaning: String

    /// Describes a column.
    public init(_ heading: String, meaning: String = "") { (self.heading, self.meaning) = (heading, meaning) }
  }

  private let columns: [Column]
  private var rows: [(cells: [String], best: Set<Int>, isTotal: Bool)] = []

  /// Begins a table.
  public init(columns: [Column]) { self.columns = columns }

  /// Adds a row of as many cells as there are columns.
  ///
  /// - Parameters:
  ///   - best: The columns whose value is the best of all rows.
  ///   - isTotal: Whether it sums up the rows above.
  public mutating func add(_ cells: [String], best: Set<Int> = [], isTotal: Bool = false) {
    precondition(cells.count == columns.count, "\(cells.count) cells do not fill \(columns.count) columns.")
    rows.append((cells, best, isTotal))
  }

  /// Whether the table is wider than the page of a telephone, as far as its letters tell.
  private var isWide: Bool {
    let letters = columns.indices.map { column in
      max(columns[column].heading.count, rows.map { $0.cells[column].count }.max() ?? 0)
    }
    return letters.reduce(0) { $0 + $1 + Self.lettersBetweenColumns } > Self.lettersOfNarrowPage
  }

  private static let lettersBetweenColumns = 3
  private static let lettersOfNarrowPage = 44

  /// The table. Where the page is narrow, each row of a wide one becomes a block of lines: its first cell, and below it
  /// the name and the value of every other, so that no number lies beyond the edge.
  public var html: HTML {
    let head = columns.map { column in
      column.meaning.isEmpty
        ? HTML.element("th", text: column.heading)
        : HTML.element("th", ["title": column.meaning], text: column.heading)
    }
    let body = rows.map { row in
      HTML.element(
        "tr", row.isTotal ? ["class": "total"] : [:],
        row.cells.enumerated().map { column, cell in
          let name = columns[column].heading
          let classes = [row.best.contains(column) ? "best" : "", cell.isEmpty ? "empty" : ""].filter { !$0.isEmpty }
          return classes.isEmpty
            ? HTML.element("td", ["data-name": name], text: cell)
            : HTML.element("td", ["class": classes.joined(separator: " "), "data-name": name], text: cell)
        })
    }
    return HTML.element(
      "div", ["class": isWide ? "scroll wide" : "scroll"],
      [
        HTML.element(
          "table",
          [
            HTML.element("thead", [HTML.element("tr", head)]), HTML.element("tbody", body),
          ])
      ])
  }
}
