import Reports
import Tensors
import TestSupport
import Testing

/// Pages as a telephone shows them.
@Suite struct NarrowPageTests {
  private static var page: HTMLPage {
    get throws {
      var page = HTMLPage(title: "Narrow")
      var table = HTMLTable(
        columns: ["Stops", "threshold", "mean steps", "95 % interval", "accuracy", "fewer steps"].map {
          HTMLTable.Column($0)
        })
      table.add(["early, by softmax", "0.9312", "3.21", "3.10–3.31", "91.20 %", "79.9 %"], isTotal: true)
      table.add(["all at step 16", "", "16", "", "91.25 %", ""])
      let plot = LinePlot(
        caption: "Curve", places: [1, 2, 3], series: [LinePlot.Series(name: "s", values: [1, 3, 2])],
        horizontalTitle: "step", verticalTitle: "value")
      let map = try HeatMap(maximum: 4).html(
        Tensor(shape: [2, 3], scalars: [0, 1, 2, 3, 4, 2]), caption: "Map", unit: "%", rows: ["zebra", "owl"],
        columns: ["step 1", "step 3"])
      page.add(section: "Table", [table.html])
      page.add(section: "Plot", [plot.html, map])
      return page
    }
  }

  /// What a script finds in the page where it is so wide: a number.
  private static func measured(_ script: String, width: Int) throws -> Double? {
    let page = try page.text
    let quoted = page.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
    let outer = """
      <!DOCTYPE html><html><body><iframe width="\(width)" height="900" srcdoc="\(quoted)"></iframe></body></html>
      """
    let document = try Browser.document(
      of: outer,
      doing: """
        addEventListener('load', () => {
          const inner = document.querySelector('iframe').contentDocument;
          document.title = 'measured ' + (\(script)) + ' end';
        });
        """)
    guard let start = document.firstRange(of: "measured "), let end = document.firstRange(of: " end") else {
      return nil
    }
    return Double(document[start.upperBound..<end.lowerBound])
  }

  @Test func `Cells know their column, and rows of heat maps have names`() throws {
    let text = try Self.page.text
    #expect(text.contains(#"<div class="scroll wide">"#) && text.contains(#"data-name="mean steps">3.21<"#))
    #expect(text.contains("<span>zebra</span><span>owl</span>") && text.contains("<span>step 3</span>"))
    #expect(text.components(separatedBy: "<svg").count == 3)
  }

  @Test func `A short table stays one, and of many rows of a map only some have words`() throws {
    var table = HTMLTable(columns: [HTMLTable.Column("a"), HTMLTable.Column("b")])
    table.add(["1", "2"])
    #expect(table.html.markup.contains(#"class="scroll""#))
    let map = try HeatMap(maximum: 1).html(
      Tensor(zeros: [100, 2]), caption: "c", unit: "u", rows: (0..<100).map { "class \($0)" })
    #expect(map.markup.contains("<span>class 3</span>") && !map.markup.contains("<span>class 4</span>"))

  }

  @Test(.enabled(if: Browser.isPresent, "needs chromium"))
  func `At 420 pixels every number is in sight and letters of plots can be read`() throws {
    let beyond = "Math.max(...[...inner.querySelectorAll('td, .scroll')].map(e => e.getBoundingClientRect().right))"
    let edge = try #require(try Self.measured(beyond, width: 420))
    #expect(edge <= 420)
    let scrolled = "[...inner.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth).length"
    #expect(try Self.measured(scrolled, width: 420) == 0)
    let letters =
      "Math.min(...[...inner.querySelectorAll('.plot text')].map(e => e.getBoundingClientRect().height)"
      + ".filter(h => h > 0))"
    #expect(try #require(try Self.measured(letters, width: 420)) > 10)
    #expect(try #require(try Self.measured(letters, width: 1200)) > 10)
  }
}
