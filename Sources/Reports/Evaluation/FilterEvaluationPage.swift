import Tensors

/// The page that compares what filters keep of the signal and the noise of a recording: a table, receiver operating
/// characteristics, and pictures before and after.
public struct FilterEvaluationPage: Sendable {
  /// The events that one cause of noise made.
  public struct Noise: Sendable {
    /// Its name.
    public var cause: String
    /// How many there are.
    public var count: Int

    /// Describes noise.
    public init(cause: String, count: Int) { (self.cause, self.count) = (cause, count) }
  }

  /// A filter at one value of its parameter.
  public struct Point: Sendable {
    /// The value.
    public var value: Double
    /// The share of the signal that is kept.
    public var retention: Double
    /// The share of the noise that is dropped.
    public var removal: Double

    /// Describes a point.
    public init(value: Double, retention: Double, removal: Double) {
      (self.value, self.retention, self.removal) = (value, retention, removal)
    }
  }

  /// A filter and its figures. What is undefined is no number.
  public struct Filter: Sendable {
    /// What its user calls it.
    public var name: String
    /// The parameter that the curve goes over, and its unit.
    public var parameter: String, unit: String
    /// The parameter's own value.
    public var value: Double
    /// The share of what is kept that is signal.
    public var precision: Double
    /// The share of the signal that is kept.
    public var retention: Double
    /// The share of the noise that is dropped.
    public var removal: Double
    /// The same for each cause of noise.
    public var removalByCause: [Double]
    /// The area under the curve.
    public var auc: Double
    /// The events decided on in a second; nil where the page does not say it.
    public var eventsPerSecond: Double?
    /// The curve.
    public var curve: [Point]

    /// Describes a filter.
    public init(
      name: String, parameter: String, unit: String, value: Double, precision: Double, retention: Double,
      removal: Double, removalByCause: [Double], auc: Double, eventsPerSecond: Double?, curve: [Point]
    ) {
      (self.name, self.parameter, self.unit, self.value) = (name, parameter, unit, value)
      (self.precision, self.retention, self.removal) = (precision, retention, removal)
      (self.removalByCause, self.auc, self.eventsPerSecond) = (removalByCause, auc, eventsPerSecond)
      self.curve = curve
    }
  }

  /// A picture of a short part of the recording.
  public struct Example: Sendable {
    /// What it shows: the recording, or what a filter keeps.
    public var name: String
    /// `[height, width, 3]`.
    public var picture: Tensor<UInt8>
    /// The signal and the noise in it, in events.
    public var signal: Int, noise: Int

    /// Describes a picture.
    public init(name: String, picture: Tensor<UInt8>, signal: Int, noise: Int) {
      (self.name, self.picture, self.signal, self.noise) = (name, picture, signal, noise)
    }
  }

  private let title: String
  private let eventCount: Int
  private let signalCount: Int
  private let noise: [Noise]
  private let filters: [Filter]
  private let examples: [Example]
  private let exampleMicroseconds: Int64
  private let formulas: [String]

  /// Describes a page.
  ///
  /// - Parameters:
  ///   - title: What the recording is called.
  ///   - noise: In the order of every filter's `removalByCause`.
  ///   - examples: Pictures of one part of the recording.
  ///   - exampleMicroseconds: How long that part is.
  ///   - formulas: How the figures come about.
  public init(
    title: String, eventCount: Int, signalCount: Int, noise: [Noise], filters: [Filter], examples: [Example],
    exampleMicroseconds: Int64, formulas: [String]
  ) {
    precondition(filters.allSatisfy { $0.removalByCause.count == noise.count }, "Every cause has its removal.")
    (self.title, self.eventCount, self.signalCount, self.noise) = (title, eventCount, signalCount, noise)
    (self.filters, self.examples, self.exampleMicroseconds) = (filters, examples, exampleMicroseconds)
    self.formulas = formulas
  }

  /// The page.
  ///
  /// - Parameter footer: A line at the end: the command, the version.
  /// - Throws: `FileError` where a picture cannot be encoded.
  public func page(footer: String) throws -> HTMLPage {
    let counts = [("signal", signalCount)] + noise.filter { $0.count > 0 }.map { ($0.cause, $0.count) }
    var page = HTMLPage(
      title: "Event filters compared: \(title)",
      subtitle: "\(NumberText.grouped(eventCount)) events: "
        + counts.map { "\(NumberText.grouped($0.1)) \($0.0)" }.joined(separator: ", ") + ".")
    page.add(style: OperatingCharacteristicPlot.style)
    page.add(section: "Results", [table.html])
    page.add(section: "Curves", [plot.html])
    page.add(section: "Before and after", try pictures())
    page.add(section: "Formula", [.list(formulas.map(HTML.text))])
    page.footer = footer
    return page
  }

  private var table: HTMLTable {
    let causes = noise.indices.filter { noise[$0].count > 0 }
    let columns: [(column: HTMLTable.Column, digits: Int, scale: Double, value: (Filter) -> Double)] =
      [
        (.init("AUC", meaning: "area under the curve of retention over 1 − removal"), 4, 1, \.auc),
        (.init("precision", meaning: "kept signal / all that is kept"), 4, 1, \.precision),
        (.init("retention", meaning: "kept signal / all signal: recall"), 4, 1, \.retention),
        (.init("removal", meaning: "dropped noise / all noise"), 4, 1, \.removal),
      ]
      + (causes.count > 1
        ? causes.map { cause in (.init("of \(noise[cause].cause)"), 4, 1, { $0.removalByCause[cause] }) } : [])
      + (filters.contains { $0.eventsPerSecond != nil }
        ? [
          (.init("M events/s", meaning: "decided on by one thread; measured"), 1, 1e-6, { $0.eventsPerSecond ?? .nan })
        ]
        : [])
    var table = HTMLTable(columns: [HTMLTable.Column("Filter")] + columns.map(\.column))
    func text(_ filter: Filter, _ column: Int) -> String {
      NumberText.fixed(columns[column].value(filter) * columns[column].scale, digits: columns[column].digits)
    }
    let best = columns.map { column in filters.map(column.value).filter(\.isFinite).max() }
    for filter in filters {
      let isBest = columns.indices.filter { filters.count > 1 && columns[$0].value(filter) == best[$0] }
      table.add([filter.name] + columns.indices.map { text(filter, $0) }, best: Set(isBest.map { $0 + 1 }))
    }
    return table
  }

  private var plot: OperatingCharacteristicPlot {
    func point(_ filter: Filter, _ value: Double, _ retention: Double, _ removal: Double)
      -> OperatingCharacteristicPlot.Point
    {
      let unit = filter.unit.isEmpty ? "" : " \(filter.unit)"
      return .init(
        x: 1 - removal, y: retention,
        name: "\(filter.name), \(filter.parameter) \(NumberText.short(value))\(unit): retention "
          + "\(NumberText.fixed(retention, digits: 4)), removal \(NumberText.fixed(removal, digits: 4))")
    }
    return OperatingCharacteristicPlot(
      caption: "Every value of each filter's parameter; the dot is the value that was named",
      curves: filters.map { filter in
        .init(
          name: "\(filter.name) (\(NumberText.fixed(filter.auc, digits: 3)))",
          points: filter.curve.map { point(filter, $0.value, $0.retention, $0.removal) },
          mark: point(filter, filter.value, filter.retention, filter.removal))
      }, horizontalTitle: "noise that is kept", verticalTitle: "signal that is kept")
  }

  private func pictures() throws -> [HTML] {
    let figures = try examples.map { example in
      try HTML.figure(
        example.picture,
        caption: "\(example.name): \(NumberText.grouped(example.signal)) signal, "
          + "\(NumberText.grouped(example.noise)) noise")
    }
    return [
      .element(
        "p",
        text:
          "\(NumberText.short(Double(exampleMicroseconds) / 1000)) ms from the middle event on. Signal is amber and "
          + "noise is blue; where a pixel had both, the colour lies between."),
      .element("div", ["class": "pictures"], figures),
    ]
  }
}
