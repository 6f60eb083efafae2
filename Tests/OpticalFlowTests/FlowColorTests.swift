import OpticalFlow
import Tensors
import Testing

@Suite struct FlowColorTests {
  @Test func `Rest is white and the directions have the hues of the Middlebury wheel`() {
    let colors = FlowColors(maximum: 10)
    #expect(colors.color(u: 0, v: 0) == (255, 255, 255))
    // Right is red, down yellow, left a light blue, up violet, as in the published legend.
    let right = colors.color(u: 10, v: 0)
    #expect(right.red > 240 && right.green < 20 && right.blue < 20)
    let down = colors.color(u: 0, v: 10)
    #expect(down.red > 200 && down.green > 200 && down.blue < 20)
    let left = colors.color(u: -10, v: 0)
    #expect(left.red < 20 && left.green > 150 && left.blue > 200)
    let up = colors.color(u: 0, v: -10)
    #expect(up.blue > 200 && up.green < 30 && up.red > 60)
  }

  @Test func `Saturation grows with length and what is beyond the maximum is darker`() {
    let colors = FlowColors(maximum: 10)
    #expect(colors.color(u: 5, v: 0).green > colors.color(u: 9, v: 0).green)
    #expect(colors.color(u: 11, v: 0).red < 200)
    #expect(colors.color(u: 100, v: 0) == colors.color(u: 11, v: 0))
  }

  @Test(arguments: [Float.nan, .infinity, 1e10])
  func `Unknown flow is black`(value: Float) {
    #expect(FlowColors(maximum: 1).color(u: value, v: 0) == (0, 0, 0))
  }

  @Test func `A percentile of lengths is exact to half a percent`() {
    var magnitudes = FlowMagnitudes()
    #expect(magnitudes.percentile(99) == nil)
    let u = Tensor<Float>(shape: [2, 10, 100], scalars: (0..<2000).map { $0 < 1000 ? Float($0 + 1) / 10 : 0 })
    magnitudes.add(u)
    for percent in [1.0, 50, 99, 100] {
      let expected = Float(percent)
      let value = magnitudes.percentile(percent) ?? 0
      #expect((value - expected).magnitude <= 0.005 * expected)
    }
  }

  @Test func `A run without motion still has a scale`() {
    var magnitudes = FlowMagnitudes()
    magnitudes.add(Tensor(zeros: [2, 4, 4]))
    #expect((magnitudes.percentile(99) ?? 0) > 0)
  }
}
