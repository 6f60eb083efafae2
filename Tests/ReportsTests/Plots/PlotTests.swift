import Reports
import Tensors
import Testing

@Suite struct PlotTests {
  private static func plot(_ values: [Double]) -> String {
    LinePlot(
      caption: "c", places: values.indices.map(Double.init), series: [LinePlot.Series(name: "s", values: values)],
      horizontalTitle: "x", verticalTitle: "y"
    ).html.markup
  }

  @Test func `A curve has a gap where there is no value, and a lone value is a dot`() {
    let markup = Self.plot([1, 2, .nan, 4, .nan, 5, 6])
    let start = markup.range(of: " d=\"")?.upperBound ?? markup.endIndex
    let path = markup[start...].prefix { $0 != "\"" }
    #expect(path.filter { $0 == "M" }.count == 3 && path.filter { $0 == "L" }.count == 2)
    #expect(path.contains("h0"))
    #expect(markup.contains("[1,2,null,4,null,5,6]"))
  }

  @Test(arguments: [[], [0], [5], [0, 0], [.nan], [1e-9, 2e-9], [-3, 7], [1e12, 1e12]])
  func `Any values make a plot without numbers that are none`(values: [Double]) {
    let markup = Self.plot(values)
    #expect(!markup.contains("nan") && !markup.contains("inf"))
    #expect(markup.contains("<svg"))
  }

  @Test func `Rules stand at round numbers`() {
    let markup = Self.plot([0, 0.9, 2.3])
    for number in [">0<", ">0.5<", ">1<", ">1.5<", ">2<", ">2.5<"] { #expect(markup.contains(number), "\(number)") }
  }

  @Test func `Bars tell their value`() {
    let markup = BarPlot(
      caption: "c", bars: [BarPlot.Bar(name: "a", value: 2), BarPlot.Bar(name: "b", value: 0)],
      marks: [(edge: 1, text: "edge")], horizontalTitle: "x", verticalTitle: "y"
    ).html.markup
    #expect(markup.contains("<title>a: 2</title>") && markup.contains("<title>b: 0</title>") && markup.contains("edge"))
  }

  @Test func `A heat map grows brighter, stops at its maximum and is empty where there is no number`() {
    let map = HeatMap(maximum: 4)
    let picture = map.picture(of: Tensor(shape: [1, 7], scalars: [0, 1, 2, 3, 4, 9, .nan]))
    let sums = (0..<7).map { x in (0..<3).reduce(0) { $0 + Int(picture[0, x, $1]) } }
    for x in 0..<4 { #expect(sums[x] < sums[x + 1]) }
    #expect(sums[5] == sums[4] && picture[0, 6, 3] == 0 && picture[0, 5, 3] == 255)
    #expect(HeatMap(percentile: 50, of: Tensor(shape: [2, 2], scalars: [1, 2, 3, .nan])).maximum == 2)
    #expect(HeatMap(percentile: 50, of: Tensor(zeros: [2, 2])).maximum == 1)
    #expect(HeatMap(percentile: 50, of: Tensor(shape: [1, 3], scalars: [0, 0, 5])).maximum == 5)
    #expect(HeatMap(percentile: 99, of: Tensor(repeating: .nan, shape: [1, 3])).maximum == 1)
  }
}
