import Foundation

/// The place of a plot in its picture, its rules and the numbers beside them.
struct PlotFrame {
  /// The width of plots that go across a page.
  static let width = 960.0
  /// The width of those on the page of a telephone, on which the letters of the wide ones could not be read.
  static let narrowWidth = 400.0
  var width = Self.width
  let height: Double
  let left = 58.0
  let right = 12.0
  let top = 10.0
  let bottom = 40.0

  var innerWidth: Double { width - left - right }
  var innerHeight: Double { height - top - bottom }

  func x(_ part: Double) -> Double { left + part * innerWidth }
  func y(_ part: Double) -> Double { top + (1 - part) * innerHeight }

  /// A coordinate with a tenth of a pixel.
  static func number(_ value: Double) -> String {
    let tenths = (value * 10).rounded() / 10
    return tenths == tenths.rounded() ? String(Int(tenths)) : String(format: "%.1f", tenths)
  }

  /// Horizontal rules with their numbers, and the title of the vertical axis.
  func rules(_ axis: PlotAxis, title: String) -> [HTML] {
    let lines = axis.ticks.map { tick in
      let y = Self.number(y(axis.part(tick)))
      return HTML.all([
        .element(
          "line", ["class": "grid", "x1": Self.number(left), "x2": Self.number(width - right), "y1": y, "y2": y]),
        .element(
          "text", ["x": Self.number(left - 8), "y": y, "dy": ".35em", "text-anchor": "end"],
          text: NumberText.short(tick)),
      ])
    }
    let middle = Self.number(top + innerHeight / 2)
    let name = HTML.element(
      "text", ["transform": "translate(13 \(middle)) rotate(-90)", "text-anchor": "middle"], text: title)
    return lines + [name]
  }

  /// Numbers below the plot at parts of its width, and the title of the horizontal axis.
  func labels(_ marks: [(part: Double, text: String)], title: String) -> [HTML] {
    fitting(marks).map { mark in
      HTML.element(
        "text",
        ["x": Self.number(x(mark.part)), "y": Self.number(height - bottom + 16), "text-anchor": "middle"],
        text: mark.text)
    } + [
      HTML.element(
        "text", ["x": Self.number(left + innerWidth / 2), "y": Self.number(height - 6), "text-anchor": "middle"],
        text: title)
    ]
  }

  /// A picture twice, wide and narrow, of which the page shows the one that fits it.
  static func pictures(
    width: Double = Self.width, height: Double, description: String, _ content: (PlotFrame) -> [HTML]
  ) -> HTML {
    let isSquare = width == height
    let narrow = PlotFrame(width: Self.narrowWidth, height: isSquare ? Self.narrowWidth : height)
    return .all(
      [(PlotFrame(width: width, height: height), "wide"), (narrow, "narrow")].map { frame, name in
        frame.svg(content(frame), name: name, description: description)
      })
  }

  private func svg(_ content: [HTML], name: String, description: String) -> HTML {
    HTML.element(
      "svg",
      [
        "class": name, "viewBox": "0 0 \(Self.number(width)) \(Self.number(height))", "role": "img",
        "aria-label": description, "data-left": Self.number(left), "data-inner": Self.number(innerWidth),
      ], content)
  }

  /// So many of the marks that their words do not touch: all, every second, every fourth ….
  private func fitting(_ marks: [(part: Double, text: String)]) -> [(part: Double, text: String)] {
    var step = 1
    while step < marks.count {
      let kept = stride(from: 0, to: marks.count, by: step).map { marks[$0] }
      let isClear = zip(kept, kept.dropFirst()).allSatisfy { first, second in
        (second.part - first.part).magnitude * innerWidth
          >= Double(first.text.count + second.text.count) / 2 * Self.letterWidth + Self.letterWidth
      }
      if isClear { return kept }
      step *= 2
    }
    return Array(marks.prefix(1))
  }

  private static let letterWidth = 6.6
}
