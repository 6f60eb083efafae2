import Kernels
import Tensors
import TestSupport
import Testing

@Suite struct CorrelationGradientTests {
  @Test(arguments: [(1, 4, 7, 9), (1, 3, 1, 1), (1, 3, 9, 70), (1, 33, 5, 18), (2, 7, 37, 6)])
  func `The gradients of a correlation agree with their definition`(
    batch: Int, channels: Int, height: Int, width: Int
  ) throws {
    let a = sample([batch, channels, height, width], seed: 1)
    let b = sample([batch, channels, height, width], seed: 2)
    let upstream = sample([batch, 81, height, width], seed: 3)
    let expected = Reference.correlationGradients(upstream, of: a, b, slope: 0.1)
    let output = FeatureMap(Reference.correlation(a, b, slope: 0.1))
    for workers in try everyWorkers() {
      let aGradient = FeatureMap(batch: batch, channels: channels, height: height, width: width)
      let bGradient = FeatureMap(batch: batch, channels: channels + 2, height: height, width: width)
      let part = bGradient[1..<1 + channels]
      for isAdded in [false, true] {
        Correlation.backward(
          FeatureMap(upstream), output: output, of: FeatureMap(a), FeatureMap(b), activation: .leakyReLU(slope: 0.1),
          aGradient: aGradient, bGradient: part, isAdded: isAdded, workers: workers)
        let factor: Float = isAdded ? 2 : 1
        expectAgreement(aGradient.tensor, expected.a.map { factor * $0 }, "\(workers.instructionSet), a")
        expectAgreement(part.tensor, expected.b.map { factor * $0 }, "\(workers.instructionSet), b")
      }
    }
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"), arguments: ["n1_c4_7x9", "n2_c32_20x33"])
  func `The gradients of a correlation agree with the oracle`(name: String) throws {
    let oracle = try NumpyArchive(path: SharedFolder.path("oracles/op_correlation_r4_\(name).npz"))
    let (a, b) = (FeatureMap(try oracle.float32("in0")), FeatureMap(try oracle.float32("in1")))
    for workers in try everyWorkers() {
      let gradients = (0..<2).map { _ in
        FeatureMap(batch: a.batch, channels: a.channelCount, height: a.height, width: a.width)
      }
      Correlation.backward(
        FeatureMap(try oracle.float32("upstream")), output: FeatureMap(try oracle.float32("out")), of: a, b,
        activation: .leakyReLU(slope: 0.1), aGradient: gradients[0], bGradient: gradients[1], workers: workers)
      expectAgreement(gradients[0].tensor, try oracle.float32("grad0"), "\(workers.instructionSet), a")
      expectAgreement(gradients[1].tensor, try oracle.float32("grad1"), "\(workers.instructionSet), b")
    }
  }

  @Test func `The gradients of a correlation are those of finite differences`() throws {
    let shape = [1, 3, 6, 7]
    let (a, b) = (sample(shape, seed: 4), sample(shape, seed: 5))
    let upstream = sample([1, 81, 6, 7], seed: 6)
    let workers = try Workers(threads: 2)
    let gradients = (a: FeatureMap(Tensor(zeros: shape)), b: FeatureMap(Tensor(zeros: shape)))
    // Without the activation's bend a correlation is linear in either map.
    Correlation.backward(
      FeatureMap(upstream), output: FeatureMap(Reference.correlation(a, b, slope: 1)), of: FeatureMap(a),
      FeatureMap(b), activation: .identity, aGradient: gradients.a, bGradient: gradients.b, workers: workers)
    func loss(_ a: Tensor<Float>, _ b: Tensor<Float>) -> Double {
      zip(Reference.correlation(a, b, slope: 1).scalars, upstream.scalars).reduce(0) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
    let step: Float = 1
    for index in stride(from: 0, to: a.scalars.count, by: 11) {
      func moved(_ tensor: Tensor<Float>, _ by: Float) -> Tensor<Float> {
        var scalars = tensor.scalars
        scalars[index] += by
        return Tensor(shape: tensor.shape, scalars: scalars)
      }
      let da = (loss(moved(a, step), b) - loss(moved(a, -step), b)) / Double(2 * step)
      let db = (loss(a, moved(b, step)) - loss(a, moved(b, -step))) / Double(2 * step)
      #expect(abs(Double(gradients.a.tensor.scalars[index]) - da) < 1e-4, "a, scalar \(index)")
      #expect(abs(Double(gradients.b.tensor.scalars[index]) - db) < 1e-4, "b, scalar \(index)")
    }
  }
}
