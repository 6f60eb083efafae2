import Kernels
import Testing

/// Layers of spiking neurons against a plain statement of what they compute.
@Suite struct SpikingLayerTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var outputs: Int
    var inputs: Int
    var size: (height: Int, width: Int)
    var kernel = 3
    var stride = 1
    var padding = 1
    var pool = 1
    var samples = 2
    var isSigned = false
    var identity: SpikingIdentity?
    var hasSecond = false
    var dynamics = NeuronDynamics()

    var testDescription: String {
      "\(inputs) to \(outputs) channels, \(size.height) x \(size.width), kernel \(kernel), stride \(stride), pool \(pool)"
    }
  }

  static let cases: [Case] = [
    Case(outputs: 16, inputs: 3, size: (5, 7)),
    Case(outputs: 10, inputs: 65, size: (4, 3), samples: 1),
    Case(outputs: 64, inputs: 64, size: (5, 4), identity: SpikingIdentity(amplitudes: [0.7])),
    Case(outputs: 96, inputs: 20, size: (6, 5), stride: 2, hasSecond: true),
    Case(outputs: 32, inputs: 16, size: (9, 9), stride: 2, identity: SpikingIdentity(stride: 2, zerosBefore: 8)),
    Case(outputs: 128, inputs: 160, size: (2, 2), samples: 3),
    Case(outputs: 24, inputs: 33, size: (8, 6), kernel: 1, padding: 0, pool: 2, isSigned: true),
    Case(
      outputs: 40, inputs: 12, size: (4, 4), kernel: 5, padding: 2,
      dynamics: NeuronDynamics(decay: 0.5, isResetHard: true)),
    Case(outputs: 16, inputs: 30, size: (6, 5), dynamics: NeuronDynamics(refractorySteps: 2)),
    Case(
      outputs: 64, inputs: 18, size: (5, 5), isSigned: true,
      identity: SpikingIdentity(zerosBefore: 30, amplitudes: (0..<18).map { Float($0) / 9 }),
      dynamics: NeuronDynamics(correctsWithNegativeSpikes: true, largestCount: 3)),
  ]

  @Test(arguments: cases) func `neurons answer as their plain statement does`(_ it: Case) throws {
    let setup = SpikingLayerSetup(it)
    let expected = setup.expectedSpikes(steps: 4)
    #expect(expected.joined().contains { $0 != 0 } && expected.joined().contains(0))
    for set in InstructionSet.available {
      try check(setup, expected, workers: try Workers(threads: 1, instructionSet: set), steps: [0..<4])
      try check(
        setup, expected, workers: try Workers(threads: 3, instructionSet: set), steps: [0..<1, 1..<2, 2..<4])
    }
  }

  @Test(arguments: cases) func `frames that are convolved densely give the same spikes`(_ it: Case) throws {
    let setup = SpikingLayerSetup(it, denseRate: 0.29)
    try check(setup, setup.expectedSpikes(steps: 4), workers: try Workers(threads: 2), steps: [0..<1, 1..<4])
    let always = SpikingLayerSetup(it, denseRate: 0)
    try check(always, always.expectedSpikes(steps: 4), workers: try Workers(threads: 2), steps: [0..<4])
  }

  private func check(
    _ setup: SpikingLayerSetup, _ expected: [[Int]], workers: Workers, steps: [Range<Int>]
  ) throws {
    let it = setup.it
    let layer = setup.layer
    let frames = 4 * it.samples
    let state = layer.makeState(samples: it.samples)
    layer.reset(state, to: 0.5)
    let output = layer.makeTrains(frames: frames)
    let operands = SpikingLayer.Operands(
      inputs: setup.inputs, identity: it.identity == nil ? nil : setup.identityInput, state: state, output: output)
    for range in steps {
      layer.run(operands, samples: Array(0..<it.samples), capacity: it.samples, steps: range, workers: workers)
    }
    var differing = 0
    for frame in 0..<frames {
      var count = 0
      for channel in 0..<it.outputs {
        for pixel in 0..<layer.pixels {
          let place = (channel, pixel / layer.width, pixel % layer.width)
          let spike =
            (output.positive[frame, place.0, place.1, place.2] ? 1 : 0)
            - (output.negative?[frame, place.0, place.1, place.2] ?? false ? 1 : 0)
          if spike != expected[frame][channel * layer.pixels + pixel] { differing += 1 }
          count += abs(spike)
        }
      }
      #expect(output.count(frame: frame) == count)
    }
    // A sum in another order may cross the threshold; none does in these cases.
    #expect(differing == 0, "\(workers.instructionSet), \(workers.threads) threads")
  }

  @Test func `samples that stopped keep their membranes and spikes`() throws {
    let it = Case(outputs: 16, inputs: 8, size: (5, 5), samples: 3)
    let setup = SpikingLayerSetup(it)
    let workers = try Workers(threads: 2)
    let state = setup.layer.makeState(samples: 3)
    setup.layer.reset(state, to: 0.5)
    let output = setup.layer.makeTrains(frames: 12)
    let operands = SpikingLayer.Operands(inputs: setup.inputs, state: state, output: output)
    setup.layer.run(operands, samples: [0, 1, 2], capacity: 3, steps: 0..<2, workers: workers)
    setup.layer.run(operands, samples: [0, 2], capacity: 3, steps: 2..<4, workers: workers)
    let expected = setup.expectedSpikes(steps: 4)
    for frame in 0..<12 {
      let isStopped = frame % 3 == 1 && frame >= 6
      #expect(output.count(frame: frame) == (isStopped ? 0 : expected[frame].count { $0 != 0 }))
    }
  }

  @Test func `a layer without neurons gives the sums`() throws {
    let it = Case(outputs: 10, inputs: 70, size: (4, 4), kernel: 1, padding: 0, pool: 4, samples: 2)
    let setup = SpikingLayerSetup(it)
    let layer = SpikingLayer(
      outputs: 10, size: (1, 1), projections: setup.projections, bias: setup.bias, dynamics: nil)
    let sums = layer.makeValues(frames: 8)
    layer.run(
      SpikingLayer.Operands(inputs: setup.inputs, sums: sums), samples: [0, 1], capacity: 2, steps: 0..<4,
      workers: try Workers(threads: 2))
    for frame in 0..<8 {
      let expected = setup.sums(frame: frame)
      for output in 0..<10 { #expect(abs(Double(sums[frame, output, 0]) - expected[output]) < 1e-5) }
    }
  }
}
