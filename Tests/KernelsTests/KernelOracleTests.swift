import Kernels
import Tensors
import TestSupport
import Testing

/// Single operations against PyTorch's.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
struct KernelOracleTests {
  private static func oracle(_ name: String) throws -> NumpyArchive {
    try NumpyArchive(path: SharedFolder.path("oracles/op_\(name).npz"))
  }

  @Test(arguments: [
    "n1_c115_o96_24x36_k3s1p1", "n1_c25_o32_32x40_k3s1p1", "n1_c3_o5_9x11_k3s1p1", "n1_c3_o8_30x26_k7s2p3",
    "n1_c64_o32_15x13_k1s1p0", "n2_c16_o24_20x28_k3s2p1", "n2_c19_o33_17x23_k3s1p1",
  ])
  func `A convolution agrees with the oracle`(name: String) throws {
    let oracle = try Self.oracle("conv2d_\(name)")
    let convolution = Convolution2D(
      weight: try oracle.float32("in1"), bias: try oracle.float32("in2"),
      stride: Int(try oracle.int64("stride").scalars[0]), padding: Int(try oracle.int64("padding").scalars[0]))
    let input = FeatureMap(try oracle.float32("in0"))
    let size = convolution.outputSize(height: input.height, width: input.width)
    for workers in try everyWorkers() {
      let out = FeatureMap(
        batch: input.batch, channels: convolution.outputChannels, height: size.height, width: size.width)
      convolution(input, into: out, workers: workers)
      expectAgreement(out.tensor, try oracle.float32("out"), of: convolution, "\(workers.instructionSet)")
    }
  }

  @Test(arguments: ["n1_c7_o5_6x9", "n2_c24_o12_11x8"])
  func `A transposed convolution agrees with the oracle`(name: String) throws {
    let oracle = try Self.oracle("conv_transpose2d_\(name)")
    let convolution = TransposedConvolution2D(
      weight: try oracle.float32("in1"), bias: try oracle.float32("in2"), stride: 2, padding: 1)
    let input = FeatureMap(try oracle.float32("in0"))
    for workers in try everyWorkers() {
      let out = FeatureMap(
        batch: input.batch, channels: convolution.outputChannels, height: 2 * input.height, width: 2 * input.width)
      convolution(input, into: out, workers: workers)
      expectAgreement(out.tensor, try oracle.float32("out"), "\(workers.instructionSet)")
    }
  }

  @Test(arguments: ["n1_c4_7x9", "n2_c32_20x33"])
  func `A correlation agrees with the oracle`(name: String) throws {
    let oracle = try Self.oracle("correlation_r4_\(name)")
    let a = FeatureMap(try oracle.float32("in0"))
    let b = FeatureMap(try oracle.float32("in1"))
    for workers in try everyWorkers() {
      let out = FeatureMap(
        batch: a.batch, channels: Correlation.displacementCount, height: a.height, width: a.width)
      Correlation.run(a, b, into: out, activation: .leakyReLU(slope: 0.1), workers: workers)
      expectAgreement(out.tensor, try oracle.float32("out"), "\(workers.instructionSet)")
    }
  }

  @Test(arguments: [("true", Warp.Alignment.corners), ("false", .halfPixelSkew)])
  func `A warp agrees with the oracle`(name: String, alignment: Warp.Alignment) throws {
    let oracle = try Self.oracle("warp_align_\(name)")
    let input = FeatureMap(try oracle.float32("in0"))
    let flow = FeatureMap(try oracle.float32("in1"))
    for workers in try everyWorkers() {
      let out = FeatureMap(
        batch: input.batch, channels: input.channelCount, height: input.height, width: input.width)
      Warp.run(input, by: flow, alignment: alignment, into: out, workers: workers)
      expectAgreement(out.tensor, try oracle.float32("out"), "\(workers.instructionSet)")
    }
  }

  @Test func `Doubling a map agrees with the oracle`() throws {
    let oracle = try Self.oracle("upsample2x_align_corners")
    let input = FeatureMap(try oracle.float32("in0"))
    for workers in try everyWorkers() {
      let out = FeatureMap(
        batch: input.batch, channels: input.channelCount, height: 2 * input.height, width: 2 * input.width)
      Upsampling2x(height: input.height, width: input.width)(input, into: out, workers: workers)
      expectAgreement(out.tensor, try oracle.float32("out"), "\(workers.instructionSet)")
    }
  }

  @Test func `A leaky ReLU agrees with the oracle`() throws {
    let oracle = try Self.oracle("leaky_relu")
    let input = try oracle.float32("in0")
    for workers in try everyWorkers() {
      let map = FeatureMap(input.reshaped(to: [1, 1] + input.shape))
      workers.apply(.leakyReLU(slope: 0.1), to: map)
      expectAgreement(
        map.tensor.reshaped(to: input.shape), try oracle.float32("out"), "\(workers.instructionSet)")
    }
  }
}
