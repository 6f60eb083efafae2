import Tensors
import Testing

@Suite struct AnyTensorTests {
  @Test func `A tensor comes out as it went in, and only under its own type`() {
    let tensor = Tensor<Int16>(shape: [2, 2], scalars: [-1, 0, 1, 2])
    let erased = AnyTensor(tensor)
    #expect(erased == .int16(tensor))
    #expect(erased.shape == [2, 2])
    #expect(erased.count == 4)
    #expect(erased.scalarType == .int16)
    #expect(erased.tensor(of: Int16.self) == tensor)
    #expect(erased.tensor(of: UInt16.self) == nil)
  }

  @Test(arguments: everyScalarType)
  func `Small whole numbers keep their value in every type`(tensor: AnyTensor) {
    #expect(tensor.float32.scalars == [0, 1, 100])
    #expect(tensor.int64?.scalars == [0, 1, 100])
    #expect(tensor.withUnsafeBytes { $0.count } == 3 * tensor.scalarType.byteCount)
  }

  @Test(arguments: [0.5, .nan, .infinity, -.infinity, 9.3e18])
  func `What is no 64-bit integer gives no tensor of integers`(value: Double) {
    #expect(AnyTensor(Tensor<Double>(shape: [1], scalars: [value])).int64 == nil)
    #expect(AnyTensor(Tensor<Float>(shape: [1], scalars: [Float(value)])).int64 == nil)
    #expect(AnyTensor(Tensor<UInt64>(shape: [1], scalars: [1 << 63])).int64 == nil)
  }

  @Test func `Integers round to the nearest single-precision number`() {
    #expect(AnyTensor(Tensor<Int64>(shape: [1], scalars: [16_777_217])).float32.scalars == [16_777_216])
    #expect(AnyTensor(Tensor<Double>(shape: [1], scalars: [1e300])).float32.scalars == [.infinity])
  }
}

/// The numbers 0, 1 and 100 in each type.
let everyScalarType: [AnyTensor] = [
  AnyTensor(Tensor<UInt8>(shape: [3], scalars: [0, 1, 100])),
  AnyTensor(Tensor<Int8>(shape: [3], scalars: [0, 1, 100])),
  AnyTensor(Tensor<UInt16>(shape: [3], scalars: [0, 1, 100])),
  AnyTensor(Tensor<Int16>(shape: [3], scalars: [0, 1, 100])),
  AnyTensor(Tensor<UInt32>(shape: [3], scalars: [0, 1, 100])),
  AnyTensor(Tensor<Int32>(shape: [3], scalars: [0, 1, 100])),
  AnyTensor(Tensor<UInt64>(shape: [3], scalars: [0, 1, 100])),
  AnyTensor(Tensor<Int64>(shape: [3], scalars: [0, 1, 100])),
  AnyTensor(Tensor<Float>(shape: [3], scalars: [0, 1, 100])),
  AnyTensor(Tensor<Double>(shape: [3], scalars: [0, 1, 100])),
]

/// Tensors of each type and of shapes with and without axes and scalars.
let everyTypeAndShape: [AnyTensor] =
  everyScalarType + [
    AnyTensor(Tensor<Float>(repeating: 2.5, shape: [])),
    AnyTensor(Tensor<Double>(zeros: [0, 3])),
    AnyTensor(Tensor<Int32>(shape: [2, 3, 4, 5], scalars: -60..<60)),
    AnyTensor(Tensor<UInt8>(shape: [1_500_000], scalars: (0..<1_500_000).map { UInt8(truncatingIfNeeded: $0 * $0) })),
  ]
