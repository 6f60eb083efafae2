import Recordings
import Reports
import Simulator

/// The page of a calibrated event camera.
struct EventCalibrationPage {
  var summary: EventCalibrationRun.Summary
  var estimate: EventCameraEstimate
  var size: SensorSize
  var footer = ""

  func page() throws -> HTMLPage {
    var page = HTMLPage(
      title: "A calibrated event camera",
      subtitle: "\(size.width)x\(size.height), \(Text.count(1 + summary.ramps.count, "recording"))")
    page.footer = footer
    var table = HTMLTable(columns: CalibrationRow.heading.map { HTMLTable.Column($0) })
    for row in summary.rows { table.add(row.cells) }
    page.add(section: "What was found", [table.html, CalibrationRow.explanation])
    page.add(
      section: "What is open",
      [HTML.list(([summary.silence] + summary.open + summary.warnings + [summary.badPixels]).map(HTML.text))])
    var quantities = [
      ("ON rate of a still scene", "Hz", estimate.onHz), ("OFF rate of a still scene", "Hz", estimate.offHz),
    ]
    if let on = estimate.on, let off = estimate.off {
      quantities = [("Threshold ON", "", on), ("Threshold OFF", "", off)] + quantities
    }
    for (name, unit, values) in quantities {
      let histogram = CalibrationHistogram(
        name: name, unit: unit, values: values.value, width: size.width, height: size.height)
      page.add(section: name, try histogram.html())
    }
    return page
  }
}

extension EventCalibrationRun.Summary {
  /// The rows of a table of what was found.
  package var rows: [CalibrationRow] {
    [
      CalibrationRow(name: "threshold on", unit: "log", population: populations.contrastOn),
      CalibrationRow(name: "threshold off", unit: "log", population: populations.contrastOff),
      CalibrationRow(name: "rate on, still", unit: "Hz a pixel", population: populations.onHz),
      CalibrationRow(name: "rate off, still", unit: "Hz a pixel", population: populations.offHz),
      CalibrationRow(name: "leak", unit: "Hz a pixel", population: populations.leakHz),
      CalibrationRow(name: "shot noise", unit: "Hz a pixel", population: populations.shotHz),
    ]
  }

  /// A line on the silence after an event.
  package var silence: String {
    let most = refractory.mostMicroseconds.map { "at most \(Text.number($0)) us, the shortest interval" }
    guard let period = refractory.microseconds else {
      return "refractory period: " + (most ?? "not determined")
    }
    let error = PixelEstimate.reach95 * (refractory.error ?? 0)
    return "refractory period: \(Text.number(period)) us ± \(Text.number(error)) us (95 %)"
      + (period == 0 ? ", none that pixels restart after" : "") + (most.map { "; " + $0 } ?? "")
  }

  /// A line on bad pixels.
  package var badPixels: String {
    PixelPlace.list(hot, "hot") + "; " + PixelPlace.list(dead, "silent")
      + "; of a sensor without such \(Text.number(falseAlarms)) would be called hot on average"
  }
}
