import Reports
import Tensors
import Testing

@Suite struct HTMLPageTests {
  @Test func `What a user says is never markup`() {
    let evil = "<b>&\"'</script>"
    let safe = "&lt;b&gt;&amp;&quot;&#39;&lt;/script&gt;"
    #expect(HTML.text(evil).markup == safe)
    #expect(HTML.element("p", ["title": evil], text: evil).markup == "<p title=\"\(safe)\">\(safe)</p>")
    var page = HTMLPage(title: evil, subtitle: evil)
    page.add(section: evil, [.text(evil)])
    page.footer = evil
    let plot = LinePlot(
      caption: evil, places: [0, 1], names: [evil, evil], series: [LinePlot.Series(name: evil, values: [1, 2])],
      horizontalTitle: evil, verticalTitle: evil)
    page.add(section: "plot", [plot.html])
    var table = HTMLTable(columns: [HTMLTable.Column(evil, meaning: evil)])
    table.add([evil])
    page.add(section: "table", [table.html])
    #expect(!page.text.contains("<b>"))
    // The one script of the page itself.
    #expect(page.text.components(separatedBy: "</script>").count == 2)
  }

  @Test func `A page fetches nothing, and its elements are closed`() throws {
    var page = HTMLPage(title: "a")
    for heading in ["one", "one", "three"] {
      page.add(section: heading, [try .figure(Tensor(repeating: 7, shape: [2, 3]), caption: "gray")])
    }
    page.add(style: ".own { color: var(--ink); }")
    page.add(script: "const own = 1;")
    let text = page.text
    for word in ["http:", "https:", "src=\"/", "url(", "@import", "<link"] { #expect(!text.contains(word), "\(word)") }
    for name in ["html", "head", "body", "style", "script", "section", "figure", "nav", "a", "h2"] {
      let open = text.components(separatedBy: "<\(name)").filter { $0.first == ">" || $0.first == " " }.count
      #expect(open == text.components(separatedBy: "</\(name)>").count - 1 && open > 0, "\(name)")
    }
    #expect(text.hasPrefix("<!DOCTYPE html>") && text.contains(".own {") && text.contains("const own"))
    #expect(text.contains("href=\"#s2-one\"") && text.contains("id=\"s2-one\""))
    #expect(text.components(separatedBy: "src=\"data:image/png;base64,iVBOR").count == 4)
  }

  @Test(arguments: [
    (0.0, "0"), (0.00123456, "0.001235"), (3.5, "3.5"), (1200, "1200"), (12345.6, "12346"), (1e9, "1e+09"),
    (-2e-7, "-2e-07"), (.nan, "–"),
  ])
  func `Numbers are as short as they can be`(value: Double, text: String) {
    #expect(NumberText.short(value) == text)
  }

  @Test func `A value that is not there is a dash`() {
    #expect(NumberText.fixed(nil, digits: 2) == "–" && NumberText.fixed(2, digits: 2) == "2.00")
  }
}

extension String {
  fileprivate func components(separatedBy separator: String) -> [Substring] {
    split(separator: separator, omittingEmptySubsequences: false)
  }
}
