import Files

/// A network in the Neuromorphic Intermediate Representation: nodes that compute over time, and edges that hand on
/// what they give (Pedersen et al., Nature Communications 2024, arXiv 2311.14641).
///
/// What several edges bring to a node is summed. Shapes have no axis for samples.
public struct NIRGraph: Sendable {
  /// A node and its name.
  public struct Node: Sendable, Equatable {
    /// The name, by which edges know it.
    public var name: String
    /// What it computes.
    public var kind: NIRNode

    /// Names a node.
    public init(_ name: String, _ kind: NIRNode) {
      self.name = name
      self.kind = kind
    }
  }

  /// What hands the output of one node to another.
  public struct Edge: Sendable, Hashable {
    /// The node whose output it is.
    public var source: String
    /// The node that takes it.
    public var target: String

    /// Joins two nodes.
    public init(_ source: String, _ target: String) {
      self.source = source
      self.target = target
    }
  }

  /// The nodes; no name comes twice.
  public private(set) var nodes: [Node]
  /// The edges; none comes twice.
  public private(set) var edges: [Edge]
  /// The file, or what messages call the graph.
  public let source: String

  /// Makes a graph.
  ///
  /// - Throws: `FileError` where a name or an edge comes twice, an edge leads to no node, or there is no input or output.
  public init(nodes: [Node], edges: [Edge], source: String = "graph") throws {
    self.nodes = nodes
    self.edges = edges
    self.source = source
    var names: Set<String> = []
    for node in nodes where !names.insert(node.name).inserted {
      throw error("two nodes have the same name", at: node.name)
    }
    var known: Set<Edge> = []
    for edge in edges {
      if let missing = [edge.source, edge.target].first(where: { !names.contains($0) }) {
        throw error("an edge from \(edge.source) to \(edge.target) needs it, and there is no such node", at: missing)
      }
      if !known.insert(edge).inserted { throw error("an edge to \(edge.target) comes twice", at: edge.source) }
    }
    guard !inputs.isEmpty, nodes.contains(where: \.kind.isOutput) else {
      throw error("the graph needs a node Input and a node Output", at: nodes.first?.name ?? "")
    }
  }

  /// A chain of nodes, each named by its type and place, between an input and an output that are its first and last.
  public init(chain kinds: [NIRNode], source: String = "graph") throws {
    let names = kinds.enumerated().map { index, kind in
      kind.isInput ? "input" : kind.isOutput ? "output" : "\(index)_\(kind.type.lowercased())"
    }
    try self.init(
      nodes: zip(names, kinds).map { Node($0, $1) }, edges: zip(names, names.dropFirst()).map { Edge($0, $1) },
      source: source)
  }

  /// The inputs of the whole graph: those that no edge leads to. Others belong to graphs that were put into this one.
  public var inputs: [Node] {
    let targets = Set(edges.map(\.target))
    return nodes.filter { $0.kind.isInput && !targets.contains($0.name) }
  }

  /// The outputs of the whole graph: those that no edge leads from.
  public var outputs: [Node] {
    let sources = Set(edges.map(\.source))
    return nodes.filter { $0.kind.isOutput && !sources.contains($0.name) }
  }

  /// The node of a name.
  public subscript(name: String) -> NIRNode? { nodes.first { $0.name == name }?.kind }

  /// What is wrong with a node.
  func error(_ problem: String, at node: String, remedy: Message? = nil) -> FileError {
    FileError(
      .badContent, path: source, problem: problem, place: "node \(node)",
      remedy: remedy ?? "mend the graph where it was exported")
  }
}
