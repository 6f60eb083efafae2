import Kernels
import Tensors
import Testing

@Suite struct LineConvolutionTests {
  /// A line in the middle of 5 x 5, which a plain convolution takes.
  private static func square(_ weight: Tensor<Float>) -> Tensor<Float> {
    var square = Tensor<Float>(zeros: [weight.shape[0], weight.shape[1], 5, 5])
    for output in 0..<weight.shape[0] {
      for input in 0..<weight.shape[1] {
        for tap in 0..<5 {
          if weight.shape[2] == 1 {
            square[output, input, 2, tap] = weight[output, input, 0, tap]
          } else {
            square[output, input, tap, 2] = weight[output, input, tap, 0]
          }
        }
      }
    }
    return square
  }

  @Test(
    arguments: [LineConvolution.Axis.rows, .columns],
    [(1, 3, 5, 9, 11), (2, 19, 33, 17, 23), (1, 40, 16, 60, 80), (1, 2, 1, 1, 1), (1, 4, 9, 2, 203), (1, 3, 8, 150, 3)])
  func `A convolution along a line agrees with its definition on every instruction set`(
    axis: LineConvolution.Axis, size: (Int, Int, Int, Int, Int)
  ) throws {
    let (batch, inputs, outputs, height, width) = size
    let x = sample([batch, inputs, height, width], seed: 1)
    let weight = sample([outputs, inputs] + (axis == .rows ? [1, 5] : [5, 1]), seed: 2).map { $0 * 0.3 }
    let bias = sample([outputs], seed: 3)
    let addend = sample([batch, outputs, height, width], seed: 4)
    let plain = Reference.convolution(x, weight: Self.square(weight), bias: bias, stride: 1, padding: 2)
    let added = Tensor(
      shape: plain.shape,
      scalars: zip(plain.scalars, addend.scalars).map { ($0 + $1) > 0 ? $0 + $1 : 0.1 * ($0 + $1) })
    let convolution = LineConvolution(weight: weight, bias: bias)
    #expect(convolution.axis == axis)
    for workers in try everyWorkers() {
      let out = FeatureMap(batch: batch, channels: outputs, height: height, width: width)
      convolution(ConcatenatedMaps(FeatureMap(x)), into: out, workers: workers)
      expectAgreementByScale(out.tensor, plain, "\(workers.instructionSet)")
      convolution(
        ConcatenatedMaps(FeatureMap(x)), adding: FeatureMap(addend), into: out, activation: .leakyReLU(slope: 0.1),
        workers: workers)
      expectAgreementByScale(out.tensor, added, "\(workers.instructionSet), added to")
    }
  }

  @Test func `Convolutions of parts of the channels sum up to that of all, read from several maps`() throws {
    let x = sample([1, 12, 13, 21], seed: 5)
    let weight = sample([10, 12, 5, 1], seed: 6)
    let bias = sample([10], seed: 7)
    let workers = try Workers(threads: 2)
    let whole = FeatureMap(x)
    let expected = FeatureMap(channels: 10, height: 13, width: 21)
    LineConvolution(weight: weight, bias: bias)(ConcatenatedMaps(whole), into: expected, workers: workers)
    let (middle, all) = (
      FeatureMap(channels: 10, height: 13, width: 21), FeatureMap(channels: 12, height: 13, width: 21)
    )
    LineConvolution(weight: weight, bias: bias, channels: [4..<9])(
      ConcatenatedMaps(whole[4..<9]), into: middle, workers: workers)
    let ends = LineConvolution(weight: weight, channels: [0..<4, 9..<12])
    ends(ConcatenatedMaps(whole[0..<4], whole[9..<12]), adding: middle, into: all[1..<11], workers: workers)
    expectAgreementByScale(all[1..<11].tensor, expected.tensor, "parts")
    #expect(all[0..<1].tensor.scalars.allSatisfy { $0 == 0 } && all[11..<12].tensor.scalars.allSatisfy { $0 == 0 })
  }

  @Test func `The bytes do not depend on the number of threads`() throws {
    let convolution = LineConvolution(weight: sample([24, 30, 1, 5], seed: 10))
    let x = FeatureMap(sample([1, 30, 33, 41], seed: 9))
    let results = try [1, 2, 3].map { threads in
      let out = FeatureMap(channels: 24, height: 33, width: 41)
      convolution(ConcatenatedMaps(x), into: out, workers: try Workers(threads: threads))
      return out.tensor
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }
}
