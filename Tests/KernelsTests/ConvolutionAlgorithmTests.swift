import Kernels
import Tensors
import Testing

@Suite struct ConvolutionAlgorithmTests {
  /// Rows of the table that ``ConvolutionAlgorithm`` documents, and what lies beside its bounds.
  struct Case: Sendable {
    var outputs: Int
    var kernel: Int
    var stride: Int
    var padding: Int
    var algorithm: ConvolutionAlgorithm
  }

  @Test(arguments: [
    Case(outputs: 2, kernel: 1, stride: 1, padding: 0, algorithm: .pointwise),
    Case(outputs: 64, kernel: 1, stride: 1, padding: 0, algorithm: .pointwise),
    Case(outputs: 64, kernel: 1, stride: 2, padding: 0, algorithm: .taps),
    Case(outputs: 4, kernel: 3, stride: 1, padding: 1, algorithm: .narrow),
    Case(outputs: 4, kernel: 3, stride: 2, padding: 1, algorithm: .taps),
    Case(outputs: 5, kernel: 3, stride: 1, padding: 1, algorithm: .winograd),
    Case(outputs: 64, kernel: 3, stride: 1, padding: 1, algorithm: .winograd),
    Case(outputs: 64, kernel: 3, stride: 1, padding: 0, algorithm: .taps),
    Case(outputs: 64, kernel: 7, stride: 2, padding: 3, algorithm: .halving),
    Case(outputs: 8, kernel: 7, stride: 2, padding: 3, algorithm: .taps),
    Case(outputs: 64, kernel: 7, stride: 2, padding: 2, algorithm: .taps),
    Case(outputs: 64, kernel: 5, stride: 1, padding: 2, algorithm: .taps),
  ])
  func `The way to compute a convolution follows from its outputs, kernel, stride and padding`(test: Case) {
    let chosen = ConvolutionAlgorithm.fastest(
      outputs: test.outputs, rows: test.kernel, columns: test.kernel, stride: test.stride, padding: test.padding)
    #expect(chosen == test.algorithm)
    for inputs in [1, 330] {
      let weight = Tensor<Float>(zeros: [test.outputs, inputs, test.kernel, test.kernel])
      let convolution = Convolution2D(weight: weight, stride: test.stride, padding: test.padding)
      #expect(convolution.algorithm == test.algorithm)
    }
  }
}
