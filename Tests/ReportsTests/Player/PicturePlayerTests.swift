import Reports
import Tensors
import TestSupport
import Testing

@Suite struct PicturePlayerTests {
  private static func page(pictures: Int) throws -> String {
    let player = PicturePlayer(name: "a <b>.raw", width: 3, height: 2, framesPerSecond: 30)
    for index in 0..<pictures {
      try player.append(
        Tensor(shape: [2, 3], scalars: (0..<6).map { UInt8($0 * 20 + index) }),
        timeMicroseconds: 9_007_199_254_740_993 + Int64(index) * 33_333)
    }
    return player.page
  }

  @Test func `The page fetches nothing, and a name is no markup`() throws {
    let page = try Self.page(pictures: 3)
    #expect(page.contains("a &lt;b&gt;.raw") && !page.contains("<b>"))
    #expect(!page.contains("http:") && !page.contains("https:") && page.contains("default-src 'none'"))
    #expect(page == (try Self.page(pictures: 3)))
  }

  @Test(.enabled(if: Browser.isPresent, "needs chromium"))
  func `Keys and buttons step, and the time counts from the first picture`() throws {
    let page = try Self.page(pictures: 3)
    let shown = try Browser.document(of: page)
    #expect(shown.contains("1 of 3, 0.0 ms") && shown.contains("src=\"data:image/png;base64,"))
    let stepped = try Browser.document(of: page, doing: "document.getElementById('next').click();")
    #expect(stepped.contains("2 of 3, 33.3 ms"))
    let around = try Browser.document(
      of: page, doing: "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowLeft'}));")
    #expect(around.contains("3 of 3, 66.7 ms"))
    let empty = try Browser.document(of: try Self.page(pictures: 0))
    #expect(empty.contains("0 pictures"))
  }
}
