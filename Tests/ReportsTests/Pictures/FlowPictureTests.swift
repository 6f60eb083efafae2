import OpticalFlow
import Reports
import Tensors
import Testing

@Suite struct FlowPictureTests {
  private let flow = Tensor<Float>(shape: [2, 40, 60], scalars: (0..<4800).map { Float($0 % 7) - 3 })

  @Test func `The legend stands beside the picture and leaves its pixels alone`() {
    let colors = FlowColors(maximum: 3)
    let plain = FlowPicture(colors: colors, showsLegend: false).colored(flow)
    let framed = FlowPicture(colors: colors).colored(flow, caption: ["frame 60"])
    #expect(plain == colors.picture(of: flow))
    // As high as its lines need, so that none is cut off.
    #expect(framed.shape[0] == 3 * 6 + 20 + 2 * Typeface.lineHeight())
    #expect(FlowPicture(colors: colors).colored(Tensor(zeros: [2, 400, 60])).shape[0] == 400)
    #expect(framed.shape[1] > 60)
    for y in 0..<40 {
      for x in 0..<60 { #expect(framed[y, x, 0] == plain[y, x, 0]) }
    }
  }

  @Test func `Arrows keep the background between them`() {
    let background = Tensor<UInt8>(repeating: 80, shape: [40, 60])
    let still = Tensor<Float>(zeros: [2, 40, 60])
    let style = FlowPicture(colors: FlowColors(maximum: 3), showsLegend: false)
    let picture = style.arrows(still, over: background, spacing: 20)
    #expect(picture[10, 10, 0] != 80)
    #expect(picture[0, 0, 0] == 80)
    let moving = style.arrows(Tensor(repeating: 2, shape: [2, 40, 60]), over: background, spacing: 20, scale: 4)
    #expect(moving[14, 14, 0] != 80 || moving[14, 14, 1] != 80)
  }

  @Test func `Vectors that are not numbers draw nothing`() {
    let background = Tensor<UInt8>(repeating: 80, shape: [40, 60])
    let style = FlowPicture(colors: FlowColors(maximum: 3), showsLegend: false)
    let picture = style.arrows(Tensor(repeating: .nan, shape: [2, 40, 60]), over: background)
    #expect(picture.scalars.allSatisfy { $0 == 80 })
  }
}
