import Kernels
import Tensors
import Testing

@testable import NeuralNetworks

@Suite struct UpsamplingDecoderTests {
  @Test func `A prediction folded into its transposed convolution is the one after the other`() {
    let draw = ParameterInitializer(seed: 9)
    let x = draw.uniform("x", shape: [2, 5, 4, 6])
    let weight = draw.uniform("weight", shape: [5, 7, 4, 4])
    let bias = draw.uniform("bias", shape: [7])
    let pointwise = draw.uniform("pointwise", shape: [2, 7, 1, 1])
    let pointwiseBias = draw.uniform("pointwise bias", shape: [2])
    let inner = Reference.transposedConvolution(x, weight: weight, bias: bias, stride: 2, padding: 1)
    let expected = Reference.convolution(inner, weight: pointwise, bias: pointwiseBias, stride: 1, padding: 0)
    let folded = UpsamplingDecoder.folded(weight: weight, bias: bias, then: pointwise, bias: pointwiseBias)
    let actual = Reference.transposedConvolution(x, weight: folded.weight, bias: folded.bias, stride: 2, padding: 1)
    #expect(actual.shape == expected.shape)
    #expect(zip(actual.scalars, expected.scalars).allSatisfy { ($0 - $1).magnitude <= 1e-5 + 1e-5 * $1.magnitude })
  }
}
