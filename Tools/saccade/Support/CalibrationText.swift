import Workflows

/// What a calibration found, for a person.
struct CalibrationText {
  var rows: [CalibrationRow]
  var lines: [String]
  var open: [String]
  var outputs: [String]

  func show() throws {
    var table = TextTable(CalibrationRow.heading)
    for row in rows { table.add(row.cells) }
    let left = open.isEmpty ? [] : ["", "not determined by the data:"] + open.map { "  " + $0 }
    try Console.say((table.lines + [""] + lines + left).joined(separator: "\n"))
    Console.note("written to \(outputs.joined(separator: " and "))")
  }
}
