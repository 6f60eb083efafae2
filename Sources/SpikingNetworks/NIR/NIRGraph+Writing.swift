import Tensors

extension NIRGraph {
  /// The version of NIR that is written.
  public static let version = "1.0"

  /// What the graph's HDF5 file holds, as `nir.read` takes it: every parameter of a node has the node's shape.
  ///
  /// - Throws: `FileError` where the shapes contradict each other.
  public func stored() throws -> StoredTree {
    let shapes = try NIRShapes(of: self)
    let members = nodes.map { node in
      (node.name.replacing("/", with: "_"), node.kind.stored(shapes[node.name].input))
    }
    let graph: [String: StoredTree] = [
      "type": .text("NIRGraph"), "nodes": .group(Dictionary(members) { first, _ in first }),
      "edges": edges.isEmpty
        ? .numbers(.float64(Tensor(zeros: [0])))
        : .texts(
          edges.flatMap { [$0.source, $0.target] }.map { $0.replacing("/", with: "_") }, columns: 2),
    ]
    return .group(["version": .text(Self.version), "node": .group(graph)])
  }
}

extension NIRNode {
  /// The group of the node.
  fileprivate func stored(_ shape: [Int]) -> StoredTree {
    var members: [String: StoredTree] = ["type": .text(type)]
    switch self {
    case .input(let shape), .output(let shape): members["shape"] = .lengths(shape)
    case .affine(let weight, let bias):
      members["weight"] = .values(weight)
      members["bias"] = bias.map { .values($0) }
    case .convolution(let convolution):
      members["weight"] = .values(convolution.weight)
      members["bias"] = .values(convolution.bias)
      members["groups"] = .integer(convolution.groups)
      let isSingle = convolution.axes == 1
      func axes(_ lengths: [Int]) -> StoredTree { isSingle ? .integer(lengths[0]) : .lengths(lengths) }
      members["stride"] = axes(convolution.stride)
      members["dilation"] = axes(convolution.dilation)
      members["input_shape"] = axes(Array(shape.dropFirst()))
      switch convolution.padding {
      case .same: members["padding"] = .text("same")
      case .zeros(let zeros): members["padding"] = axes(zeros)
      }
    case .flatten(let first, let last, _):
      members["start_dim"] = .integer(first)
      members["end_dim"] = .integer(last)
      members["input_type"] = .lengths(shape)
    case .pool(let pool):
      members["kernel_size"] = .lengths(pool.kernel)
      members["stride"] = .lengths(pool.stride)
      members["padding"] = .lengths(pool.padding)
    case .scale(let factors): members["scale"] = .values(factors, shape)
    case .threshold(let thresholds): members["threshold"] = .values(thresholds, shape)
    case .delay(let delays): members["delay"] = .values(delays, shape)
    case .neuron(let neuron):
      for (parameter, values) in neuron.parameters {
        members[parameter.name(in: neuron.kind)] = .values(values, shape)
      }
    }
    return .group(members)
  }
}

extension StoredTree {
  /// Parameters in single precision where that loses nothing.
  fileprivate static func values(_ values: Tensor<Double>, _ shape: [Int]? = nil) -> StoredTree {
    let full = shape.flatMap { values.broadcast(to: $0) } ?? values
    let isSingle = full.withUnsafeBufferPointer { $0.allSatisfy { Double(Float($0)) == $0 } }
    return .numbers(isSingle ? .float32(full.map { Float($0) }) : .float64(full))
  }

  fileprivate static func lengths(_ lengths: [Int]) -> StoredTree {
    .numbers(.int64(Tensor(shape: [lengths.count], scalars: lengths.map(Int64.init))))
  }

  fileprivate static func integer(_ value: Int) -> StoredTree {
    .numbers(.int64(Tensor(shape: [], scalars: [Int64(value)])))
  }
}
