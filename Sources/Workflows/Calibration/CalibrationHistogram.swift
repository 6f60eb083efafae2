import Foundation
import Reports
import Tensors

/// A histogram and a map of a quantity over a sensor.
struct CalibrationHistogram {
  var name: String
  var unit: String
  var values: [Float]
  var width: Int
  var height: Int

  private static let binCount = 48

  /// Both as pieces of a page.
  func html() throws -> [HTML] {
    let sorted = values.filter(\.isFinite).sorted()
    guard let first = sorted.first, let last = sorted.last else { return [] }
    // One pixel far away would leave the others a single bar.
    let (low, high) = (sorted[sorted.count / 1000], sorted[sorted.count - 1 - sorted.count / 1000])
    let span = max(Double(high - low), Double(max(abs(first), abs(last))) * 1e-6, 1e-12)
    var counts = Array(repeating: 0, count: Self.binCount)
    for value in sorted {
      let bin = Int((Double(value - low) / span * Double(Self.binCount)).rounded(.down))
      counts[min(max(bin, 0), Self.binCount - 1)] += 1
    }
    func edge(_ index: Int) -> Double { Double(low) + span * Double(index) / Double(Self.binCount) }
    let bars = counts.enumerated().map { index, count in
      BarPlot.Bar(name: "\(Text.number(edge(index))) to \(Text.number(edge(index + 1))) \(unit)", value: Double(count))
    }
    let marks = stride(from: 0, through: Self.binCount, by: Self.binCount / 4).map {
      (edge: $0, text: Text.number(edge($0)))
    }
    let plot = BarPlot(
      caption: "\(name), pixels", bars: bars, marks: marks, horizontalTitle: unit.isEmpty ? name : "\(name) in \(unit)",
      verticalTitle: "pixels")
    // From the lowest of the shown range, so that a small spread is seen.
    let raised = Tensor<Float>(shape: [height, width], scalars: values.map { max($0 - low, 0) })
    let map = try HeatMap(maximum: Float(span)).html(
      raised, caption: "\(name), above \(Text.number(Double(low))) \(unit)", unit: unit)
    return [plot.html, map]
  }
}
