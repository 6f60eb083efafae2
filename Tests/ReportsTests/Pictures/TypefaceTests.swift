import Reports
import Tensors
import Testing

@Suite struct TypefaceTests {
  private static func drawn(_ text: String, size: Int = 12) -> Tensor<UInt8> {
    var canvas = Canvas(width: 120, height: 40)
    canvas.drawText(text, x: 4, y: 4, size: size)
    return canvas.pixels
  }

  @Test func `Letters are smooth, and capitals, signs and other alphabets have their own forms`() {
    let levels = Set(Self.drawn("Saccade").scalars)
    // Dots are black or white; outlines cover parts of pixels.
    #expect(levels.count > 20)
    let texts = ["A", "a", "µ", "Ω", "é", "×", "−", "°", "…"]
    #expect(Set(texts.map { Self.drawn($0).scalars }).count == texts.count)
    #expect(texts.allSatisfy { Self.drawn($0) != Self.drawn("\u{10000}") })
  }

  @Test(arguments: [9, 12, 20]) func `A text keeps to its width and its line`(size: Int) {
    let text = "Width of gjpqy, 0.123 ms"
    let (width, height) = (Typeface.width(of: text, size: size), Typeface.lineHeight(size: size))
    var canvas = Canvas(width: width + 20, height: height + 20)
    canvas.drawText(text, x: 10, y: 10, size: size)
    let picture = canvas.pixels
    var ink = 0
    for y in 0..<canvas.height {
      for x in 0..<canvas.width where picture[y, x, 0] < 255 {
        ink += 1
        #expect((9..<width + 11).contains(x) && (10..<height + 10).contains(y))
      }
    }
    #expect(ink > 50)
    #expect(Typeface.width(of: text + " more", size: size) > width && Typeface.width(of: "", size: size) == 0)
  }

  @Test func `All digits are of one width, so that numbers do not dance`() {
    #expect(Set("0123456789".map { Typeface.width(of: String(repeating: $0, count: 10)) }).count == 1)
  }
}
