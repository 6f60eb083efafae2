import Reports
import Tensors
import Testing

@Suite struct PanelPictureTests {
  @Test func `Pictures stand beside each other below their texts, wide ones below each other`() {
    let panels = PanelPicture(width: 30, height: 20, count: 2)
    let gray = Tensor<UInt8>(repeating: 77, shape: [20, 30])
    let color = Tensor<UInt8>(repeating: 99, shape: [20, 30, 3])
    let picture = panels.colored([(gray, "input"), (color, "a text that is far too long")])
    #expect(panels.size == (width: 2 * 30 + 3 * 8, height: 20 + 24 + 8))
    #expect(picture.shape == [panels.size.height, panels.size.width, 3])
    // Below the text, and to the last row.
    for y in [24, 43] {
      #expect(picture[y, 8, 0] == 77 && picture[y, 37, 2] == 77)
      #expect(picture[y, 46, 1] == 99 && picture[y, 75, 0] == 99)
      #expect(picture[y, 38, 0] == EventColors.dark.background.red)
    }
    // No letter reaches beyond its picture.
    let ground = EventColors.dark.background
    let columns = Set((0..<24).flatMap { y in (0..<panels.size.width).filter { picture[y, $0, 0] != ground.red } })
    #expect(columns.allSatisfy { (8..<38).contains($0) || (46..<76).contains($0) } && columns.contains { $0 > 60 })
    let wide = PanelPicture(width: 70, height: 20, count: 3)
    #expect(wide.size == (width: 70 + 2 * 8, height: 3 * (20 + 24) + 8))
  }
}
