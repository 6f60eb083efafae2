/// Bars side by side: a histogram. A pointer over a bar shows its value.
public struct BarPlot: Sendable {
  /// One bar.
  public struct Bar: Sendable {
    /// What it stands for, shown under a pointer.
    public let name: String
    /// Its length, not negative.
    public let value: Double

    /// Describes a bar.
    public init(name: String, value: Double) { (self.name, self.value) = (name, value) }
  }

  /// A line above the plot.
  public let caption: String
  private let bars: [Bar]
  private let marks: [(edge: Int, text: String)]
  private let marksAreCentered: Bool
  private let horizontalTitle: String
  private let verticalTitle: String
  private static let height = 240.0

  /// Describes a plot.
  ///
  /// - Parameters:
  ///   - bars: From left to right.
  ///   - marks: Numbers below the edges between bars: edge k is that to the left of bar k.
  ///   - marksAreCentered: Whether they stand below the bars' middles instead: mark k below bar k.
  public init(
    caption: String, bars: [Bar], marks: [(edge: Int, text: String)], marksAreCentered: Bool = false,
    horizontalTitle: String, verticalTitle: String
  ) {
    (self.caption, self.bars, self.marks, self.marksAreCentered) = (caption, bars, marks, marksAreCentered)
    (self.horizontalTitle, self.verticalTitle) = (horizontalTitle, verticalTitle)
  }

  /// The plot.
  public var html: HTML {
    let picture = PlotFrame.pictures(height: Self.height, description: caption) { content(in: $0) }
    return HTML.element("figure", ["class": "plot"], [.element("figcaption", text: caption), picture])
  }

  private func content(in frame: PlotFrame) -> [HTML] {
    let vertical = PlotAxis(bars.map(\.value), includesZero: true, tickCount: 4)
    let step = 1 / Double(max(bars.count, 1))
    let gap = Double(bars.count) > frame.innerWidth / 11 ? 0.5 : 1.5
    let columns = bars.enumerated().map { index, bar in
      let (x, y) = (frame.x(Double(index) * step), frame.y(vertical.part(bar.value)))
      let height = frame.y(0) - y
      return HTML.element(
        "rect",
        [
          "class": "bar", "x": PlotFrame.number(x + gap / 2), "y": PlotFrame.number(y),
          "width": PlotFrame.number(max(step * frame.innerWidth - gap, 1)), "height": PlotFrame.number(height),
        ], [.element("title", text: "\(bar.name): \(NumberText.short(bar.value))")])
    }
    let labels = frame.labels(
      marks.map { ((Double($0.edge) + (marksAreCentered ? 0.5 : 0)) * step, $0.text) }, title: horizontalTitle)
    return frame.rules(vertical, title: verticalTitle) + labels + columns
  }
}
