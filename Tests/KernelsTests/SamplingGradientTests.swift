import Kernels
import Tensors
import TestSupport
import Testing

@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
struct SamplingGradientOracleTests {
  private static func oracle(_ name: String) throws -> NumpyArchive {
    try NumpyArchive(path: SharedFolder.path("oracles/op_\(name).npz"))
  }

  @Test(arguments: [("true", Warp.Alignment.corners), ("false", .halfPixelSkew)])
  func `The gradients of a warp agree with the oracle`(name: String, alignment: Warp.Alignment) throws {
    let oracle = try Self.oracle("warp_align_\(name)")
    let (input, flow) = (FeatureMap(try oracle.float32("in0")), FeatureMap(try oracle.float32("in1")))
    let upstream = FeatureMap(try oracle.float32("upstream"))
    for workers in try everyWorkers() {
      let data = FeatureMap(
        batch: input.batch, channels: input.channelCount, height: input.height, width: input.width)
      let motion = FeatureMap(batch: input.batch, channels: 2, height: input.height, width: input.width)
      Warp.backward(
        upstream, input: input, by: flow, alignment: alignment, addingTo: data, flowGradient: motion, workers: workers)
      expectAgreement(data.tensor, try oracle.float32("grad0"), "input, \(workers.instructionSet)")
      expectAgreement(motion.tensor, try oracle.float32("grad1"), "flow, \(workers.instructionSet)")
      Warp.backward(
        upstream, input: input, by: flow, alignment: alignment, addingTo: nil, flowGradient: motion,
        isFlowGradientAdded: true, workers: workers)
      expectAgreement(motion.tensor, try oracle.float32("grad1").map { 2 * $0 }, "twice, \(workers.instructionSet)")
    }
  }

  @Test func `The gradient of doubling a map agrees with the oracle`() throws {
    let oracle = try Self.oracle("upsample2x_align_corners")
    let input = try oracle.float32("in0")
    let upstream = FeatureMap(try oracle.float32("upstream"))
    for workers in try everyWorkers() {
      let data = FeatureMap(input)
      let enlarge = Upsampling2x(height: data.height, width: data.width)
      enlarge.backward(upstream, into: data, workers: workers)
      expectAgreement(data.tensor, try oracle.float32("grad0"), "\(workers.instructionSet)")
      enlarge.backward(upstream, scale: 2, into: data, isAdded: true, workers: workers)
      expectAgreement(data.tensor, try oracle.float32("grad0").map { 3 * $0 }, "added, \(workers.instructionSet)")
    }
  }

  @Test func `The gradient of a leaky ReLU agrees with the oracle`() throws {
    let oracle = try Self.oracle("leaky_relu")
    let shape = [1, 1] + (try oracle.float32("in0")).shape
    for workers in try everyWorkers() {
      let output = FeatureMap(try oracle.float32("out").reshaped(to: shape))
      let gradient = FeatureMap(try oracle.float32("upstream").reshaped(to: shape))
      workers.applyGradient(of: .leakyReLU(slope: 0.1), output: output, to: gradient)
      expectAgreement(
        gradient.tensor, try oracle.float32("grad0").reshaped(to: shape), "\(workers.instructionSet)")
    }
  }
}

@Suite struct SamplingGradientTests {
  /// Whether ⟨A x, y⟩ = ⟨x, Aᵀ y⟩ holds for a linear map and its adjoint.
  @Test(arguments: [(7, 9), (1, 1), (1, 6), (20, 33)])
  func `The gradient of doubling a map is its adjoint`(height: Int, width: Int) throws {
    let x = sample([2, 3, height, width], seed: 1)
    let y = sample([2, 3, 2 * height, 2 * width], seed: 2)
    for workers in try everyWorkers() {
      let out = FeatureMap(y)
      let enlarge = Upsampling2x(height: height, width: width)
      enlarge(FeatureMap(x), scale: 2, into: out, workers: workers)
      let back = FeatureMap(x)
      enlarge.backward(FeatureMap(y), scale: 2, into: back, workers: workers)
      let (forward, backward) = (dot(out.tensor, y), dot(back.tensor, x))
      #expect(abs(forward - backward) <= 1e-4 * max(1, abs(forward)), "\(workers.instructionSet)")
    }
  }

  @Test(arguments: [Warp.Alignment.corners, .halfPixelSkew])
  func `The input's gradient of a warp is its adjoint, and bytes do not depend on threads`(
    alignment: Warp.Alignment
  ) throws {
    let (x, y) = (sample([2, 3, 19, 37], seed: 3), sample([2, 3, 19, 37], seed: 4))
    let flow = FeatureMap(sample([2, 2, 19, 37], seed: 5).map { $0 * 9 })
    var results: [Tensor<Float>] = []
    for workers in try everyWorkers() {
      let (out, back) = (FeatureMap(x), FeatureMap(x.map { _ in 0 }))
      Warp.run(FeatureMap(x), by: flow, scale: -0.5, alignment: alignment, into: out, workers: workers)
      Warp.backward(
        FeatureMap(y), input: FeatureMap(x), by: flow, scale: -0.5, alignment: alignment, addingTo: back,
        flowGradient: nil, workers: workers)
      let (forward, backward) = (dot(out.tensor, y), dot(back.tensor, x))
      #expect(abs(forward - backward) <= 1e-4 * max(1, abs(forward)), "\(workers.instructionSet)")
      results.append(back.tensor)
    }
    for index in stride(from: 0, to: results.count, by: 2) { #expect(results[index] == results[index + 1]) }
  }

  @Test func `The flow's gradient of a warp agrees with finite differences`() throws {
    let (x, y) = (sample([1, 2, 9, 11], seed: 6), sample([1, 2, 9, 11], seed: 7))
    let flow = sample([1, 2, 9, 11], seed: 8).map { $0 * 3 }
    let workers = try Workers(threads: 2)
    let gradient = FeatureMap(flow)
    Warp.backward(
      FeatureMap(y), input: FeatureMap(x), by: FeatureMap(flow), scale: 0.7, addingTo: nil, flowGradient: gradient,
      workers: workers)
    let actual = gradient.tensor.scalars
    let step: Float = 1e-3
    var agreeing = 0
    for index in actual.indices {
      let values = [step, -step].map { change in
        var moved = flow.scalars
        moved[index] += change
        return dot(
          Reference.warp(x, by: Tensor(shape: flow.shape, scalars: moved.map { $0 * 0.7 }), alignment: .corners), y)
      }
      if abs((values[0] - values[1]) / Double(2 * step) - Double(actual[index])) < 5e-3 { agreeing += 1 }
    }
    // Where a step crosses a pixel's edge the difference says nothing.
    #expect(agreeing >= actual.count * 98 / 100)
  }

  private func dot(_ a: Tensor<Float>, _ b: Tensor<Float>) -> Double {
    zip(a.scalars, b.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
}
