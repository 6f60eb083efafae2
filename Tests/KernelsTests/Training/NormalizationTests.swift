import Kernels
import Tensors
import Testing

@Suite struct NormalizationTests {
  @Test(arguments: [[1, 1, 2, 2], [3, 2, 7, 19], [2, 3, 1, 1]])
  func `A normalisation is its definition, and its gradients those of finite differences`(shape: [Int]) throws {
    let x = sample(shape, seed: 1).map { 3 * $0 + 5 }
    let upstream = sample(shape, seed: 2)
    let (weight, bias) = (sample([shape[1]], seed: 3), sample([shape[1]], seed: 4))
    func doubles(_ tensor: Tensor<Float>) -> [Double] { tensor.scalars.map { Double($0) } }
    func loss(_ x: Tensor<Float>, _ weight: [Double], _ bias: [Double]) -> Double {
      zip(Reference.batchNormalization(x, weight: weight, bias: bias, epsilon: 1e-5), doubles(upstream))
        .reduce(0) { $0 + $1.0 * $1.1 }
    }
    let (w, b) = (doubles(weight), doubles(bias))
    for workers in try everyWorkers() {
      let input = FeatureMap(x)
      let (out, gradient) = (FeatureMap(Tensor(zeros: shape)), FeatureMap(Tensor(repeating: 2, shape: shape)))
      let vectors = (0..<2).map { _ in FeatureMap(Tensor(repeating: 1, shape: [1, 1, 1, shape[1]])) }
      let statistics = BatchNormalization.Statistics(channels: shape[1])
      BatchNormalization.run(
        input, weight: weight, bias: bias, epsilon: 1e-5, statistics: statistics, into: out, workers: workers)
      let expected = Reference.batchNormalization(x, weight: w, bias: b, epsilon: 1e-5)
      for (a, b) in zip(out.tensor.scalars, expected) { #expect(abs(Double(a) - b) < 3e-5) }
      BatchNormalization.backward(
        FeatureMap(upstream), of: input, weight: weight, epsilon: 1e-5, statistics: statistics,
        into: .init(input: (gradient, true), weight: (vectors[0], true), bias: (vectors[1], true)), workers: workers)
      for index in stride(from: 0, to: x.count, by: max(1, x.count / 9)) where shape[0] * shape[2] * shape[3] > 2 {
        var (up, down) = (x, x)
        let step: Float = 1.0 / 64
        up.withUnsafeMutableBufferPointer { $0[index] += step }
        down.withUnsafeMutableBufferPointer { $0[index] -= step }
        let slope = (loss(up, w, b) - loss(down, w, b)) / Double(up.scalars[index] - down.scalars[index])
        #expect(abs(Double(gradient.tensor.scalars[index]) - 2 - slope) < 1e-3, "input \(index)")
      }
      for index in w.indices {
        var (up, down) = (w, w)
        up[index] += 1e-3
        down[index] -= 1e-3
        let ofWeight = (loss(x, up, b) - loss(x, down, b)) / 2e-3
        #expect(abs(Double(vectors[0].tensor.scalars[index]) - 1 - ofWeight) < 1e-4 * (1 + abs(ofWeight)))
      }
    }
  }

  @Test func `Running statistics move by their share, the variance over n - 1`() throws {
    let workers = try Workers(threads: 1)
    let input = FeatureMap(Tensor(shape: [1, 1, 2, 2], scalars: [1, 2, 3, 6]))
    let statistics = BatchNormalization.Statistics(channels: 1)
    let out = FeatureMap(channels: 1, height: 2, width: 2)
    let one = Tensor<Float>(shape: [1], scalars: [1])
    BatchNormalization.run(
      input, weight: one, bias: one, epsilon: 0, statistics: statistics, into: out, workers: workers)
    var (mean, variance) = (Tensor<Float>(zeros: [1]), one)
    BatchNormalization.update(
      runningMean: &mean, runningVariance: &variance, by: statistics, values: 4, share: 0.5)
    #expect(mean.scalars[0] == 1.5)
    #expect(abs(variance.scalars[0] - (0.5 + 0.5 * 14 / 3)) < 1e-6)
    BatchNormalization.run(
      input, weight: one, bias: one, mean: mean, variance: one, epsilon: 0, into: out, workers: workers)
    #expect(out.tensor.scalars[3] == 5.5)
  }
}
