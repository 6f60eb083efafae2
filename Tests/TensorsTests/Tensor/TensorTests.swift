import Tensors
import Testing

@Suite struct TensorTests {
  @Test func `A copy keeps its scalars when the original changes`() {
    var original = Tensor<Float>(shape: [2, 3], scalars: [0, 1, 2, 3, 4, 5])
    let copy = original
    original[1, 2] = 9
    #expect(copy.scalars == [0, 1, 2, 3, 4, 5])
    #expect(original[1, 2] == 9)
  }

  @Test(arguments: [0, 1, 7, 63, 4096, 5 << 20])
  func `Storage starts on a 64-byte boundary`(count: Int) {
    let tensor = Tensor<UInt8>(zeros: [count])
    tensor.withUnsafeBufferPointer { buffer in
      #expect(buffer.baseAddress.map { Int(bitPattern: $0) % 64 } == 0)
      #expect(buffer.allSatisfy { $0 == 0 })
    }
  }

  @Test func `Scalars lie in row-major order`() {
    let tensor = Tensor<Int32>(shape: [2, 2, 2], scalars: 0..<8)
    #expect(tensor[1, 0, 1] == 5)
    #expect(tensor.slice(at: 1).scalars == [4, 5, 6, 7])
    #expect(tensor.reshaped(to: [4, 2])[3, 0] == 6)
    #expect(Shape.rowMajorStrides([2, 3, 4]) == [12, 4, 1])
  }

  @Test func `A shape whose product overflows has no count`() {
    #expect(Shape.checkedCount([1 << 40, 1 << 40]) == nil)
    #expect(Shape.checkedCount([-1]) == nil)
    #expect(Shape.checkedCount([1 << 62, 0, 1 << 62]) == 0)
    #expect(Shape.checkedCount([]) == 1)
  }
}
