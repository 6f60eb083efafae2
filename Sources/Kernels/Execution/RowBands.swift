/// A list of rows cut into runs of at most some rows.
///
/// The cut depends on the shape alone, never on the number of threads.
struct RowBands {
  let count: Int
  private let rows: Int
  private let rowsPerBand: Int

  init(rows: Int, perBand: Int) {
    self.rows = rows
    rowsPerBand = perBand
    count = (rows + perBand - 1) / perBand
  }

  subscript(band: Int) -> Range<Int> { band * rowsPerBand..<min((band + 1) * rowsPerBand, rows) }
}
