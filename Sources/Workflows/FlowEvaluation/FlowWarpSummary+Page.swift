import Reports

extension FlowWarpSummary {
  /// The page with a curve of each measure.
  func page(footer: String) -> HTMLPage {
    var page = HTMLPage(
      title: "Optical flow judged by its events",
      subtitle: "Protocol \(FlowWarpEvaluation.name). \(FlowWarpEvaluation.source)."
    )
    var table = HTMLTable(
      columns: (["Recording", "fields"] + Self.shownMeasures.map(\.title)).map { HTMLTable.Column($0) })
    table.add(
      [name, "\(fields.count)"] + Self.shownMeasures.map { NumberText.fixed(mean($0.measure), digits: 4) })
    page.add(section: "Results", [table.html] + (notes.isEmpty ? [] : [.list(notes.map(HTML.text))]))
    page.add(
      section: "Formula",
      [
        .list(FlowWarpEvaluation.formulas.map(HTML.text)), .element("h3", text: "What the literature does otherwise"),
        .list(variants.map { .text($0.text + ($0.key.map { " — reported as \($0)" } ?? "")) }),
      ])
    if fields.count > 1 {
      let places = fields.indices.map(Double.init)
      func plot(_ caption: String, _ series: [(String, Measure)]) -> HTML {
        LinePlot(
          caption: caption, places: places, names: fields.map(\.name),
          series: series.map { entry in
            LinePlot.Series(name: entry.0, values: fields.map { $0.values[entry.1] ?? .nan })
          }, horizontalTitle: "field", verticalTitle: "ratio"
        ).html
      }
      page.add(
        section: "By field",
        [
          plot("Flow-warp loss: above 1 the flow sharpens", [("as published", .fwl), ("blurred", .blurredFWL)]),
          plot(
            "Ratio of averaged timestamps: below 1 the flow sharpens", [("bilinear", .rsat), ("nearest", .nearestRSAT)]),
        ])
    }
    page.footer = footer
    return page
  }
}
