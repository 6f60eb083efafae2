import Kernels
import NeuralNetworks
import OpticalFlow
import Recordings
import Tensors
import TestSupport
import Testing

@Suite struct SCFlowObjectiveTests {
  private static let draw = ParameterInitializer(seed: 8)

  private static func window(_ name: String, size: Int = 16) -> SpikeStream {
    let bits = draw.uniform(name, shape: [SCFlow.windowLength, size, size]).map { UInt8($0 > 0 ? 1 : 0) }
    guard let stream = SpikeStream(packing: bits) else { preconditionFailure("Bits are 0 and 1.") }
    return stream
  }

  private static func sample(_ name: String, startsAtRest: Bool = false, truth: FlowField? = nil) -> SpikeFlowSample {
    SpikeFlowSample(
      first: window(name + " 1"), second: window(name + " 2"), interval: 10,
      truth: truth ?? FlowField(flow: draw.uniform(name, shape: [2, 16, 16])), startsAtRest: startsAtRest)
  }

  private static func tape() throws -> Tape {
    Tape(
      parameters: TrainableParameters(SCFlow.declaredParameters.values(from: draw)), workers: try Workers(threads: 2))
  }

  @Test func `The second pass of a batch is a run after the flow of the first, and one at rest is the first`() throws {
    let samples = [Self.sample("a"), Self.sample("b", startsAtRest: true)]
    let tape = try Self.tape()
    let flows = SCFlowObjective().flow(of: samples, on: tape).tensor
    let network = try SCFlow(parameters: ParameterTree(tape.parameters.values, source: "drawn"))
    let runner = SCFlowRunner(network: network, geometry: samples[0].first.geometry, workers: tape.workers)
    func expect(_ index: Int, _ wanted: Tensor<Float>) {
      let flow = flows.slice(at: index)
      #expect(zip(flow.scalars, wanted.scalars).allSatisfy { ($0 - $1).magnitude < 2e-3 })
    }
    let atRest = runner.flow(from: samples[1].first, to: samples[1].second, interval: 10)
    expect(1, atRest)
    // A runner moves its flow on before it is the next prior: the first pass's own is put in its place.
    let first = SCFlowObjective().flow(
      of: [Self.sample("a", startsAtRest: true)], on: try Self.tape()
    ).tensor
    #expect(zip(first.scalars, flows.slice(at: 0).scalars).contains { ($0 - $1).magnitude > 1e-3 })
  }

  @Test func `The gradient of a batch is the mean of those of its samples`() throws {
    let samples = [Self.sample("a", startsAtRest: true), Self.sample("b", startsAtRest: true)]
    func gradients(_ samples: [SpikeFlowSample]) throws -> (loss: Double, gradients: [String: Tensor<Float>]) {
      let tape = try Self.tape()
      tape.begin()
      let score = SCFlowObjective().score(samples, on: tape)
      tape.backward()
      return (score.loss, tape.parameters.gradients)
    }
    let both = try gradients(samples)
    let each = try samples.map { try gradients([$0]) }
    #expect(abs(both.loss - (each[0].loss + each[1].loss) / 2) < 1e-5 * both.loss)
    for (name, gradient) in both.gradients {
      let mean = zip(each[0].gradients[name]?.scalars ?? [], each[1].gradients[name]?.scalars ?? []).map {
        ($0 + $1) / 2
      }
      let error = zip(gradient.scalars, mean).reduce(Float(0)) { max($0, ($1.0 - $1.1).magnitude) }
      let largest = mean.reduce(Float(1e-6)) { max($0, $1.magnitude) }
      #expect(mean.count == gradient.count && error < 1e-3 * largest, "\(name): \(error) of \(largest)")
    }
  }

  @Test func `Where the truth is not known the flow is free`() throws {
    let known = Self.sample("a", startsAtRest: true)
    var mask = Tensor<UInt8>(repeating: 1, shape: [16, 16])
    mask.withUnsafeMutableBufferPointer { for place in 0..<128 { $0[place] = 0 } }
    func loss(_ beyond: Float) throws -> Double {
      var flow = known.truth.flow
      flow.withUnsafeMutableBufferPointer { for place in 0..<128 { ($0[place], $0[256 + place]) = (beyond, beyond) } }
      let sample = Self.sample("a", startsAtRest: true, truth: FlowField(flow: flow, valid: mask))
      return SCFlowObjective().score([sample], on: try Self.tape()).loss
    }
    let first = try loss(0)
    #expect(try loss(1000) == first && first.isFinite && first > 0)
  }

  @Test func `A mirror turns spikes and flow alike, and twice is nothing`() {
    let sample = Self.sample("a")
    let moved = sample.flipped(horizontally: true, vertically: true)
    #expect(moved.first.isSpike(frame: 3, x: 1, y: 2) == sample.first.isSpike(frame: 3, x: 14, y: 13))
    #expect(moved.truth.flow[0, 2, 1] == -sample.truth.flow[0, 13, 14])
    #expect(moved.truth.flow[1, 2, 1] == -sample.truth.flow[1, 13, 14])
    let back = moved.flipped(horizontally: true, vertically: true)
    #expect(back.truth == sample.truth && back.second.unpacked() == sample.second.unpacked())
    let odd = Self.window("odd", size: 13)
    #expect(odd.flippedHorizontally().flippedHorizontally().unpacked() == odd.unpacked())
    #expect(odd.flippedHorizontally().isSpike(frame: 0, x: 0, y: 5) == odd.isSpike(frame: 0, x: 12, y: 5))
  }

  @Test func `The ratio of error and length is 1 for no flow, and 0 for the truth`() {
    let truth = FlowField(flow: Tensor(repeating: 2, shape: [2, 4, 4]))
    var (none, all) = (FlowErrorRatio(), FlowErrorRatio())
    none.add(Tensor(zeros: [2, 4, 4]), truth: truth)
    all.add(truth.flow, truth: truth)
    #expect(abs(none.ratio - 1) < 1e-12 && all.ratio == 0 && none.count == 16)
    #expect(abs(none.averageError - 8.0.squareRoot()) < 1e-9)
  }
}
