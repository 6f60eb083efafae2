import Kernels
import Tensors
import Testing

@Suite struct SamplingTests {
  @Test(arguments: [
    (1, 4, 7, 9), (2, 32, 20, 33), (1, 3, 1, 1), (1, 5, 17, 150), (1, 2, 40, 16), (1, 130, 9, 20), (2, 7, 37, 6),
  ])
  func `A correlation agrees with its definition`(batch: Int, channels: Int, height: Int, width: Int) throws {
    let a = sample([batch, channels, height, width], seed: 1)
    let b = sample([batch, channels, height, width], seed: 2)
    let expected = Reference.correlation(a, b, slope: 0.1)
    for workers in try everyWorkers() {
      let out = FeatureMap(batch: batch, channels: 81, height: height, width: width)
      Correlation.run(
        FeatureMap(a), FeatureMap(b), into: out, activation: .leakyReLU(slope: 0.1), workers: workers)
      expectAgreement(out.tensor, expected, "\(workers.instructionSet)")
    }
  }

  @Test(
    arguments: [Warp.Alignment.corners, .halfPixelSkew],
    [(2, 5, 13, 17), (1, 1, 1, 1), (1, 3, 40, 70), (1, 2, 9, 1), (1, 2, 1, 40)])
  func `A warp agrees with its definition`(alignment: Warp.Alignment, shape: (Int, Int, Int, Int)) throws {
    let x = sample([shape.0, shape.1, shape.2, shape.3], seed: 3)
    let flow = sample([shape.0, 2, shape.2, shape.3], seed: 4).map { $0 * 9 }
    let expected = Reference.warp(x, by: flow, alignment: alignment)
    for workers in try everyWorkers() {
      let out = FeatureMap(batch: shape.0, channels: shape.1, height: shape.2, width: shape.3)
      Warp.run(FeatureMap(x), by: FeatureMap(flow), alignment: alignment, into: out, workers: workers)
      expectAgreement(out.tensor, expected, "\(workers.instructionSet)")
    }
  }

  @Test func `A warp by a smooth flow agrees with its definition`() throws {
    let x = sample([1, 3, 30, 75], seed: 3)
    for scale: Float in [0, 1, -3] {
      let flow = sample([1, 2, 30, 75], seed: 4).map { scale * (0.7 + $0 * 0.02) }
      let expected = Reference.warp(x, by: flow, alignment: .corners)
      for workers in try everyWorkers() {
        let out = FeatureMap(channels: 3, height: 30, width: 75)
        Warp.run(FeatureMap(x), by: FeatureMap(flow), into: out, workers: workers)
        expectAgreement(out.tensor, expected, "\(workers.instructionSet), \(scale)")
      }
    }
  }

  @Test func `A sum of maps is that of their values`() throws {
    let (a, b) = (sample([2, 3, 5, 7], seed: 8), sample([2, 5, 5, 7], seed: 9))
    for workers in try everyWorkers() {
      let sum = FeatureMap(a)
      let part = FeatureMap(b)[1..<4]
      workers.add(part, to: sum)
      let expected = zip(a.scalars, part.tensor.scalars).map { $0 + $1 }
      #expect(sum.tensor.scalars == expected, "\(workers.instructionSet)")
    }
  }

  @Test func `A warp by infinite and undefined displacements stays in the picture`() throws {
    let x = sample([1, 1, 4, 5], seed: 5)
    var flow = Tensor<Float>(zeros: [1, 2, 4, 5])
    flow[0, 0, 0, 0] = .nan
    flow[0, 1, 1, 1] = .infinity
    flow[0, 0, 2, 2] = -.infinity
    flow[0, 0, 3, 3] = 3e38
    for workers in try everyWorkers() {
      let out = FeatureMap(channels: 1, height: 4, width: 5)
      Warp.run(FeatureMap(x), by: FeatureMap(flow), into: out, workers: workers)
      #expect(out.tensor[0, 0, 0, 0] == x[0, 0, 0, 0])
      #expect(out.tensor[0, 0, 1, 1] == x[0, 0, 3, 1])
      #expect(out.tensor[0, 0, 2, 2] == x[0, 0, 2, 0])
      #expect(out.tensor[0, 0, 3, 3] == x[0, 0, 3, 4])
    }
  }

  @Test(arguments: [(7, 9), (1, 1), (1, 6), (5, 1), (2, 2), (20, 33), (3, 130)])
  func `Doubling a map agrees with its definition`(height: Int, width: Int) throws {
    let x = sample([2, 3, height, width], seed: 6)
    let expected = Reference.upsample2x(x)
    for workers in try everyWorkers() {
      let out = FeatureMap(batch: 2, channels: 3, height: 2 * height, width: 2 * width)
      Upsampling2x(height: height, width: width)(FeatureMap(x), into: out, workers: workers)
      expectAgreement(out.tensor, expected, "\(workers.instructionSet)")
      Upsampling2x(height: height, width: width)(FeatureMap(x), scale: 2, into: out, workers: workers)
      expectAgreement(out.tensor, expected.map { 2 * $0 }, "\(workers.instructionSet) scaled")
    }
  }

  @Test(arguments: [1, 15, 16, 150])
  func `A leaky ReLU keeps positive values and scales the others`(count: Int) throws {
    let x = sample([1, 2, 1, count], seed: 7)
    for workers in try everyWorkers() {
      let map = FeatureMap(x)
      workers.apply(.leakyReLU(slope: 0.1), to: map)
      expectAgreement(map.tensor, x.map { $0 > 0 ? $0 : 0.1 * $0 }, "\(workers.instructionSet)")
    }
  }
}
