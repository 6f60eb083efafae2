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
  private var rows: [(cells: [String], isTotal: Bool)] = []

  /// Begins a table.
  public init(columns: [Column]) { self.columns = columns }

  /// Adds a row of as many cells as there are columns.
  ///
  /// - Parameter isTotal: Whether it sums up the rows above.
  public mutating func add(_ cells: [String], isTotal: Bool = false) {
    precondition(cells.count == columns.count, "\(cells.count) cells do not fill \(columns.count) columns.")
    rows.append((cells, isTotal))
  }

  /// The table; it scrolls by itself where the page is narrow.
  public var html: HTML {
    let head = columns.map { column in
      column.meaning.isEmpty
        ? HTML.element("th", text: column.heading)
        : HTML.element("th", ["title": column.meaning], text: column.heading)
    }
    let body = rows.map { row in
      HTML.element("tr", row.isTotal ? ["class": "total"] : [:], row.cells.map { HTML.element("td", text: $0) })
    }
    return HTML.element(
      "div", ["class": "scroll"],
      [
        HTML.element(
          "table",
          [
            HTML.element("thead", [HTML.element("tr", head)]), HTML.element("tbody", body),
          ])
      ])
  }
}
