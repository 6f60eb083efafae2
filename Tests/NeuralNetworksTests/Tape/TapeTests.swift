import Kernels
import NeuralNetworks
import Tensors
import TestSupport
import Testing

@Suite struct TapeTests {
  private static func random(_ shape: [Int], seed: UInt64) -> Tensor<Float> {
    var random = SeededRandom(seed: seed)
    return Tensor(shape: shape, scalars: (0..<Shape.count(shape)).map { _ in Float.random(in: -1..<1, using: &random) })
  }

  private static let values: [String: Tensor<Float>] = [
    "conv.weight": random([4, 2, 3, 3], seed: 1), "conv.bias": random([4], seed: 2),
    "norm.weight": random([4], seed: 3), "norm.bias": random([4], seed: 4),
    "norm.running_mean": Tensor(zeros: [4]), "norm.running_var": Tensor(repeating: 1, shape: [4]),
    "fc.weight": random([5, 2 * 3 * 3 * 4], seed: 5), "fc.bias": random([5], seed: 6),
  ]
  private static let labels = [1, 4, 0]

  /// A small network with a value that is read twice.
  private static func loss(_ tape: Tape, _ x: Tensor<Float>, seedsGradient: Bool) -> (Double, TapeValue) {
    let input = tape.variable(FeatureMap(x))
    let sums = tape.convolution(input, weight: "conv.weight", bias: "conv.bias", padding: 1)
    let normalized = tape.batchNormalization(sums, name: "norm")
    let active = tape.activation(.leakyReLU(slope: 0.1), tape.sum(normalized, sums))
    let pooled = tape.pooled(active, by: Pooling(.average, kernel: 2, stride: 2))
    let twice = tape.reshaped(tape.repeated(pooled, steps: 2), to: [6, 36, 1, 1])
    let joined = tape.timeMean(twice, steps: 2)
    let flat = tape.reshaped(joined, to: [3, 36, 1, 1])
    let halves = [tape.channels(0..<20, of: flat), tape.channels(20..<36, of: flat)]
    let wide = tape.convolution(halves + [flat], weight: "join.weight")
    let logits = tape.linear(wide, weight: "fc.weight", bias: "fc.bias")
    let gradient = tape.map(logits.map.shape)
    let loss = Softmax.crossEntropy(logits.map, labels: labels, gradient: gradient)
    if seedsGradient { tape.seed(gradient, of: logits) }
    return (loss, input)
  }

  private static func allValues() -> [String: Tensor<Float>] {
    var all = values
    all["join.weight"] = random([72, 72, 1, 1], seed: 7).map { 0.2 * $0 }
    return all
  }

  @Test func `Gradients of a network are those of finite differences, at any number of threads`() throws {
    let x = Self.random([3, 2, 6, 6], seed: 9)
    let parameters = TrainableParameters(Self.allValues())
    let tape = Tape(parameters: parameters, workers: try Workers(threads: 2))
    let (_, input) = Self.loss(tape, x, seedsGradient: true)
    tape.backward()
    let gradients = parameters.gradients
    let ofInput = try #require(tape.gradient(of: input)).tensor
    #expect(Set(gradients.keys) == Set(Self.allValues().keys).subtracting(["norm.running_mean", "norm.running_var"]))

    let single = TrainableParameters(Self.allValues())
    let other = Tape(parameters: single, workers: try Workers(threads: 1))
    _ = Self.loss(other, x, seedsGradient: true)
    other.backward()
    #expect(single.gradients == gradients)

    func loss(_ values: [String: Tensor<Float>], _ x: Tensor<Float>) throws -> Double {
      let tape = Tape(parameters: TrainableParameters(values), workers: other.workers)
      return Self.loss(tape, x, seedsGradient: false).0
    }
    func slope(_ tensor: Tensor<Float>, _ index: Int, _ loss: (Tensor<Float>) throws -> Double) rethrows -> Double {
      var (up, down) = (tensor, tensor)
      up.withUnsafeMutableBufferPointer { $0[index] += 1.0 / 256 }
      down.withUnsafeMutableBufferPointer { $0[index] -= 1.0 / 256 }
      return (try loss(up) - loss(down)) * 128
    }
    for (name, gradient) in gradients {
      for index in stride(from: 0, to: gradient.count, by: max(1, gradient.count / 5)) {
        let expected = try slope(try #require(Self.allValues()[name]), index) {
          var values = Self.allValues()
          values[name] = $0
          return try loss(values, x)
        }
        #expect(abs(expected - Double(gradient.scalars[index])) < 2e-3, "\(name) \(index)")
      }
    }
    for index in stride(from: 0, to: x.count, by: 17) {
      let expected = try slope(x, index) { try loss(Self.allValues(), $0) }
      #expect(abs(expected - Double(ofInput.scalars[index])) < 2e-3, "input \(index)")
    }
  }

  @Test func `A second step finds the memory of the first, and the same gradients`() throws {
    let x = Self.random([3, 2, 6, 6], seed: 9)
    let parameters = TrainableParameters(Self.allValues())
    let tape = Tape(parameters: parameters, workers: try Workers(threads: 2))
    var first: [String: Tensor<Float>] = [:]
    var bytes = 0
    for step in 0..<3 {
      tape.begin()
      _ = Self.loss(tape, x, seedsGradient: true)
      tape.backward()
      if step == 0 { (first, bytes) = (parameters.gradients, tape.byteCount) }
    }
    #expect(parameters.gradients == first)
    #expect(tape.byteCount == bytes)
  }

  @Test func `A tape that does not record leaves no gradient, and normalises by running statistics`() throws {
    let x = Self.random([3, 2, 6, 6], seed: 9)
    let parameters = TrainableParameters(Self.allValues())
    let tape = Tape(parameters: parameters, workers: try Workers(threads: 2))
    tape.isRecording = false
    let before = parameters.values
    _ = Self.loss(tape, x, seedsGradient: false)
    tape.backward()
    #expect(parameters.gradients.isEmpty)
    #expect(parameters.values == before)
    #expect(!tape.convolution(tape.constant(FeatureMap(x)), weight: "conv.weight", padding: 1).isDifferentiable)
  }

  @Test func `Layers see parameters that changed`() throws {
    let x = Self.random([1, 2, 6, 6], seed: 9)
    let parameters = TrainableParameters(Self.allValues())
    let tape = Tape(parameters: parameters, workers: try Workers(threads: 1))
    func out() -> Tensor<Float> {
      tape.convolution(tape.constant(FeatureMap(x)), weight: "conv.weight", padding: 1).map.tensor
    }
    let before = out()
    parameters["conv.weight"].value = parameters["conv.weight"].value.map { 2 * $0 }
    #expect(out() == before)
    parameters.markChanged()
    #expect(out().scalars == before.scalars.map { 2 * $0 })
  }
}
