import Files
import OpticalFlow

/// The page that shows an evaluation: the protocol with its formulas and variants, a table, and for each sequence curves,
/// a histogram, where the errors are, and the worst fields.
public enum FlowEvaluationPage {
  /// Builds the page.
  ///
  /// - Parameters:
  ///   - evaluation: What was compared.
  ///   - notes: Sentences about this run, shown under the table.
  ///   - footer: A line at the end: the command, the version.
  ///   - naming: What readers call a remedy; the library's own name if not said.
  /// - Throws: `FileError` where a picture cannot be encoded.
  public static func page(
    _ evaluation: FlowEvaluation, notes: [String], footer: String, naming: (Remedy) -> String = \.description
  ) throws -> HTMLPage {
    let flowProtocol = evaluation.flowProtocol
    var page = HTMLPage(
      title: "Optical flow evaluated: \(flowProtocol.title)",
      subtitle: "Protocol \(flowProtocol.name). \(flowProtocol.source).")
    page.add(
      section: "Results", [table(evaluation).html] + (notes.isEmpty ? [] : [.list(notes.map(HTML.text))]))
    page.add(section: "Formula", formulas(flowProtocol, naming))
    for scene in evaluation.scenes where scene.summary.fieldCount > 0 {
      page.add(section: scene.name, try content(scene, evaluation))
    }
    page.footer = footer
    return page
  }

  private static func formulas(_ flowProtocol: FlowProtocol, _ naming: (Remedy) -> String) -> [HTML] {
    [
      .list(flowProtocol.allFormulas.map(HTML.text)), .element("h3", text: "What the literature does otherwise"),
      .list(
        flowProtocol.variants.map { variant in
          .all([
            .text(variant.text.text(naming)),
            variant.key.map {
              HTML.all([.text(" — reported as "), .element("code", text: $0)])
            } ?? .empty,
          ])
        }),
    ]
  }

  private static func table(_ evaluation: FlowEvaluation) -> HTMLTable {
    let flowProtocol = evaluation.flowProtocol
    let other = flowProtocol.mean.other
    let otherName = other == .overPixels ? "AEE over pixels" : "AEE over fields"
    var table = HTMLTable(
      columns: [HTMLTable.Column("Sequence"), HTMLTable.Column("fields")]
        + flowProtocol.measures.map { HTMLTable.Column("\($0.title) (\($0.unit))", meaning: $0.formula) }
        + [HTMLTable.Column(otherName, meaning: "the other mean: \(other.rawValue)"), HTMLTable.Column("pixels")])
    for scene in evaluation.scenes {
      table.add(
        [scene.name, "\(scene.summary.fieldCount)"]
          + flowProtocol.measures.map { NumberText.fixed(evaluation.value($0, of: scene), digits: 3) }
          + [
            NumberText.fixed(evaluation.value(.aee, of: scene, mean: other), digits: 3),
            "\(scene.summary.pixels.pixelCount)",
          ])
    }
    if evaluation.scenes.count > 1 {
      let fields = evaluation.scenes.reduce(0) { $0 + $1.summary.fieldCount }
      let pixels = evaluation.scenes.reduce(0) { $0 + $1.summary.pixels.pixelCount }
      table.add(
        [flowProtocol.overall == .meanOfScenes ? "mean" : "all", "\(fields)"]
          + flowProtocol.measures.map { NumberText.fixed(evaluation.overall($0), digits: 3) }
          + [NumberText.fixed(evaluation.overall(.aee, mean: other), digits: 3), "\(pixels)"], isTotal: true)
    }
    return table
  }

  private static func content(_ scene: FlowSceneEvaluation, _ evaluation: FlowEvaluation) throws -> [HTML] {
    var content: [HTML] = []
    if scene.fields.count > 1 { content += curves(scene) }
    content.append(histogram(scene.histogram))
    if let map = scene.map?.mean {
      content.append(
        try HeatMap(percentile: 99, of: map).html(map, caption: "Mean end-point error of each pixel", unit: "px"))
    }
    content.append(.element("h3", text: "Fields with the largest error"))
    for example in scene.worst { content.append(try FlowExamplePictures.html(example)) }
    return content
  }

  private static func curves(_ scene: FlowSceneEvaluation) -> [HTML] {
    let places = scene.fields.indices.map(Double.init)
    let names = scene.fields.map(\.name)
    func values(_ measure: FlowMeasure) -> [Double] { scene.fields.map { measure.value($0.errors) ?? .nan } }
    return [
      LinePlot(
        caption: "End-point error by field, and that of a prediction of zero", places: places, names: names,
        series: [
          LinePlot.Series(name: "AEE", values: values(.aee)),
          LinePlot.Series(name: "zero flow", values: values(.zeroFlow)),
        ], horizontalTitle: "field", verticalTitle: "pixels"
      ).html,
      LinePlot(
        caption: "Outliers by field", places: places, names: names,
        series: [
          LinePlot.Series(name: "EE ≥ 3 px", values: values(.outliersPercent)),
          LinePlot.Series(name: "EE > 3 px and > 5 %", values: values(.strictOutliersPercent)),
          LinePlot.Series(name: "EE > 1 px", values: values(.pe1)),
        ], horizontalTitle: "field", verticalTitle: "% of pixels"
      ).html,
    ]
  }

  /// The histogram from its first to its last bin that holds a pixel.
  private static func histogram(_ histogram: ErrorHistogram) -> HTML {
    let (bounds, counts, total) = (ErrorHistogram.bounds, histogram.counts, Double(max(histogram.count, 1)))
    let filled = counts.indices.filter { counts[$0] > 0 }
    let bins = (filled.first ?? 0)...max(filled.last ?? 0, filled.first ?? 0)
    let bars = bins.map { bin in
      let low = bin == 0 ? "0" : NumberText.short(bounds[bin - 1])
      let name = bin == bounds.count ? "\(low) px and more" : "\(low)–\(NumberText.short(bounds[bin])) px"
      return BarPlot.Bar(name: name + ", % of pixels", value: 100 * Double(counts[bin]) / total)
    }
    let marks = bins.compactMap { bin -> (edge: Int, text: String)? in
      guard bin > 0, (bin - 1) % 4 == 0 || bins.count < 8 else { return nil }
      return (bin - bins.lowerBound, NumberText.short(bounds[bin - 1]))
    }
    return BarPlot(
      caption: "End-point errors of all pixels; the scale is logarithmic", bars: bars, marks: marks,
      horizontalTitle: "end-point error in pixels", verticalTitle: "% of pixels"
    ).html
  }
}
