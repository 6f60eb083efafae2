import Files
import Tensors

/// The shapes of what goes into each node of a graph and what comes out of it.
public struct NIRShapes: Sendable, Equatable {
  /// The shapes of one node.
  public struct Pair: Sendable, Equatable {
    /// What comes in, summed.
    public var input: [Int]
    /// What comes out.
    public var output: [Int]
  }

  /// By node.
  public private(set) var pairs: [String: Pair] = [:]
  /// As for every other network.
  private static let mostValues = ArchitectureSurvey.largestCount

  /// Finds the shapes, from the inputs and from nodes that know their own, along the edges in both directions of cycles.
  ///
  /// - Throws: `FileError` where shapes contradict each other or a node's parameters, or where one cannot be known.
  public init(of graph: NIRGraph) throws {
    var sources: [String: [String]] = [:]
    for edge in graph.edges { sources[edge.target, default: []].append(edge.source) }
    var pending = graph.nodes
    while !pending.isEmpty {
      var rest: [NIRGraph.Node] = []
      for node in pending {
        let arriving = (sources[node.name] ?? []).first { pairs[$0] != nil }.flatMap { pairs[$0]?.output }
        guard let input = node.kind.ownInputShape ?? arriving else {
          rest.append(node)
          continue
        }
        pairs[node.name] = Pair(input: input, output: try Self.output(of: node, input, graph))
      }
      if rest.count == pending.count {
        throw graph.error(
          "the shape of what comes in cannot be known", at: rest[0].name,
          remedy: "is there a way from an Input to it? export the graph with shapes")
      }
      pending = rest
    }
    for edge in graph.edges {
      guard let given = pairs[edge.source]?.output, let taken = pairs[edge.target]?.input, given != taken else {
        continue
      }
      throw graph.error("it takes values of shape \(taken), and \(edge.source) gives \(given)", at: edge.target)
    }
  }

  /// The shapes of a node.
  public subscript(node: String) -> Pair {
    guard let pair = pairs[node] else { preconditionFailure("There is no node \(node).") }
    return pair
  }

  private static func output(of node: NIRGraph.Node, _ input: [Int], _ graph: NIRGraph) throws -> [Int] {
    func refuse(_ problem: String) -> FileError { graph.error(problem, at: node.name) }
    func check(_ parameter: Tensor<Double>, _ name: String) throws {
      guard parameter.broadcast(to: input) != nil else {
        throw refuse("\(name) of shape \(parameter.shape) does not fit values of shape \(input)")
      }
    }
    guard let values = Shape.checkedCount(input), (1...mostValues).contains(values) else {
      throw refuse("values of shape \(input) are none or too many: at most \(mostValues) are computed")
    }
    let output: [Int]
    switch node.kind {
    case .input, .output: output = input
    case .affine(let weight, _): output = weight.shape.dropLast(2) + [weight.shape[weight.rank - 2]]
    case .scale(let factors):
      try check(factors, "scale")
      output = input
    case .threshold(let thresholds):
      try check(thresholds, "threshold")
      output = input
    case .delay(let delays):
      try check(delays, "delay")
      output = input
    case .neuron(let neuron):
      for (parameter, values) in neuron.parameters { try check(values, parameter.name(in: neuron.kind)) }
      output = input
    case .flatten(let first, let last, _):
      let end = last < 0 ? input.count + last : last
      let start = first < 0 ? input.count + first : first
      guard input.indices.contains(start), input.indices.contains(end), start <= end else {
        throw refuse("axes \(first) to \(last) cannot be put together in the shape \(input)")
      }
      output = input[..<start] + [input[start...end].reduce(1, *)] + input[(end + 1)...]
    case .pool(let pool):
      guard input.count == 3 else { throw refuse("values of shape \(input) are no channels of planes") }
      output = [input[0]] + (0..<2).map { pool.length(of: input[1 + $0], axis: $0) }
    case .convolution(let convolution):
      guard input.count == convolution.axes + 1, input[0] == convolution.weight.shape[1] * convolution.groups else {
        throw refuse(
          "a weight of shape \(convolution.weight.shape) in \(convolution.groups) groups takes no values of shape \(input)"
        )
      }
      output = [convolution.weight.shape[0]] + convolution.geometry(of: Array(input.dropFirst())).map(\.length)
    }
    guard let count = Shape.checkedCount(output), (1...mostValues).contains(count) else {
      throw refuse("of values of shape \(input) it makes the shape \(output), of no values or more than \(mostValues)")
    }
    return output
  }
}

extension NIRNode {
  /// The shape of what comes in, where the node says it by itself.
  fileprivate var ownInputShape: [Int]? {
    switch self {
    case .input(let shape), .output(let shape): return shape
    case .affine(let weight, _): return weight.shape.dropLast(2) + [weight.shape[weight.rank - 1]]
    case .convolution(let convolution):
      return convolution.inputShape.map { [convolution.weight.shape[1] * convolution.groups] + $0 }
    case .flatten(_, _, let shape): return shape
    case .scale(let values), .threshold(let values), .delay(let values): return Self.certain([values.shape])
    case .neuron(let neuron): return Self.certain(neuron.parameters.values.map(\.shape))
    case .pool: return nil
    }
  }
  /// The shape that parameters have, where none of its axes of length 1 may stand for a longer one.
  private static func certain(_ shapes: [[Int]]) -> [Int]? {
    let full = shapes.filter { $0.contains { $0 > 1 } }
    guard let first = full.first, full.allSatisfy({ $0 == first }), !first.contains(1) else { return nil }
    return first
  }
}
