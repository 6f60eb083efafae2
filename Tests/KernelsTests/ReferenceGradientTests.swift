import Kernels
import Tensors
import TestSupport
import Testing

@Suite struct ReferenceGradientTests {
  @Test(
    .enabled(if: SharedFolder.isPresent, "needs ../shared"),
    arguments: [
      "n1_c3_o5_9x11_k3s1p1", "n1_c3_o8_30x26_k7s2p3", "n1_c64_o32_15x13_k1s1p0", "n2_c16_o24_20x28_k3s2p1",
      "n2_c19_o33_17x23_k3s1p1",
    ])
  func `The stated gradients of a convolution agree with the oracle`(name: String) throws {
    let oracle = try NumpyArchive(path: SharedFolder.path("oracles/op_conv2d_\(name).npz"))
    let gradients = Reference.convolutionGradients(
      try oracle.float32("upstream"), of: try oracle.float32("in0"), weight: try oracle.float32("in1"),
      stride: Int(try oracle.int64("stride").scalars[0]), padding: Int(try oracle.int64("padding").scalars[0]))
    expectAgreement(gradients.data, try oracle.float32("grad0"), "input")
    expectAgreement(gradients.weight, try oracle.float32("grad1"), "weight")
    expectAgreement(gradients.bias, try oracle.float32("grad2"), "bias")
  }
}
