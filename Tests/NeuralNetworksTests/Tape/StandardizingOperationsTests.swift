import Kernels
import NeuralNetworks
import Tensors
import Testing

/// Layers whose scales are set by what they see.
@Suite struct StandardizingOperationsTests {
  private static let draw = ParameterInitializer(seed: 8)

  private struct Network {
    let layers: [ConvolutionLayer]

    init<Source: ParameterSource>(_ source: Source) throws(Source.Failure) {
      typealias Layer = ConvolutionLayer.Configuration
      let scope = ParameterScope(source)
      layers = [
        try ConvolutionLayer(Layer(inputs: 2, outputs: 5), parameters: scope["first"]),
        try ConvolutionLayer(Layer(inputs: 5, outputs: 3, stride: 2), parameters: scope["second"]),
        try ConvolutionLayer(Layer(inputs: 3, outputs: 1, activation: .identity), parameters: scope["last"]),
      ]
    }

    func run<O: NetworkOperations>(_ input: O.Value, on operations: O) -> O.Value {
      layers.reduce(input) { operations.convolution($1, $0) }
    }
  }

  private static func tape(frozen: String = "") throws -> Tape {
    let list = ParameterList()
    _ = Network(list)
    let tape = Tape(
      parameters: TrainableParameters(list.values(from: draw), isFrozen: { $0.hasPrefix("\(frozen).") }),
      workers: try Workers(threads: 2))
    tape.isRecording = false
    return tape
  }

  private static func input(_ tape: Tape) -> TapeChannels {
    let map = tape.map([3, 2, 12, 14])
    map.copy(from: draw.uniform("input", shape: map.shape).map { $0 + 3 })
    return TapeChannels(tape.constant(map))
  }

  private static func moments(_ values: [Float]) -> (mean: Double, variance: Double) {
    let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
    return (mean, values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(values.count))
  }

  @Test func `Every channel before an activation has mean 0 and variance 1`() throws {
    let tape = try Self.tape()
    let network = Network(ParameterList())
    let input = Self.input(tape)
    let before = tape.parameters.values
    let output = network.run(input, on: StandardizingOperations(tape))
    for (name, stride, read) in [
      ("first", 1, input.parts[0]), ("second", 2, tape.value(of: tape.convolution(network.layers[0], input))),
    ] {
      let sums = tape.convolution(read, weight: "\(name).weight", bias: "\(name).bias", stride: stride, padding: 1).map
      for channel in 0..<sums.channelCount {
        let (mean, variance) = Self.moments(sums[channel..<channel + 1].tensor.scalars)
        #expect(abs(mean) < 1e-5 && abs(variance - 1) < 1e-4, "\(name) \(channel): \(mean), \(variance)")
      }
    }
    #expect(tape.parameters["last.weight"].value == before["last.weight"])
    #expect(tape.parameters["last.bias"].value == before["last.bias"])
    // What it gives is what the tape gives with the parameters that it set.
    #expect(output.parts[0].map.tensor == network.run(input, on: tape).parts[0].map.tensor)
  }

  @Test func `The first batch sets them, and frozen ones stay`() throws {
    let tape = try Self.tape(frozen: "second")
    let network = Network(ParameterList())
    let before = tape.parameters.values
    let operations = StandardizingOperations(tape)
    _ = network.run(Self.input(tape), on: operations)
    let set = tape.parameters.values
    #expect(set["first.weight"] != before["first.weight"])
    #expect(set["second.weight"] == before["second.weight"])
    let other = tape.map([1, 2, 12, 14])
    other.fill(7)
    _ = network.run(TapeChannels(tape.constant(other)), on: operations)
    #expect(tape.parameters.values == set)
  }
}
