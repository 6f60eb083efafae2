import Kernels
import Tensors
import Testing

@Suite struct LinearAndPoolingTests {
  @Test(arguments: [(1, 3, 2), (70, 300, 11), (33, 17, 1)])
  func `A linear layer and its gradients are the products that they state`(
    batch: Int, inputs: Int, outputs: Int
  ) throws {
    let (x, w) = (sample([batch, inputs, 1, 1], seed: 1), sample([outputs, inputs], seed: 2))
    let (bias, g) = (sample([outputs], seed: 3), sample([batch, outputs, 1, 1], seed: 4))
    func sum(_ count: Int, _ term: (Int) -> Double) -> Float { Float((0..<count).reduce(0) { $0 + term($1) }) }
    let (xs, ws, gs) = (x.scalars.map { Double($0) }, w.scalars.map { Double($0) }, g.scalars.map { Double($0) })
    var (out, ofInput, ofWeight): ([Float], [Float], [Float]) = ([], [], [])
    for n in 0..<batch {
      for o in 0..<outputs {
        out.append(bias.scalars[o] + sum(inputs) { xs[n * inputs + $0] * ws[o * inputs + $0] })
      }
      for i in 0..<inputs { ofInput.append(sum(outputs) { gs[n * outputs + $0] * ws[$0 * inputs + i] }) }
    }
    for o in 0..<outputs {
      for i in 0..<inputs { ofWeight.append(sum(batch) { gs[$0 * outputs + o] * xs[$0 * inputs + i] }) }
    }
    for workers in try everyWorkers() {
      let (input, upstream) = (FeatureMap(x), FeatureMap(g))
      let target = FeatureMap(Tensor(repeating: .nan, shape: g.shape))
      LinearProduct.run(input, weight: w, bias: bias, into: target, workers: workers)
      expectAgreementByScale(target.tensor, Tensor(shape: g.shape, scalars: out), "out")
      let gradient = FeatureMap(Tensor(repeating: .nan, shape: x.shape))
      LinearProduct.inputGradient(upstream, weight: w, into: gradient, workers: workers)
      expectAgreementByScale(gradient.tensor, Tensor(shape: x.shape, scalars: ofInput), "input")
      let weights = FeatureMap(Tensor(repeating: .nan, shape: [outputs, inputs, 1, 1]))
      LinearProduct.weightGradient(input, upstream, into: weights, workers: workers)
      LinearProduct.weightGradient(input, upstream, into: weights, isAdded: true, workers: workers)
      expectAgreementByScale(
        weights.tensor, Tensor(shape: weights.shape, scalars: ofWeight.map { 2 * $0 }), "weight, twice")
    }
  }

  @Test(arguments: [
    Pooling(.average, kernel: 3, stride: 2), Pooling(.maximum, kernel: 2, stride: 1),
    Pooling(.maximum, kernel: 3, stride: 3, padding: 1),
  ])
  func `A pooling is its definition`(pooling: Pooling) throws {
    let x = sample([2, 3, 8, 11], seed: 7)
    let size = pooling.outputSize(height: 8, width: 11)
    let expected = Tensor(
      shape: [2, 3, size.height, size.width], scalars: Reference.pool(x, by: pooling).map { Float($0) })
    for workers in try everyWorkers() {
      let out = FeatureMap(Tensor(zeros: expected.shape))
      pooling(FeatureMap(x), into: out, workers: workers)
      expectAgreement(out.tensor, expected, "\(pooling)")
    }
  }

  @Test func `A maximum's gradient goes to the first of equal values, and a NaN is the largest`() throws {
    let workers = try Workers(threads: 1)
    let pooling = Pooling(.maximum, kernel: 2, stride: 2)
    let x = FeatureMap(Tensor(shape: [1, 1, 2, 4], scalars: [1, 2, 0, .nan, 2, 2, 5, 1]))
    let (out, gradient) = (FeatureMap(channels: 1, height: 1, width: 2), FeatureMap(channels: 1, height: 2, width: 4))
    pooling(x, into: out, workers: workers)
    #expect(out.tensor.scalars[0] == 2 && out.tensor.scalars[1].isNaN)
    pooling.backward(
      FeatureMap(Tensor(shape: [1, 1, 1, 2], scalars: [3, 4])), of: x, into: gradient, workers: workers)
    #expect(gradient.tensor.scalars == [0, 3, 0, 4, 0, 0, 0, 0])
  }

  @Test func `A shortcut keeps every other pixel between channels of zeros, and its gradient goes back there`() throws {
    let workers = try Workers(threads: 2)
    let shortcut = Subsampling(stride: 2, zerosBefore: 1, zerosBehind: 2)
    let x = sample([2, 2, 5, 4], seed: 3)
    let out = FeatureMap(Tensor(repeating: .nan, shape: shortcut.outputShape(x.shape)))
    shortcut(FeatureMap(x), into: out, workers: workers)
    #expect(out.shape == [2, 5, 3, 2])
    #expect(out.tensor[1, 2, 2, 1] == x[1, 1, 4, 2] && out.tensor[1, 0, 2, 1] == 0 && out.tensor[1, 4, 0, 0] == 0)
    let gradient = FeatureMap(Tensor(repeating: 1, shape: x.shape))
    shortcut.backward(out, into: gradient, isAdded: true, workers: workers)
    #expect(gradient.tensor[0, 1, 2, 2] == 1 + x[0, 1, 2, 2] && gradient.tensor[0, 1, 2, 1] == 1)
  }

  @Test func `A global average and its gradient share a plane equally`() throws {
    let workers = try Workers(threads: 2)
    let x = FeatureMap(Tensor(shape: [1, 2, 1, 3], scalars: [1, 2, 6, -1, 0, 1]))
    let out = FeatureMap(channels: 2, height: 1, width: 1)
    GlobalAverage.run(x, into: out, workers: workers)
    #expect(out.tensor.scalars == [3, 0])
    GlobalAverage.backward(out, into: x, isAdded: true, workers: workers)
    #expect(x.tensor.scalars == [2, 3, 7, -1, 0, 1])
  }

  @Test func `A cross-entropy's gradient is that of finite differences`() throws {
    let x = sample([3, 4, 1, 1], seed: 8).map { 3 * $0 }
    let gradient = FeatureMap(Tensor(zeros: x.shape))
    func loss(_ x: Tensor<Float>) -> Double { Softmax.crossEntropy(FeatureMap(x), labels: [3, 0, 1], smoothing: 0.1) }
    _ = Softmax.crossEntropy(FeatureMap(x), labels: [3, 0, 1], smoothing: 0.1, gradient: gradient)
    for index in 0..<x.count {
      var (up, down) = (x, x)
      up.withUnsafeMutableBufferPointer { $0[index] += 1.0 / 128 }
      down.withUnsafeMutableBufferPointer { $0[index] -= 1.0 / 128 }
      #expect(abs((loss(up) - loss(down)) * 64 - Double(gradient.tensor.scalars[index])) < 1e-5)
    }
    #expect(abs(Softmax.crossEntropy(FeatureMap(Tensor(zeros: [1, 8, 1, 1])), labels: [2]) - 2.0794415) < 1e-6)
  }
}
