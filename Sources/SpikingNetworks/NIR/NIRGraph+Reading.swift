import Files
import Tensors

extension NIRGraph {
  /// Reads a graph from what its HDF5 file holds: `node`, a group of `type`, `nodes` and `edges`.
  ///
  /// Graphs that are nodes of others are put in their place, their nodes named `OUTER.INNER`: what led to the inner graph
  /// leads to its inputs, and what came from it comes from its outputs.
  ///
  /// - Parameters:
  ///   - tree: The file.
  ///   - path: The file's name, for messages.
  /// - Throws: `FileError` that names the node which is not read.
  public init(_ tree: StoredTree, path: String) throws {
    guard let node = tree["node"], case .text("NIRGraph")? = node["type"] else {
      throw FileError(
        .badContent, path: path, problem: "this is no NIR graph: it has no group node of the type NIRGraph",
        remedy: "write it with nir.write")
    }
    var reading = NIRReading(path: path)
    try reading.take(node, prefix: "", depth: 0)
    try self.init(nodes: reading.nodes, edges: reading.edges, source: path)
  }

  /// The text `version` of a file, if there is one.
  public static func version(of tree: StoredTree) -> String? {
    if case .text(let version)? = tree["version"] { version } else { nil }
  }
}

/// Collects the nodes and edges of nested graphs.
private struct NIRReading {
  let path: String
  var nodes: [NIRGraph.Node] = []
  var edges: [NIRGraph.Edge] = []
  private static let greatestDepth = 8

  init(path: String) { self.path = path }

  mutating func take(_ graph: StoredTree, prefix: String, depth: Int) throws {
    guard depth <= Self.greatestDepth, case .group(let members)? = graph["nodes"] else {
      throw error("the graph has no group nodes, or lies too deep in others", prefix)
    }
    var inner: [String: (inputs: [String], outputs: [String])] = [:]
    for (name, stored) in members.sorted(by: { $0.key < $1.key }) {
      let full = prefix + name
      if case .text("NIRGraph")? = stored["type"] {
        let first = nodes.count
        try take(stored, prefix: full + ".", depth: depth + 1)
        let own = nodes[first...].filter { !$0.name.dropFirst(full.count + 1).contains(".") }
        inner[name] = (
          own.filter(\.kind.isInput).map(\.name), own.filter(\.kind.isOutput).map(\.name)
        )
      } else {
        nodes.append(NIRGraph.Node(full, try NIRStoredNode(stored, name: full, path: path).node()))
      }
    }
    for (source, target) in try pairs(graph["edges"], prefix) {
      let starts = inner[source]?.outputs ?? [prefix + source]
      let ends = inner[target]?.inputs ?? [prefix + target]
      guard starts.count == 1, ends.count == 1 else {
        throw error("an edge from \(source) to \(target) has no single end in the graph that is a node", prefix)
      }
      edges.append(NIRGraph.Edge(starts[0], ends[0]))
    }
  }

  private func pairs(_ stored: StoredTree?, _ prefix: String) throws -> [(String, String)] {
    switch stored {
    case .texts(let texts, columns: 2):
      return stride(from: 0, to: texts.count, by: 2).map { (texts[$0], texts[$0 + 1]) }
    // A list without pairs is stored as one without numbers.
    case .numbers(let numbers) where numbers.count == 0: return []
    case .texts(let texts, _) where texts.isEmpty: return []
    default: throw error("its edges are no pairs of names", prefix)
    }
  }

  private func error(_ problem: String, _ prefix: String) -> FileError {
    FileError(
      .badContent, path: path, problem: problem, place: prefix.isEmpty ? "group node" : "node \(prefix.dropLast())",
      remedy: "write it with nir.write")
  }
}

/// A node as it is stored.
private struct NIRStoredNode {
  let stored: StoredTree
  let name: String
  let path: String
  private static let greatestRank = 8

  init(_ stored: StoredTree, name: String, path: String) {
    self.stored = stored
    self.name = name
    self.path = path
  }

  func node() throws -> NIRNode {
    guard case .text(let type)? = stored["type"] else { throw error("it has no type") }
    switch type {
    case "Input": return .input(shape: try lengths("shape"))
    case "Output": return .output(shape: try lengths("shape"))
    case "Affine", "Linear": return try affine(hasBias: type == "Affine")
    case "Conv1d": return .convolution(try convolution(axes: 1))
    case "Conv2d": return .convolution(try convolution(axes: 2))
    case "SumPool2d", "AvgPool2d":
      return .pool(
        NIRPool(
          isMean: type == "AvgPool2d", kernel: try lengths("kernel_size", axes: 2),
          stride: try lengths("stride", axes: 2),
          padding: try lengths("padding", axes: 2, least: 0)))
    case "Flatten":
      return .flatten(
        first: try integer("start_dim"), last: try integer("end_dim"),
        inputShape: stored["input_type"] == nil ? nil : try lengths("input_type"))
    case "Scale": return .scale(try values("scale"))
    case "Threshold": return .threshold(try values("threshold"))
    case "Delay":
      let delays = try values("delay")
      try check(delays, "delay") { $0 >= 0 && $0.isFinite }
      return .delay(delays)
    default:
      guard let kind = NIRNeuron.Kind(rawValue: type) else {
        throw error("nodes of the type \(type) are not known")
      }
      return .neuron(try neuron(kind))
    }
  }

  private func affine(hasBias: Bool) throws -> NIRNode {
    let weight = try values("weight")
    guard weight.rank >= 2, weight.count > 0 else { throw error("a weight of shape \(weight.shape) is no matrix") }
    let outputs = weight.shape.dropLast(2) + [weight.shape[weight.rank - 2]]
    let bias = hasBias ? try values("bias").broadcast(to: Array(outputs)) : nil
    if hasBias && bias == nil { throw error("the bias does not fit a weight of shape \(weight.shape)") }
    return .affine(weight: weight, bias: bias)
  }

  private func convolution(axes: Int) throws -> NIRConvolution {
    let weight = try values("weight")
    let groups = try integer("groups")
    guard weight.rank == axes + 2, weight.count > 0, groups > 0, weight.shape[0] % groups == 0 else {
      throw error("a weight of shape \(weight.shape) in \(groups) groups is none of a convolution along \(axes) axes")
    }
    guard let bias = try values("bias").broadcast(to: [weight.shape[0]]) else {
      throw error("the bias does not fit a weight of shape \(weight.shape)")
    }
    let stride = try lengths("stride", axes: axes)
    var padding = NIRConvolution.Padding.same
    if case .text(let text)? = stored["padding"] {
      guard ["same", "valid"].contains(text) else { throw error("the padding \"\(text)\" is not known") }
      if text == "valid" { padding = .zeros([Int](repeating: 0, count: axes)) }
      guard text == "valid" || stride.allSatisfy({ $0 == 1 }) else {
        throw error("the padding \"same\" keeps a size at stride 1 only")
      }
    } else {
      padding = .zeros(try lengths("padding", axes: axes, least: 0))
    }
    return NIRConvolution(
      weight: weight, bias: bias, stride: stride, padding: padding, dilation: try lengths("dilation", axes: axes),
      groups: groups, inputShape: stored["input_shape"] == nil ? nil : try lengths("input_shape", axes: axes))
  }

  private func neuron(_ kind: NIRNeuron.Kind) throws -> NIRNeuron {
    var parameters: [NIRNeuron.Parameter: Tensor<Double>] = [:]
    for parameter in NIRNeuron.parameters(of: kind) {
      let key = parameter.name(in: kind)
      if stored[key] == nil, parameter.standard != nil { continue }
      let values = try values(key)
      let isTime = parameter == .membraneTime || parameter == .synapseTime
      try check(values, key) { $0.isFinite && (!isTime || $0 > 0) }
      parameters[parameter] = values
    }
    return NIRNeuron(kind, parameters)
  }

  private func values(_ key: String) throws -> Tensor<Double> {
    guard case .numbers(let numbers)? = stored[key], numbers.shape.count <= Self.greatestRank else {
      throw error("it has no numbers \(key)")
    }
    return numbers.float64
  }

  private func check(_ values: Tensor<Double>, _ key: String, _ isRight: (Double) -> Bool) throws {
    if let wrong = values.withUnsafeBufferPointer({ $0.first { !isRight($0) } }) {
      throw error("\(key) holds \(wrong)")
    }
  }

  private func integer(_ key: String) throws -> Int {
    let mostOfAny = 1 << 24
    guard case .numbers(let numbers)? = stored[key], numbers.count == 1, let value = numbers.int64?.scalars.first,
      (-mostOfAny...mostOfAny).contains(Int(clamping: value))
    else { throw error("it has no whole number \(key)") }
    return Int(value)
  }

  /// Lengths of axes: a shape, or one number for each of some axes, or one for all of them.
  private func lengths(_ key: String, axes: Int? = nil, least: Int = 1) throws -> [Int] {
    let mostOfAny = Int64(1 << 24)
    guard case .numbers(let numbers)? = stored[key], let values = numbers.int64?.scalars,
      values.count <= Self.greatestRank, values.allSatisfy({ $0 >= Int64(least) && $0 <= mostOfAny })
    else { throw error("\(key) holds no lengths") }
    guard let axes else { return values.map(Int.init) }
    guard values.count == axes || values.count == 1 else {
      throw error("\(key) has no length for each of \(axes) axes")
    }
    return values.count == axes ? values.map(Int.init) : [Int](repeating: Int(values[0]), count: axes)
  }

  private func error(_ problem: String) -> FileError {
    FileError(
      .badContent, path: path, problem: problem, place: "node \(name)", remedy: "mend the graph where it was exported")
  }
}
