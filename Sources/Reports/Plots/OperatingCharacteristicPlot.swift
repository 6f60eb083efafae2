/// Receiver operating characteristics in a square: what is wanted that stays, over what is not wanted that stays.
///
/// Straight lines join the points of a curve, from (0, 0) to (1, 1). A pointer on a point shows what it is.
public struct OperatingCharacteristicPlot: Sendable {
  /// A point of a curve.
  public struct Point: Sendable {
    /// The share of what is not wanted that stays, 0…1.
    public let x: Double
    /// The share of what is wanted that stays, 0…1.
    public let y: Double
    /// What a pointer shows.
    public let name: String

    /// Describes a point.
    public init(x: Double, y: Double, name: String) { (self.x, self.y, self.name) = (x, y, name) }
  }

  /// One curve.
  public struct Curve: Sendable {
    /// Its name in the legend.
    public let name: String
    /// Its points in any order, without both ends; those that are not finite are left out.
    public let points: [Point]
    /// The point that is marked; nil for none.
    public let mark: Point?

    /// Describes a curve.
    public init(name: String, points: [Point], mark: Point?) {
      (self.name, self.points, self.mark) = (name, points, mark)
    }
  }

  private let caption: String
  private let curves: [Curve]
  private let horizontalTitle: String
  private let verticalTitle: String
  private static let side = 520.0

  /// Describes a plot. Curves beyond the number of colours, ``PageStyle/seriesCount``, are dashed.
  public init(caption: String, curves: [Curve], horizontalTitle: String, verticalTitle: String) {
    (self.caption, self.curves) = (caption, curves)
    (self.horizontalTitle, self.verticalTitle) = (horizontalTitle, verticalTitle)
  }

  /// The plot with its legend.
  public var html: HTML {
    let axis = PlotAxis([0, 1])
    let marks = axis.ticks.map { (axis.part($0), NumberText.short($0)) }
    let picture = PlotFrame.pictures(width: Self.side, height: Self.side, description: caption) { frame in
      let chance = HTML.element("path", ["class": "curve chance", "d": path([], frame)])
      let drawn = curves.enumerated().map { html($1, style: Self.style($0), frame) }
      return frame.rules(axis, title: verticalTitle) + frame.labels(marks, title: horizontalTitle) + [chance] + drawn
    }
    return HTML.element(
      "figure", ["class": "plot characteristic"], [.element("figcaption", text: caption), legend, picture])
  }

  /// Rules of style for a page that has such a plot.
  public static let style = """
    .characteristic { max-width: 38rem; }
    .plot .chance { stroke: var(--soft); stroke-dasharray: 2 4; stroke-width: 1; }
    .plot .point { fill: transparent; }
    .plot .point:hover { fill: var(--ink); }
    """

  private var legend: HTML {
    HTML.element(
      "div", ["class": "legend"],
      curves.enumerated().map { index, curve in
        .element(
          "span",
          [
            .element(
              "span",
              [
                "class": "key",
                "style": "background: var(--series-\(Self.color(index))); opacity: \(Self.isDashed(index) ? 0.5 : 1)",
              ]), .text(curve.name),
          ])
      })
  }

  private static func color(_ index: Int) -> Int { index % PageStyle.seriesCount + 1 }
  private static func isDashed(_ index: Int) -> Bool { index / PageStyle.seriesCount % 2 == 1 }
  private static func style(_ index: Int) -> (line: String, dot: String) {
    let color = "var(--series-\(color(index)))"
    return ("stroke: \(color)" + (isDashed(index) ? "; stroke-dasharray: 7 4" : ""), "fill: \(color)")
  }

  private func html(_ curve: Curve, style: (line: String, dot: String), _ frame: PlotFrame) -> HTML {
    func dot(_ point: Point, _ attributes: KeyValuePairs<String, String>) -> HTML {
      HTML.element("circle", attributes, [.element("title", text: point.name)])
    }
    func isFinite(_ point: Point) -> Bool { point.x.isFinite && point.y.isFinite }
    let points = curve.points.filter(isFinite)
    let dots = points.map { point in
      let (x, y) = (PlotFrame.number(frame.x(point.x)), PlotFrame.number(frame.y(point.y)))
      return dot(point, ["class": "point", "cx": x, "cy": y, "r": "3.5"])
    }
    let mark = curve.mark.flatMap { isFinite($0) ? $0 : nil }.map { point in
      let (x, y) = (PlotFrame.number(frame.x(point.x)), PlotFrame.number(frame.y(point.y)))
      return dot(point, ["style": style.dot, "cx": x, "cy": y, "r": "5"])
    }
    let line = HTML.element("path", ["class": "curve", "style": style.line, "d": path(points, frame)])
    return .all([line] + dots + (mark.map { [$0] } ?? []))
  }

  private func path(_ points: [Point], _ frame: PlotFrame) -> String {
    let places = ([(0, 0)] + points.map { ($0.x, $0.y) } + [(1, 1)]).sorted { $0 < $1 }
    return places.enumerated().map { index, place in
      (index == 0 ? "M" : "L") + "\(PlotFrame.number(frame.x(place.0))) \(PlotFrame.number(frame.y(place.1)))"
    }.joined()
  }
}
