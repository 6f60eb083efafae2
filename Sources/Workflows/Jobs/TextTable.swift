/// Columns of equal width: words on the left, numbers on the right.
package struct TextTable {
  private var rows: [[String]]

  /// Begins with the names of the columns.
  package init(_ heading: [String]) { rows = [heading] }

  /// Adds a row of as many cells.
  package mutating func add(_ row: [String]) { rows.append(row) }

  /// The rows with their columns under each other.
  package var lines: [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let room = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + room : room + cell
      }.joined(separator: "  ")
    }
  }
}
