import Kernels
import Tensors
import Testing

@Suite struct CorrelationVolumeTests {
  /// Places on pixels, between them, outside and far outside, and one that is no number.
  private static func places(height: Int, width: Int) -> Tensor<Float> {
    let move = sample([1, 2, height, width], seed: 3).map { $0 * 12 }
    var places = Tensor<Float>(zeros: [1, 2, height, width])
    for y in 0..<height {
      for x in 0..<width {
        let isWhole = (x + y) % 3 == 0
        places[0, 0, y, x] = Float(x) + (isWhole ? move[0, 0, y, x].rounded() : move[0, 0, y, x])
        places[0, 1, y, x] = Float(y) + (isWhole ? 0 : move[0, 1, y, x])
      }
    }
    places[0, 0, 0, 1] = 1e30
    places[0, 1, 1, 0] = -1e30
    places[0, 0, 2, 2] = Float(width) + 3.5
    places[0, 1, 3, 2] = -4.5
    return places
  }

  @Test(arguments: [(16, 16), (18, 33)])
  func `What is read of a volume agrees with its definition on every instruction set`(height: Int, width: Int) throws {
    let a = sample([1, 20, height, width], seed: 1)
    let b = sample([1, 20, height, width], seed: 2)
    let places = Self.places(height: height, width: width)
    let expected = Reference.lookUp(Reference.volume(a, b), at: places)
    let weight = sample([10, CorrelationVolume.valueCount, 1, 1], seed: 5)
    let bias = sample([10], seed: 6)
    let projected = Reference.convolution(expected, weight: weight, bias: bias, stride: 1, padding: 0)
    for workers in try everyWorkers() {
      let volume = CorrelationVolume(channels: 20, height: height, width: width)
      volume.write(FeatureMap(a), FeatureMap(b), workers: workers)
      let out = FeatureMap(channels: CorrelationVolume.valueCount, height: height, width: width)
      volume.lookUp(FeatureMap(places), into: out, workers: workers)
      expectAgreement(out.tensor, expected, "\(workers.instructionSet)")
      let sums = FeatureMap(channels: 10, height: height, width: width)
      VolumeProjection(weight: weight, bias: bias)(
        volume, at: FeatureMap(places), into: sums, activation: .relu, workers: workers)
      expectAgreementByScale(sums.tensor, projected.map { max(0, $0) }, "projected, \(workers.instructionSet)")
    }
  }

  @Test func `A place that is no number reads zeros`() throws {
    let workers = try Workers(threads: 1)
    let volume = CorrelationVolume(channels: 3, height: 16, width: 16)
    volume.write(
      FeatureMap(sample([1, 3, 16, 16], seed: 1)), FeatureMap(sample([1, 3, 16, 16], seed: 2)), workers: workers)
    let places = FeatureMap(channels: 2, height: 16, width: 16)
    places.fill(.nan)
    let out = FeatureMap(channels: CorrelationVolume.valueCount, height: 16, width: 16)
    out.fill(7)
    volume.lookUp(places, into: out, workers: workers)
    #expect(out.tensor.scalars.allSatisfy { $0 == 0 })
  }

  @Test(arguments: [(1, 1), (5, 7), (3, 35)])
  func `A convex enlargement agrees with its definition on every instruction set`(height: Int, width: Int) throws {
    let flow = sample([1, 2, height, width], seed: 1).map { $0 * 4 }
    let weights = sample([1, ConvexUpsampling.weightCount, height, width], seed: 2).map { $0 * 30 }
    let expected = Reference.convexUpsampling(flow, weights: weights, scale: 0.25)
    for workers in try everyWorkers() {
      let out = FeatureMap(channels: 2, height: 8 * height, width: 8 * width)
      ConvexUpsampling.run(FeatureMap(flow), weights: FeatureMap(weights), scale: 0.25, into: out, workers: workers)
      expectAgreementByScale(out.tensor, expected, "\(workers.instructionSet)")
    }
  }

  @Test(arguments: [(1, 3, 1, 1), (2, 5, 9, 17), (1, 2, 40, 50)])
  func `An instance normalisation agrees with its definition on every instruction set`(
    batch: Int, channels: Int, height: Int, width: Int
  ) throws {
    let shape = [batch, channels, height, width]
    let x = sample(shape, seed: 1).map { 3 * $0 + 20 }
    let addend = sample(shape, seed: 2)
    for workers in try everyWorkers() {
      for other in [nil, addend] {
        let out = FeatureMap(x)
        InstanceNormalization.run(
          out, adding: other.map { FeatureMap($0) }, activation: .relu, into: out, workers: workers)
        expectAgreementByScale(
          out.tensor,
          Reference.instanceNormalization(
            x, adding: other, slope: 0, epsilon: InstanceNormalization.usualEpsilon), "\(workers.instructionSet)")
      }
    }
  }
}
