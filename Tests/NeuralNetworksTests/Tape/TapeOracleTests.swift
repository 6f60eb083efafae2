import Kernels
import NeuralNetworks
import Tensors
import TestSupport
import Testing

/// What the tape composes against PyTorch's gradients.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
struct TapeOracleTests {
  /// Expects `|a − b| ≤ 1e-5 + 1e-4 · |b|`, or within 1e-4 of the scale where Winograd's algorithm may be at work.
  private static func expectAgreement(_ actual: Tensor<Float>, _ expected: Tensor<Float>, _ what: String) {
    #expect(actual.count == expected.count, "\(what)")
    let scale = (expected.scalars.reduce(0) { $0 + $1 * $1 } / Float(expected.count)).squareRoot()
    let worst = zip(actual.scalars, expected.scalars).map { ($0 - $1).magnitude - 1e-4 * max($1.magnitude, scale) }
    #expect((worst.max() ?? .nan) <= 1e-5, "\(what)")
  }

  private static func oracle(_ name: String) throws -> NumpyArchive {
    try NumpyArchive(path: SharedFolder.path("oracles/\(name).npz"))
  }

  @Test(arguments: ["n2_c16_o24_20x28_k3s2p1", "n1_c25_o32_32x40_k3s1p1", "n1_c64_o32_15x13_k1s1p0"])
  func `A convolution on the tape has the oracle's gradients`(name: String) throws {
    let oracle = try Self.oracle("op_conv2d_\(name)")
    let parameters = TrainableParameters(["weight": try oracle.float32("in1"), "bias": try oracle.float32("in2")])
    let tape = Tape(parameters: parameters, workers: try Workers(threads: 2))
    let x = tape.variable(FeatureMap(try oracle.float32("in0")))
    let out = tape.convolution(
      x, weight: "weight", bias: "bias", stride: Int(try oracle.int64("stride").scalars[0]),
      padding: Int(try oracle.int64("padding").scalars[0]))
    Self.expectAgreement(out.map.tensor, try oracle.float32("out"), "out")
    tape.seed(FeatureMap(try oracle.float32("upstream")), of: out)
    tape.backward()
    Self.expectAgreement(try #require(tape.gradient(of: x)).tensor, try oracle.float32("grad0"), "input")
    Self.expectAgreement(try #require(parameters.gradients["weight"]), try oracle.float32("grad1"), "weight")
    Self.expectAgreement(try #require(parameters.gradients["bias"]), try oracle.float32("grad2"), "bias")
  }

  @Test func `A transposed convolution on the tape has the oracle's gradients`() throws {
    let oracle = try Self.oracle("op_conv_transpose2d_n2_c24_o12_11x8")
    let parameters = TrainableParameters(["weight": try oracle.float32("in1"), "bias": try oracle.float32("in2")])
    let tape = Tape(parameters: parameters, workers: try Workers(threads: 2))
    let x = tape.variable(FeatureMap(try oracle.float32("in0")))
    let out = tape.transposedConvolution(x, weight: "weight", bias: "bias", stride: 2, padding: 1)
    tape.seed(FeatureMap(try oracle.float32("upstream")), of: out)
    tape.backward()
    Self.expectAgreement(try #require(tape.gradient(of: x)).tensor, try oracle.float32("grad0"), "input")
    Self.expectAgreement(try #require(parameters.gradients["weight"]), try oracle.float32("grad1"), "weight")
    Self.expectAgreement(try #require(parameters.gradients["bias"]), try oracle.float32("grad2"), "bias")
  }

  @Test func `Correlation, warp and enlargement on the tape have the oracles' gradients`() throws {
    let workers = try Workers(threads: 2)
    let tape = Tape(parameters: TrainableParameters([:]), workers: workers)
    func check(_ name: String, inputs: Int, _ run: ([TapeValue]) -> TapeValue) throws {
      let oracle = try Self.oracle("op_\(name)")
      tape.begin()
      let values = try (0..<inputs).map { tape.variable(FeatureMap(try oracle.float32("in\($0)"))) }
      let out = run(values)
      Self.expectAgreement(out.map.tensor, try oracle.float32("out"), name)
      tape.seed(FeatureMap(try oracle.float32("upstream")), of: out)
      tape.backward()
      for (index, value) in values.enumerated() {
        let expected = try oracle.float32("grad\(index)")
        Self.expectAgreement(try #require(tape.gradient(of: value)).tensor, expected, "\(name), \(index)")
      }
    }
    try check("correlation_r4_n2_c32_20x33", inputs: 2) {
      tape.correlation($0[0], $0[1], activation: .leakyReLU(slope: 0.1))
    }
    try check("warp_align_true", inputs: 2) { tape.warped($0[0], by: $0[1]) }
    try check("upsample2x_align_corners", inputs: 1) {
      tape.upsampled($0[0], by: Upsampling2x(height: $0[0].map.height, width: $0[0].map.width))
    }
  }

  @Test func `Normalisation and pooling on the tape have the oracles' gradients`() throws {
    let workers = try Workers(threads: 2)
    let oracle = try Self.oracle("op_batch_norm_train")
    let parameters = TrainableParameters([
      "n.weight": try oracle.float32("in1"), "n.bias": try oracle.float32("in2"),
      "n.running_mean": Tensor(zeros: [6]), "n.running_var": Tensor(repeating: 1, shape: [6]),
    ])
    let tape = Tape(parameters: parameters, workers: workers)
    let x = tape.variable(FeatureMap(try oracle.float32("in0")))
    let out = tape.batchNormalization(x, name: "n")
    tape.seed(FeatureMap(try oracle.float32("upstream")), of: out)
    tape.backward()
    Self.expectAgreement(try #require(tape.gradient(of: x)).tensor, try oracle.float32("grad0"), "input")
    Self.expectAgreement(try #require(parameters.gradients["n.weight"]), try oracle.float32("grad1"), "weight")
    Self.expectAgreement(try #require(parameters.gradients["n.bias"]), try oracle.float32("grad2"), "bias")
    #expect(parameters.gradients.count == 2)
  }
}
