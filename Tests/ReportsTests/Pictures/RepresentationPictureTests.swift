import Reports
import Tensors
import Testing

@Suite struct RepresentationPictureTests {
  private static let plain = EventColors(
    background: Canvas.Color(gray: 0), on: Canvas.Color(red: 200, green: 0, blue: 0),
    off: Canvas.Color(red: 0, green: 0, blue: 100), ink: Canvas.Color(gray: 255))

  @Test func `Signed values have the colours of polarities, by the square root of their part of the scale`() throws {
    let picture = try #require(
      RepresentationPicture(axes: ["bin", "y", "x"], shape: [1, 1, 4], scale: 4, colors: Self.plain))
    let values = Tensor<Float>(shape: [1, 1, 4], scalars: [4, -1, 0, .nan])
    #expect(picture.colored(values).scalars == [200, 0, 0, 0, 0, 50, 0, 0, 0, 0, 0, 0])
  }

  @Test(arguments: [false, true])
  func `The two parts of a polarity share a pixel`(isBrighterFirst: Bool) throws {
    var picture = try #require(
      RepresentationPicture(axes: ["polarity", "y", "x"], shape: [2, 1, 3], scale: 1, colors: Self.plain))
    picture.isBrighterFirst = isBrighterFirst
    let (off, on): ([Float], [Float]) = ([1, 0, 1], [0, 0.25, 1])
    let values = Tensor<Float>(shape: [2, 1, 3], scalars: isBrighterFirst ? on + off : off + on)
    #expect(picture.colored(values).scalars == [0, 0, 100, 100, 0, 0, 100, 0, 50])
  }

  @Test func `Bins stand side by side, in their order`() throws {
    let picture = try #require(
      RepresentationPicture(axes: ["bin", "y", "x"], shape: [3, 2, 2], scale: 1, colors: Self.plain))
    var values = Tensor<Float>(zeros: [3, 2, 2])
    values[1, 0, 1] = 1
    values[2, 1, 0] = -1
    let drawn = picture.colored(values)
    #expect(drawn.shape == [picture.size.height, picture.size.width, 3])
    // Two across and one below, with four pixels between.
    #expect(picture.size.width == 8 && picture.size.height == 8)
    #expect(drawn[0, 7, 0] == 200 && drawn[7, 0, 2] == 100)
    let lit = (0..<8).flatMap { y in (0..<8).filter { x in drawn[y, x, 0] == 200 || drawn[y, x, 2] == 100 } }
    #expect(lit.count == 2)
  }

  @Test func `Cells and the surfaces in them make one plane`() throws {
    let axes = ["cell_y", "cell_x", "polarity", "dy", "dx"]
    let picture = try #require(
      RepresentationPicture(axes: axes, shape: [2, 3, 2, 5, 5], scale: 1, colors: Self.plain))
    #expect(picture.size.width == 15 && picture.size.height == 10)
    var values = Tensor<Float>(zeros: [2, 3, 2, 5, 5])
    values[1, 2, 1, 3, 4] = 1
    let drawn = picture.colored(values)
    #expect(drawn[8, 14, 0] == 200 && drawn.scalars.filter { $0 > 0 }.count == 1)
  }

  @Test func `Gray is in proportion, and enlarged`() throws {
    var picture = try #require(
      RepresentationPicture(axes: ["y", "x"], shape: [1, 3], scale: 2, colors: Self.plain, zoom: 2))
    picture.isGray = true
    let drawn = picture.colored(Tensor(shape: [1, 3], scalars: [0, 1, 5]))
    #expect(drawn.shape == [2, 6, 3])
    #expect((0..<6).map { drawn[1, $0, 1] } == [0, 0, 128, 128, 255, 255])
  }

  @Test func `The scale is a high percentile of what is not zero`() {
    let values = (0..<1000).map { Float($0 % 2 == 0 ? 0 : $0) }
    #expect(RepresentationPicture.scale(of: Tensor(shape: [1000], scalars: values)) == 993)
    #expect(RepresentationPicture.scale(of: Tensor(zeros: [3])) == 1)
    #expect(RepresentationPicture.scale(of: Tensor(shape: [2], scalars: [.nan, -3])) == 3)
  }

  @Test(arguments: [
    (["bin", "y"], [2, 3]), (["y", "x"], [2, 3, 4]), (["polarity", "y", "x"], [3, 2, 2]), (["y", "x"], [0, 4]),
    (["bin", "y", "x"], [4096, 4096, 4096]),
  ])
  func `What makes no picture is none`(axes: [String], shape: [Int]) {
    #expect(RepresentationPicture(axes: axes, shape: shape) == nil)
  }
}
