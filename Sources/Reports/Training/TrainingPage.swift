import Foundation
import Tensors

/// A page of a training that goes on: curves, what the network makes of samples beside what is true, and the configuration.
public struct TrainingPage: Sendable {
  /// One curve: a value at some steps.
  public struct Curve: Sendable {
    /// Its name.
    public var name: String
    /// The steps, ascending.
    public var steps: [Int]
    /// The values.
    public var values: [Double]

    /// Describes a curve.
    public init(name: String, steps: [Int], values: [Double]) {
      precondition(steps.count == values.count, "A curve has a value for each step.")
      (self.name, self.steps, self.values) = (name, steps, values)
    }
  }

  /// Pictures of one sample, side by side.
  public struct Example: Sendable {
    /// What it is.
    public var title: String
    /// The pictures with their captions.
    public var pictures: [(caption: String, picture: Tensor<UInt8>)]

    /// Describes a sample.
    public init(title: String, pictures: [(caption: String, picture: Tensor<UInt8>)]) {
      (self.title, self.pictures) = (title, pictures)
    }
  }

  /// The title.
  public var title: String
  /// How far it is: a line under the title.
  public var state = ""
  /// Rows of words and values: what is known by now.
  public var facts: [(name: String, value: String)] = []
  /// The curves, each a plot of its own.
  public var curves: [Curve] = []
  /// What the network makes of samples.
  public var examples: [Example] = []
  /// The configuration's text.
  public var configuration = ""
  /// A line at the end.
  public var footer = ""

  /// The most points of a curve; of more, neighbors are averaged.
  private static let mostPoints = 400

  /// Begins a page.
  public init(title: String) { self.title = title }

  /// The page, in one file.
  ///
  /// - Throws: `FileError` of kind `missingPart` where libav has no PNG encoder.
  public func html() throws -> HTMLPage {
    var page = HTMLPage(title: title, subtitle: state)
    page.footer = footer
    if !facts.isEmpty {
      var table = HTMLTable(columns: [.init(""), .init("")])
      for fact in facts { table.add([fact.name, fact.value]) }
      page.add(section: "State", [table.html])
      // Words of any length, which a narrow screen shows whole.
      page.add(style: "td { white-space: normal; overflow-wrap: anywhere; }")
    }
    let plots = curves.filter { !$0.steps.isEmpty }.map { plot($0).html }
    if !plots.isEmpty { page.add(section: "Curves", plots) }
    if !examples.isEmpty {
      page.add(section: "Samples set aside", try examples.flatMap(figures))
    }
    if !configuration.isEmpty {
      page.add(section: "Configuration", [.element("pre", [.element("code", text: configuration)])])
      page.add(style: "pre { overflow-x: auto; background: var(--panel); padding: .8rem; border-radius: 4px; }")
    }
    return page
  }

  private func figures(_ example: Example) throws -> [HTML] {
    let figures = try example.pictures.map { try HTML.figure($0.picture, caption: $0.caption) }
    return [.element("h3", text: example.title), .element("div", ["class": "pictures"], figures)]
  }

  private func plot(_ curve: Curve) -> LinePlot {
    let width = max(1, (curve.steps.count + Self.mostPoints - 1) / Self.mostPoints)
    let bins = stride(from: 0, to: curve.steps.count, by: width).map { $0..<min($0 + width, curve.steps.count) }
    let places = bins.map { Double(curve.steps[$0.upperBound - 1]) }
    let values = bins.map { bin in curve.values[bin].reduce(0, +) / Double(bin.count) }
    return LinePlot(
      caption: curve.name, places: places, series: [.init(name: curve.name, values: values)], horizontalTitle: "step",
      verticalTitle: "")
  }
}
