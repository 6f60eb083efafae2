import Reports
import Tensors
import Testing

@Suite struct PictureEnlargementTests {
  @Test func `Every pixel becomes a square`() {
    let gray = Tensor<UInt8>(shape: [2, 2], scalars: [1, 2, 3, 4])
    #expect(gray.enlarged(by: 1) == gray)
    #expect(gray.enlarged(by: 2).scalars == [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4])
    let color = Tensor<UInt8>(shape: [1, 2, 3], scalars: [1, 2, 3, 4, 5, 6])
    let row: [UInt8] = [1, 2, 3, 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6, 4, 5, 6]
    #expect(color.enlarged(by: 3).shape == [3, 6, 3])
    #expect(color.enlarged(by: 3).scalars == row + row + row)
  }
}
