import Reports
import Tensors
import Testing

@Suite struct TrainingPageTests {
  @Test func `A page shows what there is, and of long curves means`() throws {
    var page = TrainingPage(title: "Training of a network")
    #expect(try !page.html().text.contains("<section"))
    page.state = "step 5 of 9"
    page.facts = [("samples", "<some>")]
    page.curves = [
      .init(name: "loss", steps: Array(1...1000), values: Array(repeating: 0.5, count: 1000)),
      .init(name: "nothing yet", steps: [], values: []),
    ]
    page.examples = [.init(title: "Sample 1", pictures: [("seen", Tensor(repeating: 9, shape: [4, 4]))])]
    page.configuration = "a: <b>"
    let text = try page.html().text
    for word in ["step 5 of 9", "&lt;some&gt;", "Sample 1", "a: &lt;b&gt;", "Curves", "data:image/png"] {
      #expect(text.contains(word), "\(word)")
    }
    #expect(!text.contains("nothing yet"))
    // Three steps are one point.
    let points = text.components(separatedBy: "class=\"curve\"")[1].components(separatedBy: "\"")
    let path = try #require(points.first { $0.hasPrefix("M") })
    #expect(path.filter { $0 == "L" }.count == 333)
  }
}
