import Kernels
import Tensors
import Testing

@Suite struct BlockPipelineTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var inputs: Int
    var channels: Int
    var height: Int
    var width: Int
    var testDescription: String { "\(inputs) -> \(channels), \(height)x\(width)" }
  }

  // One tile and parts of tiles; rows of tiles of one part and of several; fewer rows than maps that roll would hold, and more.
  static let cases = [
    Case(inputs: 1, channels: 1, height: 1, width: 1), Case(inputs: 3, channels: 16, height: 4, width: 4),
    Case(inputs: 5, channels: 16, height: 38, width: 21), Case(inputs: 16, channels: 7, height: 33, width: 9),
    Case(inputs: 5, channels: 6, height: 5, width: 399), Case(inputs: 2, channels: 3, height: 70, width: 5),
  ]

  private static func kernel(_ outputs: Int, _ inputs: Int, seed: UInt64) -> (
    weight: Tensor<Float>, bias: Tensor<Float>
  ) {
    let scale = 1 / Float(9 * inputs).squareRoot()
    return (sample([outputs, inputs, 3, 3], seed: seed).map { $0 * 2 * scale }, sample([outputs], seed: seed + 100))
  }

  private static func apply(_ x: Tensor<Float>, _ kernel: (weight: Tensor<Float>, bias: Tensor<Float>)) -> Tensor<Float>
  {
    Reference.convolution(x, weight: kernel.weight, bias: kernel.bias, stride: 1, padding: 1)
  }

  private static func combined(
    _ a: Tensor<Float>, _ b: Tensor<Float>, _ body: (Double, Double) -> Double
  ) -> Tensor<Float> {
    Tensor(shape: a.shape, scalars: zip(a.scalars, b.scalars).map { Float(body(Double($0), Double($1))) })
  }

  /// Maps `[1, channels, height, width]`, one after another.
  private static func joined(_ a: Tensor<Float>, _ b: Tensor<Float>) -> Tensor<Float> {
    Tensor(shape: [1, a.shape[1] + b.shape[1], a.shape[2], a.shape[3]], scalars: a.scalars + b.scalars)
  }

  @Test(arguments: cases)
  func `Convolutions one behind the other agree with their definitions`(_ c: Case) throws {
    let x = sample([1, c.inputs, c.height, c.width], seed: 1)
    let kernels = [
      Self.kernel(c.channels, c.inputs, seed: 2), Self.kernel(c.channels, c.channels, seed: 3),
      Self.kernel(c.channels, c.channels, seed: 4),
    ]
    let a = Self.apply(x, kernels[0]).map { max($0, 0) }
    let b = Self.apply(a, kernels[1]).map { $0 > 0 ? $0 : 0.1 * $0 }
    let expected = Self.combined(Self.apply(b, kernels[2]), a) { max($0 + $1, 0) }
    let weights = sample([c.channels], seed: 9)
    for workers in try everyWorkers() {
      let (input, output) = (FeatureMap(x), FeatureMap(channels: c.channels, height: c.height, width: c.width))
      let plane = FeatureMap(channels: 1, height: c.height, width: c.width)
      var pipeline = BlockPipeline(height: c.height, width: c.width)
      let layers = kernels.enumerated().map {
        BlockConvolution(weight: $1.weight, bias: $1.bias, inputs: [$0 == 0 ? c.inputs : c.channels])
      }
      let first = pipeline.convolution(layers[0], [pipeline.packed(input)], activation: .leakyReLU(slope: 0))
      let second = pipeline.convolution(layers[1], [first], activation: .leakyReLU(slope: 0.1))
      let third = pipeline.convolution(layers[2], [second], adding: first, activation: .leakyReLU(slope: 0))
      pipeline.unpack(third, into: output)
      pipeline.weightedSum(third, weights: weights, bias: 0.25, into: plane)
      let run = pipeline.finish()
      // The second run finds what the first left in maps that roll.
      for _ in 0..<2 { run.run(workers: workers) }
      expectAgreementByScale(output.tensor, expected, "\(workers.instructionSet)")
      let sums = (0..<c.height * c.width).map { pixel in
        (0..<c.channels).reduce(Float(0.25)) {
          $0 + weights[$1] * output.tensor.scalars[$1 * c.height * c.width + pixel]
        }
      }
      expectAgreement(plane.tensor, Tensor(shape: plane.shape, scalars: sums), "sum, \(workers.instructionSet)")
    }
  }

  @Test(arguments: cases)
  func `A recurrent unit agrees with its definition over several runs`(_ c: Case) throws {
    let hidden = c.channels
    let update = Self.kernel(hidden, c.inputs + hidden, seed: 5)
    let reset = Self.kernel(hidden, c.inputs + hidden, seed: 6)
    let candidate = Self.kernel(hidden, c.inputs + hidden, seed: 7)
    let inputs = (0..<3).map { sample([1, c.inputs, c.height, c.width], seed: 20 + UInt64($0)) }
    var state = Tensor<Float>(zeros: [1, hidden, c.height, c.width])
    var states: [Tensor<Float>] = []
    for x in inputs {
      let all = Self.joined(x, state)
      let through = Self.combined(Self.apply(all, reset), state) { Reference.reset($0, state: $1) }
      let sums = (Self.apply(all, update).scalars, Self.apply(Self.joined(x, through), candidate).scalars)
      let old = state.scalars
      state = Tensor(
        shape: state.shape,
        scalars: old.indices.map {
          Float(Reference.blend(update: Double(sums.0[$0]), candidate: Double(sums.1[$0]), state: Double(old[$0])))
        })
      states.append(state)
    }
    for workers in try everyWorkers() {
      let input = FeatureMap(channels: c.inputs, height: c.height, width: c.width)
      let output = FeatureMap(channels: hidden, height: c.height, width: c.width)
      var pipeline = BlockPipeline(height: c.height, width: c.width)
      let (x, h) = (pipeline.packed(input), pipeline.state())
      let channels = [c.inputs, hidden]
      let gates = pipeline.gates(
        BlockConvolution(first: update, second: reset, inputs: channels), [x, h], state: h)
      pipeline.blend(
        BlockConvolution(weight: candidate.weight, bias: candidate.bias, inputs: channels), [x, gates.resetState],
        update: gates.update, state: h)
      // A later step sees the new state.
      pipeline.unpack(h, into: output)
      let run = pipeline.finish()
      for _ in 0..<2 {
        for (x, expected) in zip(inputs, states) {
          input.copy(from: x)
          run.run(workers: workers)
          expectAgreementByScale(output.tensor, expected, "\(workers.instructionSet)")
          #expect(run.values(of: h, channels: hidden).scalars == output.tensor.scalars)
        }
        run.reset()
      }
    }
  }

  @Test func `Results are the same on any number of threads`() throws {
    let (height, width) = (45, 401)
    let input = FeatureMap(sample([1, 5, height, width], seed: 3))
    var results: [[Float]] = []
    for threads in [1, 2, 3] {
      let output = FeatureMap(channels: 16, height: height, width: width)
      var pipeline = BlockPipeline(height: height, width: width)
      var value = pipeline.packed(input)
      for (seed, inputs) in [(UInt64(1), 5), (2, 16), (3, 16)] {
        let kernel = Self.kernel(16, inputs, seed: seed)
        value = pipeline.convolution(
          BlockConvolution(weight: kernel.weight, bias: kernel.bias, inputs: [inputs]), [value],
          activation: .leakyReLU(slope: 0.1))
      }
      pipeline.unpack(value, into: output)
      pipeline.finish().run(workers: try Workers(threads: threads))
      results.append(output.tensor.scalars)
    }
    #expect(results[1] == results[0] && results[2] == results[0])
  }
}
