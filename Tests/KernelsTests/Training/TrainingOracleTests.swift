import Kernels
import Tensors
import TestSupport
import Testing

/// Kernels of training against PyTorch's.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
struct TrainingOracleTests {
  private static func oracle(_ name: String) throws -> NumpyArchive {
    try NumpyArchive(path: SharedFolder.path("oracles/op_\(name).npz"))
  }

  @Test func `Batch normalisation and its gradients agree with the oracle`() throws {
    let oracle = try Self.oracle("batch_norm_train")
    let (x, weight, bias) = (try oracle.float32("in0"), try oracle.float32("in1"), try oracle.float32("in2"))
    for workers in try everyWorkers() {
      let (input, upstream) = (FeatureMap(x), FeatureMap(try oracle.float32("upstream")))
      let (out, gradient) = (FeatureMap(Tensor(zeros: x.shape)), FeatureMap(Tensor(zeros: x.shape)))
      let (ofWeight, ofBias) = (
        FeatureMap(channels: 1, height: 1, width: 6), FeatureMap(channels: 1, height: 1, width: 6)
      )
      let statistics = BatchNormalization.Statistics(channels: 6)
      BatchNormalization.run(
        input, weight: weight, bias: bias, epsilon: 1e-5, statistics: statistics, into: out, workers: workers)
      expectAgreement(out.tensor, try oracle.float32("out"), "out")
      BatchNormalization.backward(
        upstream, of: input, weight: weight, epsilon: 1e-5, statistics: statistics,
        into: .init(input: (gradient, false), weight: (ofWeight, false), bias: (ofBias, false)), workers: workers)
      expectAgreement(gradient.tensor, try oracle.float32("grad0"), "input")
      expectAgreement(ofWeight.tensor.reshaped(to: [6]), try oracle.float32("grad1"), "weight")
      expectAgreement(ofBias.tensor.reshaped(to: [6]), try oracle.float32("grad2"), "bias")
    }
  }

  @Test(arguments: [
    ("avg_pool2", Pooling(.average, kernel: 2, stride: 2)),
    ("max_pool3s2p1", Pooling(.maximum, kernel: 3, stride: 2, padding: 1)),
  ])
  func `A pooling and its gradient agree with the oracle`(name: String, pooling: Pooling) throws {
    let oracle = try Self.oracle(name)
    let (x, expected) = (try oracle.float32("in0"), try oracle.float32("out"))
    for workers in try everyWorkers() {
      let (input, out) = (FeatureMap(x), FeatureMap(Tensor(zeros: expected.shape)))
      pooling(input, into: out, workers: workers)
      expectAgreement(out.tensor, expected, "out")
      let gradient = FeatureMap(Tensor(repeating: 1, shape: x.shape))
      let upstream = FeatureMap(try oracle.float32("upstream"))
      pooling.backward(upstream, of: input, into: gradient, workers: workers)
      expectAgreement(gradient.tensor, try oracle.float32("grad0"), "input")
      pooling.backward(upstream, of: input, into: gradient, isAdded: true, workers: workers)
      expectAgreement(gradient.tensor, try oracle.float32("grad0").map { 2 * $0 }, "input, added")
    }
  }

  @Test func `A softmax and its gradient agree with the oracle`() throws {
    let oracle = try Self.oracle("softmax")
    // The logarithm of the oracle's output has the slope 7 in its input: it was made of seven times the input.
    let factor: Float = 7
    func map(_ name: String) throws -> FeatureMap {
      FeatureMap(try oracle.float32(name).reshaped(to: [6, 10, 1, 1]))
    }
    let out = FeatureMap(try map("in0").tensor.map { factor * $0 })
    Softmax.run(out, into: out)
    expectAgreement(out.tensor.reshaped(to: [6, 10]), try oracle.float32("out"), "out")
    let gradient = try map("upstream")
    Softmax.backward(gradient, output: out, into: gradient)
    let ofInput = gradient.tensor.map { factor * $0 }
    expectAgreement(ofInput.reshaped(to: [6, 10]), try oracle.float32("grad0"), "input")
  }
}
