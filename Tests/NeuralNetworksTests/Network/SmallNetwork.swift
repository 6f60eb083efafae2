import Kernels
import NeuralNetworks
import Tensors

/// A small network with every operation of a forward pass, written once: two pictures in, a flow at twice their size and
/// one at their size out.
struct SmallNetwork {
  private let encoder: [ConvolutionLayer]
  private let cell: ConvGRU
  private let decoder: UpsamplingDecoder
  private let dense: [ConvolutionLayer]
  private static let hidden = 4

  init<Source: ParameterSource>(_ source: Source) throws(Source.Failure) {
    let scope = ParameterScope(source)
    encoder = [
      try ConvolutionLayer(.init(inputs: 3, outputs: 5), parameters: scope["encoder"][0]),
      try ConvolutionLayer(.init(inputs: 5, outputs: 5, stride: 2), parameters: scope["encoder"][1]),
    ]
    cell = try ConvGRU(
      .init(hidden: Self.hidden, inputs: 5 + Correlation.displacementCount), parameters: scope["cell"])
    decoder = try UpsamplingDecoder(
      .init(inputs: Self.hidden, features: 3, head: 4, predictions: 2), features: scope["up"], head: scope["head"],
      prediction: scope["flow"])
    var inputs = Correlation.displacementCount + 3 + 2 + 3
    var layers: [ConvolutionLayer] = []
    for (index, outputs) in [6, 4, 2].enumerated() {
      layers.append(
        try ConvolutionLayer(.init(inputs: inputs, outputs: outputs), parameters: scope["dense"][index]))
      inputs += outputs
    }
    dense = layers
  }

  static var parameters: ParameterList {
    let list = ParameterList()
    _ = SmallNetwork(list)
    return list
  }

  /// - Parameters:
  ///   - first: `[batch, 3, height, width]`; `second` likewise.
  func flows<O: NetworkOperations>(from first: O.Value, to second: O.Value, on operations: O) -> [O.Value] {
    func features(_ input: O.Value) -> O.Value {
      operations.convolution(encoder[1], operations.convolution(encoder[0], input))
    }
    let (a, b) = (features(first), features(second))
    let shape = operations.shape(of: a)
    var state = operations.zeros(batch: shape[0], channels: Self.hidden, height: shape[2], width: shape[3])
    var flow = operations.zeros(batch: shape[0], channels: 2, height: shape[2] * 2, width: shape[3] * 2)
    var seen: O.Value?
    for _ in 0..<2 {
      let correlation = operations.correlation(a, b, activation: .leakyReLU(slope: 0.2))
      state = operations.renewed(state, by: cell, operations.joined([b, correlation]))
      let (features, correction) = operations.decoded(state, by: decoder)
      flow = operations.adding(correction, to: flow)
      seen = features
    }
    guard let seen else { return [flow] }
    let moved = operations.warped(second, by: flow, alignment: .corners)
    let correlation = operations.correlation(first, moved, activation: .identity)
    // More values than a kernel reads one after another, and one that is a part of another.
    var joined = operations.joined([correlation, seen, flow, moved])
    for layer in dense.dropLast() { joined = operations.joined([operations.convolution(layer, joined), joined]) }
    let last = operations.convolution(dense[dense.count - 1], joined)
    let sum = operations.adding(flow, to: last)
    return [operations.enlarged(operations.warped(sum, by: flow, alignment: .halfPixelSkew), scale: 2), flow]
  }
}
