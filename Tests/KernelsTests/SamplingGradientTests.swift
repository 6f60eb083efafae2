import Kernels
import Tensors
import TestSupport
import Testing

@Suite struct SamplingGradientTests {
  /// A flow that takes neighbours to neighbours, and one that does not.
  enum Kind: CaseIterable { case smooth, noisy }

  private static func flow(_ kind: Kind, _ shape: [Int]) -> Tensor<Float> {
    let noise = sample(shape, seed: 4)
    return kind == .noisy ? noise.map { $0 * 9 } : noise.map { 1.3 + $0 * 0.01 }
  }

  @Test(
    arguments: [Warp.Alignment.corners, .halfPixelSkew],
    [[2, 5, 13, 17], [1, 1, 1, 1], [1, 6, 1, 40], [1, 3, 20, 1], [1, 3, 10, 70]])
  func `The gradients of a warp agree with their definition`(alignment: Warp.Alignment, shape: [Int]) throws {
    let x = sample(shape, seed: 3)
    let upstream = sample(shape, seed: 5)
    for kind in Kind.allCases {
      let flow = Self.flow(kind, [shape[0], 2, shape[2], shape[3]])
      let expected = Reference.warpGradients(upstream, of: x, by: flow, scale: -0.5, alignment: alignment)
      for workers in try everyWorkers() {
        let inputGradient = FeatureMap(Tensor(zeros: shape))
        let flowGradient = FeatureMap(Tensor(zeros: [shape[0], 4, shape[2], shape[3]]))[1..<3]
        for isAdded in [false, true] {
          Warp.backward(
            FeatureMap(upstream), of: FeatureMap(x), by: FeatureMap(flow), scale: -0.5, alignment: alignment,
            inputGradient: inputGradient, flowGradient: flowGradient, isAdded: isAdded, workers: workers)
          let factor: Float = isAdded ? 2 : 1
          let what = "\(workers.instructionSet), \(kind)"
          // Terms of either sign add up, and a position's rounding grows with the width.
          expectAgreementByScale(inputGradient.tensor, expected.input.map { factor * $0 }, "\(what), input")
          expectAgreementByScale(flowGradient.tensor, expected.flow.map { factor * $0 }, "\(what), flow")
        }
      }
    }
  }

  @Test(
    .enabled(if: SharedFolder.isPresent, "needs ../shared"),
    arguments: [("true", Warp.Alignment.corners), ("false", .halfPixelSkew)])
  func `The gradients of a warp agree with the oracle`(name: String, alignment: Warp.Alignment) throws {
    let oracle = try NumpyArchive(path: SharedFolder.path("oracles/op_warp_align_\(name).npz"))
    let input = FeatureMap(try oracle.float32("in0"))
    let flow = FeatureMap(try oracle.float32("in1"))
    for workers in try everyWorkers() {
      let gradients = (input: FeatureMap(input.tensor), flow: FeatureMap(flow.tensor))
      Warp.backward(
        FeatureMap(try oracle.float32("upstream")), of: input, by: flow, alignment: alignment,
        inputGradient: gradients.input, flowGradient: gradients.flow, workers: workers)
      expectAgreement(gradients.input.tensor, try oracle.float32("grad0"), "\(workers.instructionSet), input")
      expectAgreement(gradients.flow.tensor, try oracle.float32("grad1"), "\(workers.instructionSet), flow")
    }
  }

  @Test func `A displacement beyond the picture has no gradient`() throws {
    let x = sample([1, 2, 4, 5], seed: 5)
    var flow = Tensor<Float>(zeros: [1, 2, 4, 5])
    flow[0, 0, 1, 1] = .infinity
    flow[0, 1, 1, 1] = .nan
    flow[0, 0, 2, 2] = -3e38
    for workers in try everyWorkers() {
      let gradients = (input: FeatureMap(x), flow: FeatureMap(flow))
      Warp.backward(
        FeatureMap(x), of: FeatureMap(x), by: FeatureMap(flow), inputGradient: gradients.input,
        flowGradient: gradients.flow, workers: workers)
      #expect(gradients.flow.tensor[0, 0, 1, 1] == 0)
      #expect(gradients.flow.tensor[0, 1, 1, 1] == 0)
      #expect(gradients.flow.tensor[0, 0, 2, 2] == 0)
      #expect(gradients.input.tensor.scalars.allSatisfy { $0.isFinite })
    }
  }

  @Test(arguments: [(7, 9), (1, 1), (1, 6), (5, 1), (2, 2), (20, 33), (3, 130)])
  func `The gradient of a doubling agrees with its definition`(height: Int, width: Int) throws {
    let upstream = sample([2, 3, 2 * height, 2 * width], seed: 6)
    let expected = Reference.upsample2xGradient(upstream)
    for workers in try everyWorkers() {
      let gradient = FeatureMap(batch: 2, channels: 3, height: height, width: width)
      let enlarge = Upsampling2x(height: height, width: width)
      enlarge.backward(FeatureMap(upstream), scale: 2, into: gradient, workers: workers)
      expectAgreement(gradient.tensor, expected.map { 2 * $0 }, "\(workers.instructionSet)")
      enlarge.backward(FeatureMap(upstream), scale: 2, into: gradient, isAdded: true, workers: workers)
      expectAgreement(gradient.tensor, expected.map { 4 * $0 }, "\(workers.instructionSet), added")
    }
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
  func `The gradients of a doubling and of a leaky ReLU agree with the oracles`() throws {
    let doubling = try NumpyArchive(path: SharedFolder.path("oracles/op_upsample2x_align_corners.npz"))
    let input = FeatureMap(try doubling.float32("in0"))
    let leaky = try NumpyArchive(path: SharedFolder.path("oracles/op_leaky_relu.npz"))
    let output = try leaky.float32("out")
    let shape = [1, 1] + output.shape
    for workers in try everyWorkers() {
      let gradient = FeatureMap(input.tensor)
      Upsampling2x(height: input.height, width: input.width).backward(
        FeatureMap(try doubling.float32("upstream")), into: gradient, workers: workers)
      expectAgreement(gradient.tensor, try doubling.float32("grad0"), "\(workers.instructionSet), doubling")
      let map = FeatureMap(try leaky.float32("upstream").reshaped(to: shape))
      workers.applyGradient(
        of: .leakyReLU(slope: 0.1), output: FeatureMap(output.reshaped(to: shape)), to: map)
      expectAgreement(
        map.tensor.reshaped(to: output.shape), try leaky.float32("grad0"), "\(workers.instructionSet), leaky ReLU")
    }
  }
}
