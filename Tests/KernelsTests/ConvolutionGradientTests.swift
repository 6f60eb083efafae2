import Kernels
import Tensors
import TestSupport
import Testing

@Suite struct ConvolutionGradientTests {
  typealias Case = ConvolutionTests.Case

  static let cases = [
    Case(batch: 2, inputs: 7, outputs: 9, height: 13, width: 18, kernel: 3, padding: 1),
    Case(batch: 1, inputs: 5, outputs: 12, height: 70, width: 101, kernel: 3, padding: 1),
    Case(batch: 2, inputs: 3, outputs: 9, height: 11, width: 17, kernel: 3, padding: 1),
    Case(batch: 2, inputs: 11, outputs: 2, height: 12, width: 20, kernel: 3, padding: 1),
    Case(batch: 2, inputs: 6, outputs: 10, height: 16, width: 22, kernel: 3, stride: 2, padding: 1),
    Case(batch: 2, inputs: 6, outputs: 10, height: 15, width: 21, kernel: 3, stride: 2, padding: 1),
    Case(batch: 2, inputs: 9, outputs: 17, height: 8, width: 9, kernel: 1, padding: 0),
    Case(batch: 2, inputs: 4, outputs: 6, height: 9, width: 10, kernel: 1, stride: 2, padding: 0),
    Case(batch: 2, inputs: 3, outputs: 8, height: 18, width: 14, kernel: 7, stride: 2, padding: 3),
    Case(batch: 2, inputs: 3, outputs: 5, height: 9, width: 9, kernel: 3, padding: 0),
    Case(batch: 2, inputs: 2, outputs: 5, height: 9, width: 9, kernel: 4, stride: 2, padding: 1),
  ]

  @Test(arguments: cases)
  func `The gradients of a convolution agree with their definition on every instruction set`(_ c: Case) throws {
    let x = sample([c.batch, c.inputs, c.height, c.width], seed: 1)
    let weight = sample([c.outputs, c.inputs, c.kernel, c.kernel], seed: 2).map { $0 * 0.2 }
    let size = Convolution2D(weight: weight, stride: c.stride, padding: c.padding)
      .outputSize(height: c.height, width: c.width)
    let upstream = sample([c.batch, c.outputs, size.height, size.width], seed: 3)
    let expected = Reference.convolutionGradients(
      upstream, of: x, weight: weight, stride: c.stride, padding: c.padding)
    for workers in try everyWorkers() {
      let gradient = FeatureMap(upstream)
      let data = FeatureMap(batch: c.batch, channels: c.inputs, height: c.height, width: c.width)
      let inputGradient = ConvolutionInputGradient(weight: weight, stride: c.stride, padding: c.padding)
      inputGradient(gradient, into: data, workers: workers)
      expectAgreementByScale(data.tensor, expected.data, "data, \(workers.instructionSet)")
      inputGradient(gradient, into: data, isAdded: true, workers: workers)
      expectAgreementByScale(data.tensor, expected.data.map { 2 * $0 }, "data twice, \(workers.instructionSet)")

      let kernels = FeatureMap(batch: c.outputs, channels: c.inputs, height: c.kernel, width: c.kernel)
      let weightGradient = ConvolutionWeightGradient(
        outputs: c.outputs, inputs: c.inputs, rows: c.kernel, columns: c.kernel, stride: c.stride,
        padding: c.padding)
      weightGradient(ConcatenatedMaps(FeatureMap(x)), gradient, into: kernels, workers: workers)
      expectAgreementByScale(kernels.tensor, expected.weight, "weight, \(workers.instructionSet)")
      weightGradient(ConcatenatedMaps(FeatureMap(x)), gradient, into: kernels, isAdded: true, workers: workers)
      expectAgreementByScale(kernels.tensor, expected.weight.map { 2 * $0 }, "weight twice, \(workers.instructionSet)")

      let bias = FeatureMap(channels: 1, height: 1, width: c.outputs)
      BiasGradient.run(gradient, into: bias, workers: workers)
      expectAgreementByScale(bias.tensor.reshaped(to: [c.outputs]), expected.bias, "bias, \(workers.instructionSet)")
    }
  }

  @Test func `A wide layer's gradients are the same on few tiles as on many, and directly as by Winograd's algorithm`()
    throws
  {
    // Four tiles a sample: few for one sample, many for seven.
    let (batch, channels, side) = (7, 184, 8)
    let x = FeatureMap(sample([batch, channels, side, side], seed: 1))
    let upstream = FeatureMap(sample([batch, channels, side, side], seed: 3))
    let workers = try Workers(threads: 2)
    let gradient = ConvolutionWeightGradient(outputs: channels, inputs: channels, rows: 3, columns: 3, padding: 1)
    let (whole, sum) = (
      FeatureMap(batch: channels, channels: channels, height: 3, width: 3),
      FeatureMap(batch: channels, channels: channels, height: 3, width: 3)
    )
    gradient(ConcatenatedMaps(x), upstream, into: whole, workers: workers)
    for index in 0..<batch {
      gradient(
        ConcatenatedMaps(x.sample(index)), upstream.sample(index), into: sum, isAdded: index > 0, workers: workers)
    }
    expectAgreementByScale(sum.tensor, whole.tensor, "weight")
    let weight = sample([channels, channels, 3, 3], seed: 2).map { $0 * 0.2 }
    let results = [false, true].map { isDirect in
      let data = FeatureMap(batch: batch, channels: channels, height: side, width: side)
      let kernel = ConvolutionInputGradient(weight: weight, padding: 1, isDirect: isDirect)
      kernel(upstream, into: data, workers: workers)
      return (data: data.tensor, bytes: kernel.packedByteCount)
    }
    expectAgreementByScale(results[1].data, results[0].data, "data")
    #expect(results[1].bytes == 4 * weight.count && results[0].bytes >= 16 * weight.count)
  }

  @Test(arguments: [(4, 2, 1), (3, 1, 1), (2, 2, 0), (5, 3, 0)])
  func `The gradients of a transposed convolution agree with their definition`(
    kernel: Int, stride: Int, padding: Int
  ) throws {
    let x = sample([2, 7, 6, 9], seed: 6)
    let weight = sample([7, 5, kernel, kernel], seed: 7)
    let size = TransposedConvolution2D(weight: weight, stride: stride, padding: padding)
      .outputSize(height: 6, width: 9)
    let upstream = sample([2, 5, size.height, size.width], seed: 8)
    // Read backwards it is a convolution of the gradient, whose own gradient of the weights is the same sum.
    let data = Reference.convolution(upstream, weight: weight, bias: nil, stride: stride, padding: padding)
    let weights = Reference.convolutionGradients(x, of: upstream, weight: weight, stride: stride, padding: padding)
    for workers in try everyWorkers() {
      let inputGradient = FeatureMap(batch: 2, channels: 7, height: 6, width: 9)
      TransposedConvolutionInputGradient(weight: weight, stride: stride, padding: padding)(
        FeatureMap(upstream), into: inputGradient, workers: workers)
      expectAgreementByScale(inputGradient.tensor, data, "data, \(workers.instructionSet)")
      let kernels = FeatureMap(batch: 7, channels: 5, height: kernel, width: kernel)
      TransposedConvolutionWeightGradient(
        inputs: 7, outputs: 5, rows: kernel, columns: kernel, stride: stride, padding: padding)(
          ConcatenatedMaps(FeatureMap(x)), FeatureMap(upstream), into: kernels, workers: workers)
      expectAgreementByScale(kernels.tensor, weights.weight, "weight, \(workers.instructionSet)")
    }
  }

  @Test func `The gradients' bytes do not depend on the number of threads`() throws {
    let x = FeatureMap(sample([2, 20, 33, 41], seed: 9))
    let upstream = FeatureMap(sample([2, 24, 33, 41], seed: 10))
    let weight = sample([24, 20, 3, 3], seed: 11)
    let results = try [1, 2, 3].map { threads in
      let workers = try Workers(threads: threads)
      let data = FeatureMap(batch: 2, channels: 20, height: 33, width: 41)
      let kernels = FeatureMap(batch: 24, channels: 20, height: 3, width: 3)
      ConvolutionInputGradient(weight: weight, padding: 1)(upstream, into: data, workers: workers)
      ConvolutionWeightGradient(outputs: 24, inputs: 20, rows: 3, columns: 3, padding: 1)(
        ConcatenatedMaps(x), upstream, into: kernels, workers: workers)
      return [data.tensor, kernels.tensor]
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }

  @Test(arguments: [(3, 1, 1, 24), (3, 2, 1, 24), (1, 1, 0, 24), (3, 1, 1, 2)])
  func `Replaced weights are those that count`(kernel: Int, stride: Int, padding: Int, outputs: Int) throws {
    let x = FeatureMap(sample([1, 6, 9, 12], seed: 12))
    let (old, new) = (sample([outputs, 6, kernel, kernel], seed: 13), sample([outputs, 6, kernel, kernel], seed: 14))
    let workers = try Workers(threads: 1)
    let replaced = Convolution2D(weight: old, stride: stride, padding: padding)
    let fresh = Convolution2D(weight: new, stride: stride, padding: padding)
    replaced.replaceWeights(by: new)
    let size = fresh.outputSize(height: 9, width: 12)
    let results = [replaced, fresh].map { convolution in
      let out = FeatureMap(channels: outputs, height: size.height, width: size.width)
      convolution(x, into: out, workers: workers)
      return out.tensor
    }
    #expect(results[0] == results[1])
    let gradients = [old, new].map { ConvolutionInputGradient(weight: $0, stride: stride, padding: padding) }
    gradients[0].replaceWeights(by: new)
    let back = gradients.map { gradient in
      let out = FeatureMap(channels: 6, height: 9, width: 12)
      gradient(FeatureMap(results[0]), into: out, workers: workers)
      return out.tensor
    }
    #expect(back[0] == back[1])
  }
}

/// Gradients of single operations against PyTorch's.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
struct ConvolutionGradientOracleTests {
  @Test(arguments: [
    "n1_c115_o96_24x36_k3s1p1", "n1_c25_o32_32x40_k3s1p1", "n1_c3_o5_9x11_k3s1p1", "n1_c3_o8_30x26_k7s2p3",
    "n1_c64_o32_15x13_k1s1p0", "n2_c16_o24_20x28_k3s2p1", "n2_c19_o33_17x23_k3s1p1",
  ])
  func `A convolution's gradients agree with the oracle`(name: String) throws {
    let oracle = try NumpyArchive(path: SharedFolder.path("oracles/op_conv2d_\(name).npz"))
    let (stride, padding) = (Int(try oracle.int64("stride").scalars[0]), Int(try oracle.int64("padding").scalars[0]))
    let (x, weight) = (FeatureMap(try oracle.float32("in0")), try oracle.float32("in1"))
    let upstream = FeatureMap(try oracle.float32("upstream"))
    for workers in try everyWorkers() {
      let data = FeatureMap(batch: x.batch, channels: x.channelCount, height: x.height, width: x.width)
      ConvolutionInputGradient(weight: weight, stride: stride, padding: padding)(
        upstream, into: data, workers: workers)
      expectAgreementByScale(data.tensor, try oracle.float32("grad0"), "data, \(workers.instructionSet)")
      let shape = weight.shape
      let kernels = FeatureMap(batch: shape[0], channels: shape[1], height: shape[2], width: shape[3])
      ConvolutionWeightGradient(
        outputs: shape[0], inputs: shape[1], rows: shape[2], columns: shape[3], stride: stride, padding: padding)(
          ConcatenatedMaps(x), upstream, into: kernels, workers: workers)
      expectAgreementByScale(kernels.tensor, try oracle.float32("grad1"), "weight, \(workers.instructionSet)")
      let bias = FeatureMap(channels: 1, height: 1, width: shape[0])
      BiasGradient.run(upstream, into: bias, workers: workers)
      expectAgreementByScale(
        bias.tensor.reshaped(to: [shape[0]]), try oracle.float32("grad2"), "bias, \(workers.instructionSet)")
    }
  }
}
