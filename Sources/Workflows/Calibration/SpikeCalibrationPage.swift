import Recordings
import Reports
import Simulator

/// The page of a calibrated spiking camera.
struct SpikeCalibrationPage {
  var summary: SpikeCalibration.Summary
  var estimate: SpikingSensorEstimate
  var size: SensorSize
  var footer = ""

  func page() throws -> HTMLPage {
    var page = HTMLPage(
      title: "A calibrated spiking camera",
      subtitle: "\(size.width)x\(size.height), \(Text.count(summary.recordings.count, "recording"))")
    page.footer = footer
    var table = HTMLTable(columns: CalibrationRow.heading.map { HTMLTable.Column($0) })
    for row in summary.rows { table.add(row.cells) }
    page.add(section: "What was found", [table.html, CalibrationRow.explanation])
    page.add(
      section: "What is open",
      [HTML.list((summary.open + summary.warnings + [summary.badPixels]).map(HTML.text))])
    let quantities = [
      ("Dark rate", "spikes a readout", estimate.darkRate),
      ("Response to white", "spikes a readout", estimate.response),
      ("Gain", "", estimate.gain), ("Reset offset", "V", estimate.resetOffset),
      ("Threshold noise", "V", estimate.thresholdNoise),
    ]
    for (name, unit, values) in quantities {
      let histogram = CalibrationHistogram(
        name: name, unit: unit, values: values.value, width: size.width, height: size.height)
      page.add(section: name, try histogram.html())
    }
    return page
  }
}

/// A quantity over a sensor, for a table.
package struct CalibrationRow {
  var name: String
  var unit: String
  var population: PopulationEstimate?
  /// What stands where there is none.
  var absent = "not determined"

  package static let heading = ["quantity", "mean", "95 %", "spread", "95 % of it", "unit"]
  static let explanation = HTML.element(
    "p",
    text: "Mean and spread (standard deviation) over good pixels, with their intervals of 95 %. A quantity without an "
      + "interval is fixed by definition. The maps beside the camera file hold those of every pixel.")

  package var cells: [String] {
    guard let population else { return [name, absent, "", "", "", unit] }
    func interval(_ range: ClosedRange<Double>) -> String {
      "\(Text.number(range.lowerBound))…\(Text.number(range.upperBound))"
    }
    return [
      name, Text.number(population.mean), population.meanError > 0 ? interval(population.meanInterval) : "fixed",
      Text.number(population.deviation), interval(population.deviationInterval), unit,
    ]
  }
}

extension SpikeCalibration.Summary {
  /// The rows of a table of what was found.
  package var rows: [CalibrationRow] {
    [
      CalibrationRow(name: "dark rate", unit: "spikes a readout", population: populations.darkRate),
      CalibrationRow(name: "response to white", unit: "spikes a readout", population: populations.response),
      CalibrationRow(name: "threshold noise", unit: "V", population: populations.thresholdNoise),
      CalibrationRow(name: "dark current", unit: "", population: populations.darkCurrent),
      CalibrationRow(name: "gain", unit: "", population: populations.gain),
      CalibrationRow(name: "reset offset", unit: "V", population: populations.resetOffset),
    ]
  }

  /// A line on bad pixels.
  package var badPixels: String {
    PixelPlace.list(hot, "hot") + "; " + PixelPlace.list(dead, "dead")
      + "; of a sensor without such \(Text.number(falseAlarms)) would be called so on average"
  }
}

extension PixelPlace {
  /// How many there are, and the first of them.
  static func list(_ places: [PixelPlace], _ word: String) -> String {
    if places.isEmpty { return "no pixel is \(word)" }
    let shown = places.prefix(8).map { "(\($0.x), \($0.y))" }.joined(separator: ", ")
    return "\(Text.count(places.count, "\(word) pixel")): \(shown)" + (places.count > 8 ? ", …" : "")
  }
}
