import Kernels
import Tensors
import Testing

@Suite struct ConvolutionShapeTests {
  /// Every count of registers that a strip of tiles or a run of pixels can end with, on every instruction set.
  @Test(arguments: WinogradTiles.allCases, [1, 4, 5, 8, 12, 13, 16, 17, 24, 28, 33, 49, 64, 96, 97, 193])
  func `A Winograd convolution agrees with its definition for every number of tiles`(
    tiles: WinogradTiles, width: Int
  ) throws {
    let x = sample([1, 5, 7, width], seed: 1)
    let weight = sample([19, 5, 3, 3], seed: 2)
    let bias = sample([19], seed: 3)
    let convolution = Convolution2D(weight: weight, bias: bias, padding: 1, tiles: tiles)
    #expect(convolution.algorithm == .winograd)
    let expected = Reference.convolution(x, weight: weight, bias: bias, stride: 1, padding: 1)
    for workers in try everyWorkers() {
      let out = FeatureMap(channels: 19, height: 7, width: width)
      convolution(FeatureMap(x), into: out, workers: workers)
      expectAgreementByScale(out.tensor, expected, "\(workers.instructionSet)")
    }
  }

  @Test(arguments: [1, 7, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 100])
  func `A pointwise convolution agrees with its definition for every number of pixels`(width: Int) throws {
    let x = sample([2, 6, 1, width], seed: 4)
    let weight = sample([21, 6, 1, 1], seed: 5)
    let convolution = Convolution2D(weight: weight)
    #expect(convolution.algorithm == .pointwise)
    let expected = Reference.convolution(x, weight: weight, bias: nil, stride: 1, padding: 0)
    for workers in try everyWorkers() {
      let out = FeatureMap(batch: 2, channels: 21, height: 1, width: width)
      convolution(FeatureMap(x), into: out, workers: workers)
      expectAgreement(out.tensor, expected, "\(workers.instructionSet)")
    }
  }

  @Test func `A value that is not finite reaches the pixels that read it and no others of other tiles`() throws {
    var x = sample([1, 3, 24, 40], seed: 6)
    x[0, 1, 9, 17] = .nan
    let convolution = Convolution2D(weight: sample([8, 3, 3, 3], seed: 7), padding: 1)
    for workers in try everyWorkers() {
      let out = FeatureMap(channels: 8, height: 24, width: 40)
      convolution(FeatureMap(x), into: out, workers: workers)
      #expect(out.tensor[0, 0, 9, 17].isNaN)
      #expect(out.tensor[0, 0, 0, 0].isFinite)
      #expect(out.tensor[0, 0, 9, 30].isFinite)
      #expect(out.tensor[0, 0, 20, 17].isFinite)
    }
  }
}
