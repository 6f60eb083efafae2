import NeuralNetworks
import Tensors
import Testing

/// Parameters that layers declare once, whatever answers.
@Suite struct ParameterSourceTests {
  private struct Network {
    var first: ConvolutionLayer
    var cell: ConvGRU
    var decoder: UpsamplingDecoder

    init<Source: ParameterSource>(_ source: Source) throws(Source.Failure) {
      let scope = ParameterScope(source)
      first = try ConvolutionLayer(.init(inputs: 2, outputs: 4, kernel: 5), parameters: scope["layers"][0])
      cell = try ConvGRU(.init(hidden: 3, inputs: 4), parameters: scope["cell"])
      decoder = try UpsamplingDecoder(
        .init(inputs: 3, features: 2, head: 6, predictions: 2), features: scope["up"], head: scope["head"],
        prediction: scope["flow"])
    }
  }

  private static let shapes: [String: [Int]] = [
    "layers.0.weight": [4, 2, 5, 5], "layers.0.bias": [4],
    "cell.convz.weight": [3, 7, 3, 3], "cell.convz.bias": [3], "cell.convr.weight": [3, 7, 3, 3],
    "cell.convr.bias": [3], "cell.convq.weight": [3, 7, 3, 3], "cell.convq.bias": [3],
    "up.weight": [3, 2, 4, 4], "up.bias": [2], "head.weight": [3, 6, 4, 4], "head.bias": [6],
    "flow.weight": [2, 6, 1, 1], "flow.bias": [2],
  ]

  @Test func `A list takes note of names, shapes and inputs of an output`() {
    let list = ParameterList()
    _ = Network(list)
    #expect(list.shapes == Self.shapes)
    #expect(list.declared.count == Self.shapes.count)
    func role(_ name: String) -> DeclaredParameter.Role? { list.declared.first { $0.name == name }?.role }
    #expect(role("layers.0.weight") == .weight(fanIn: 50))
    #expect(role("cell.convq.weight") == .weight(fanIn: 63))
    #expect(role("head.weight") == .weight(fanIn: 48))
    #expect(role("up.bias") == .vector)
  }

  @Test func `Drawn parameters are those of their names and shapes`() {
    let list = ParameterList()
    _ = Network(list)
    let draw = ParameterInitializer(seed: 3)
    let values = list.values(from: draw)
    #expect(values["head.weight"] == draw.weight("head.weight", shape: [3, 6, 4, 4], fanIn: 48))
    #expect(values["cell.convr.bias"] == draw.vector("cell.convr.bias", shape: [3]))
    #expect(values.mapValues(\.shape) == Self.shapes)
  }

  @Test(arguments: ["layers.0.bias", "cell.convq.weight", "flow.bias"])
  func `A checkpoint that lacks one is refused by its name`(name: String) throws {
    let list = ParameterList()
    _ = Network(list)
    var values = list.values(from: ParameterInitializer(seed: 3))
    _ = try Network(ParameterTree(values, source: "net.pth"))
    values[name] = nil
    #expect {
      try Network(ParameterTree(values, source: "net.pth"))
    } throws: { error in
      "\(error)".contains("net.pth") && "\(error)".contains(name)
    }
  }
}
