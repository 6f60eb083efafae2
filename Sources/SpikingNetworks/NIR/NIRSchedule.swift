/// The order in which the nodes of a graph compute within a time step, and which edges wait for the next.
///
/// An edge that closes a cycle hands on what its node gave in the step before. It is the one that leads back to a node on
/// the way from an input, in the order of nodes and edges. A ``NIRNode/delay(_:)`` of a step or more depends on past steps
/// only, so that a cycle through it needs no other wait.
struct NIRSchedule: Sendable, Equatable {
  /// The places of the nodes, each after those whose output it takes in the same step.
  private(set) var order: [Int] = []
  /// For each node the places of the nodes whose output of this step it sums.
  private(set) var current: [[Int]]
  /// The same of the step before.
  private(set) var previous: [[Int]]

  /// - Parameter isPast: Whether the output of a node depends on past steps only.
  init(_ graph: NIRGraph, isPast: [Bool]) {
    let count = graph.nodes.count
    let place = Dictionary(uniqueKeysWithValues: graph.nodes.enumerated().map { ($1.name, $0) })
    var targets = [[Int]](repeating: [], count: count)
    for edge in graph.edges {
      guard let source = place[edge.source], let target = place[edge.target] else { continue }
      targets[source].append(target)
    }
    current = [[Int]](repeating: [], count: count)
    previous = current
    enum State { case unseen, open, done }
    var state = [State](repeating: .unseen, count: count)
    var finished: [Int] = []
    let inputs = graph.nodes.indices.filter { graph.nodes[$0].kind.isInput }
    for start in inputs + Array(0..<count) where state[start] == .unseen {
      // The nodes on the way, each with the number of its edges that were followed.
      var way = [(node: start, next: 0)]
      state[start] = .open
      while let (node, next) = way.last {
        if next == targets[node].count {
          state[node] = .done
          finished.append(node)
          way.removeLast()
          continue
        }
        way[way.count - 1].next += 1
        let target = targets[node][next]
        // What a node of the past takes in counts in later steps, and what it gives is known from the start of this one.
        if state[target] == .open, !isPast[target], !isPast[node] {
          previous[target].append(node)
          continue
        }
        current[target].append(node)
        if state[target] == .unseen {
          state[target] = .open
          way.append((target, 0))
        }
      }
    }
    let ordered = finished.reversed()
    order = ordered.filter { isPast[$0] } + ordered.filter { !isPast[$0] }
  }
}
