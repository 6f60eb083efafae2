import Kernels
import Tensors
import Testing

/// Convolutions in double precision: the bits of the plain statement, on every instruction set.
@Suite struct PreciseConvolutionTests {
  @Test(arguments: ConvolutionTests.cases)
  func `Sums are those of the plain statement, bit for bit`(_ it: ConvolutionTests.Case) throws {
    let x = sample([it.batch, it.inputs, it.height, it.width], seed: 1)
    let weight = sample([it.outputs, it.inputs, it.kernel, it.kernel], seed: 2)
    let bias = sample([it.outputs], seed: 3)
    for bias in [bias, nil] {
      let expected = Reference.convolution(x, weight: weight, bias: bias, stride: it.stride, padding: it.padding)
      let convolution = PreciseConvolution(weight: weight, bias: bias, stride: it.stride, padding: it.padding)
      let size = convolution.outputSize(height: it.height, width: it.width)
      for workers in try everyWorkers() {
        let output = FeatureMap(batch: it.batch, channels: it.outputs, height: size.height, width: size.width)
        convolution(FeatureMap(x), into: output, workers: workers)
        #expect(output.tensor == expected)
      }
    }
  }
}
