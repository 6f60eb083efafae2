import Tensors

/// Steps a graph through time, in double precision and one sample at a time: what the equations of NIR say, discretised
/// by forward Euler with a time step that is the same everywhere.
///
/// ```
/// I ← I + dt/τ_syn · (w_in · S − I)           first, so that the membrane sees the new current
/// v ← v + dt/τ_mem · (v_leak − v + R · I)     I, IF: v ← v + dt · R · I
/// z = v > v_threshold, then v ← v_reset
/// ```
///
/// That is how snnTorch and Norse step graphs of NIR. Membranes and currents start at 0. Within a step values run through
/// the whole graph; edges that close a cycle are a step late (`NIRSchedule`), and delays are rounded to whole steps. It
/// is there to say what a graph means; a graph that maps to a ``SpikingClassifier`` runs much faster as one.
public final class NIRExecutor {
  /// The graph.
  public let graph: NIRGraph
  /// The shapes of its nodes.
  public let shapes: NIRShapes
  /// The time of a step, in the unit of the graph's time constants.
  public let timeStep: Double
  private let schedule: NIRSchedule
  private var operators: [NIROperator]
  private var outputs: [[Double]]
  private let inputPlaces: [String: Int]
  private let outputPlaces: [(name: String, place: Int)]

  /// Prepares a graph.
  ///
  /// - Parameter timeStep: In the unit of the graph's time constants and delays, above zero.
  /// - Throws: `FileError` where shapes contradict each other, or a delay takes too much memory.
  public init(_ graph: NIRGraph, timeStep: Double = 1) throws {
    precondition(timeStep > 0 && timeStep.isFinite, "A step takes some time, not \(timeStep).")
    self.graph = graph
    self.timeStep = timeStep
    let shapes = try NIRShapes(of: graph)
    self.shapes = shapes
    operators = try graph.nodes.map { node in
      try NIROperator(node, shape: shapes[node.name], timeStep: timeStep, graph: graph)
    }
    schedule = NIRSchedule(graph, isPast: operators.map(\.dependsOnPastOnly))
    outputs = graph.nodes.map { [Double](repeating: 0, count: shapes[$0.name].output.reduce(1, *)) }
    let places = Dictionary(uniqueKeysWithValues: graph.nodes.enumerated().map { ($1.name, $0) })
    let inputs = Set(graph.inputs.map(\.name))
    inputPlaces = places.filter { inputs.contains($0.key) }
    outputPlaces = graph.outputs.compactMap { node in places[node.name].map { (node.name, $0) } }
  }

  /// Forgets all steps.
  public func reset() {
    for place in operators.indices {
      operators[place].reset()
      for index in outputs[place].indices { outputs[place][index] = 0 }
    }
  }

  /// Computes a step.
  ///
  /// - Parameter inputs: What comes in at each input of the graph; zeros where one is left out.
  /// - Returns: What goes out at each output.
  public func step(_ inputs: [String: Tensor<Double>]) -> [String: Tensor<Double>] {
    let before = outputs
    for place in schedule.order where operators[place].dependsOnPastOnly { operators[place].recall(&outputs[place]) }
    for place in schedule.order where !operators[place].dependsOnPastOnly {
      var sum = taken(place, before)
      if inputPlaces[graph.nodes[place].name] == place, let given = inputs[graph.nodes[place].name] {
        precondition(given.count == sum.count, "The input has the shape \(shapes[graph.nodes[place].name].input).")
        sum = given.scalars
      }
      operators[place].compute(sum, &outputs[place])
    }
    for place in schedule.order where operators[place].dependsOnPastOnly {
      operators[place].remember(taken(place, before))
    }
    return Dictionary(
      uniqueKeysWithValues: outputPlaces.map { name, place in
        (name, Tensor(shape: shapes[name].output, scalars: outputs[place]))
      })
  }

  /// Runs a graph of one input and one output from the start.
  ///
  /// - Parameter values: `[steps, …]`, the input of each step.
  /// - Returns: `[steps, …]`, the output of each step.
  public func run(_ values: Tensor<Double>) -> Tensor<Double> {
    precondition(inputPlaces.count == 1 && outputPlaces.count == 1, "The graph has several inputs or outputs.")
    let (input, output) = (graph.inputs[0].name, outputPlaces[0].name)
    precondition(
      Array(values.shape.dropFirst()) == shapes[input].input,
      "A step of the input has the shape \(shapes[input].input).")
    reset()
    let steps = values.shape[0]
    let results = (0..<steps).flatMap { step in self.step([input: values.slice(at: step)])[output]?.scalars ?? [] }
    return Tensor(shape: [steps] + shapes[output].output, scalars: results)
  }

  /// The sum of what edges bring to a node.
  private func taken(_ place: Int, _ before: [[Double]]) -> [Double] {
    var sum = [Double](repeating: 0, count: operators[place].inputCount)
    for source in schedule.current[place] { for index in sum.indices { sum[index] += outputs[source][index] } }
    for source in schedule.previous[place] { for index in sum.indices { sum[index] += before[source][index] } }
    return sum
  }
}
