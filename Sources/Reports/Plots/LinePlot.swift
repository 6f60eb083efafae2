import Foundation

/// Curves over one horizontal axis; a pointer over them shows the values.
public struct LinePlot: Sendable {
  /// One curve.
  public struct Series: Sendable {
    /// Its name in the legend.
    public let name: String
    /// Its values, one for each place of the axis; where one is not finite the curve has a gap.
    public let values: [Double]

    /// Describes a curve.
    public init(name: String, values: [Double]) { (self.name, self.values) = (name, values) }
  }

  /// A line above the plot.
  public let caption: String
  private let places: [Double]
  private let names: [String]
  private let series: [Series]
  private let horizontalTitle: String
  private let verticalTitle: String
  private let startsAtZero: Bool
  private static let height = 260.0

  /// Describes a plot.
  ///
  /// - Parameters:
  ///   - caption: A line above the plot.
  ///   - places: Where the values stand on the horizontal axis, ascending.
  ///   - names: What the places are called when a pointer shows them; empty for their numbers.
  ///   - series: The curves, at most as many as there are colours: ``PageStyle/seriesCount``.
  public init(
    caption: String, places: [Double], names: [String] = [], series: [Series], horizontalTitle: String,
    verticalTitle: String, startsAtZero: Bool = true
  ) {
    precondition(
      series.allSatisfy { $0.values.count == places.count }, "A curve has a value for each of \(places.count) places.")
    precondition(names.isEmpty || names.count == places.count, "Every place has a name, or none has.")
    precondition(series.count <= PageStyle.seriesCount, "There are colours for \(PageStyle.seriesCount) curves only.")
    (self.caption, self.places, self.names, self.series) = (caption, places, names, series)
    (self.horizontalTitle, self.verticalTitle, self.startsAtZero) = (horizontalTitle, verticalTitle, startsAtZero)
  }

  /// The plot with its legend.
  public var html: HTML {
    let vertical = PlotAxis(series.flatMap(\.values), includesZero: startsAtZero)
    let horizontal = PlotAxis(places, tickCount: 8, isTight: true)
    let picture = PlotFrame.pictures(height: Self.height, description: caption) { frame in
      let curves = series.enumerated().map { index, series in
        HTML.element(
          "path",
          [
            "class": "curve", "style": "stroke: var(--series-\(index + 1))",
            "d": path(series.values, frame, horizontal, vertical),
          ])
      }
      let marks = horizontal.ticks.map { (horizontal.part($0), NumberText.short($0)) }
      let cursor = HTML.element(
        "line",
        [
          "class": "cursor", "y1": PlotFrame.number(frame.top), "y2": PlotFrame.number(frame.top + frame.innerHeight),
        ])
      return frame.rules(vertical, title: verticalTitle) + frame.labels(marks, title: horizontalTitle) + curves
        + [cursor]
    }
    return HTML.element(
      "figure", ["class": "plot", "data-plot": data(horizontal)],
      [.element("figcaption", text: caption)] + (series.count > 1 ? [legend] : [])
        + [picture, .element("div", ["class": "tip"])])
  }

  private var legend: HTML {
    HTML.element(
      "div", ["class": "legend"],
      series.enumerated().map { index, series in
        HTML.element(
          "span",
          [
            .element("span", ["class": "key", "style": "background: var(--series-\(index + 1))"]), .text(series.name),
          ])
      })
  }

  private func path(_ values: [Double], _ frame: PlotFrame, _ horizontal: PlotAxis, _ vertical: PlotAxis) -> String {
    var path = ""
    var isDrawing = false
    for (index, value) in values.enumerated() {
      guard value.isFinite else {
        isDrawing = false
        continue
      }
      let x = PlotFrame.number(frame.x(horizontal.part(places[index])))
      let y = PlotFrame.number(frame.y(vertical.part(value)))
      let endsHere = index + 1 == values.count || !values[index + 1].isFinite
      // A lone point is drawn as a line without a length, whose round ends make a dot.
      path += (isDrawing ? "L" : "M") + "\(x) \(y)" + (!isDrawing && endsHere ? "h0" : "")
      isDrawing = true
    }
    return path
  }

  /// What the script needs to show values, as JSON.
  private func data(_ horizontal: PlotAxis) -> String {
    func list(_ values: [Double]) -> String {
      "[" + values.map { $0.isFinite ? NumberText.short($0) : "null" }.joined(separator: ",") + "]"
    }
    func text(_ words: String) -> String {
      "\""
        + words.unicodeScalars.map { scalar in
          switch scalar {
          case "\"": "\\\""
          case "\\": "\\\\"
          default: scalar.value < 0x20 ? " " : String(scalar)
          }
        }.joined() + "\""
    }
    let parts = places.map { String(format: "%.5g", horizontal.part($0)) }
    let names = self.names.isEmpty ? places.map { "\(horizontalTitle) \(NumberText.short($0))" } : self.names
    return "{\"parts\":[\(parts.joined(separator: ","))],\"names\":[\(names.map(text).joined(separator: ","))],"
      + "\"series\":["
      + series.map { "{\"name\":\(text($0.name)),\"values\":\(list($0.values))}" }.joined(separator: ",") + "]}"
  }
}
