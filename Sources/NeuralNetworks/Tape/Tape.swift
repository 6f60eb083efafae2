import Kernels

/// A value that a tape knows: a map, and whether gradients lead to it.
public struct TapeValue {
  /// The values, `[batch, channels, height, width]`. They stay until the tape's next ``Tape/begin()``.
  public let map: FeatureMap
  /// Its place on the tape, or nil where no gradient is wanted.
  let node: Int?

  /// Whether a gradient is wanted.
  public var isDifferentiable: Bool { node != nil }
}

/// Reverse-mode differentiation: what was computed, in order, each with the pullback that leads a gradient back.
///
/// Every operation runs a kernel at once and records how its gradient is computed by that kernel's backward pass.
/// ``backward()`` then walks from the last to the first. Memory is lent from step to step: after the first step of a
/// network nothing is allocated but the records themselves. Gradients of maps are given back as soon as they are used.
///
/// One step of training: ``begin()``, operations, ``seed(_:of:)`` for every loss, ``backward()``; the gradients of
/// parameters are then in ``parameters``. With ``isRecording`` off it computes the same and keeps no record.
/// A tape belongs to one thread; its kernels use all of ``workers``.
public final class Tape {
  /// Leads the gradient of an operation's output back to its inputs. It may overwrite that gradient.
  public typealias Pullback = (_ tape: Tape, _ upstream: FeatureMap) -> Void

  private struct Node {
    let shape: [Int]
    /// Nil for a value that was given, whose gradient is kept.
    let pullback: Pullback?
    var gradient: FeatureMap?
    /// What is computed anew where the walk back comes to the first of a module's values; see ``checkpointed(_:)``.
    var recomputation: ((Tape) -> Void)?
  }

  /// The threads of the kernels.
  public let workers: Workers
  /// The parameters that operations name.
  public let parameters: TrainableParameters
  /// Whether operations are recorded. It is read when an operation runs.
  public var isRecording = true

  /// Whether a module keeps its results only, and is computed anew on the way back; see ``checkpointed(_:)``.
  public var checkpointsModules = false

  private var nodes: [Node] = []
  private var memory = TapeMemory()
  private var lent: [FeatureMap] = []
  /// Kernels that hold parameters in a form of their own.
  var layers: [TapeLayerKey: any TapeLayer] = [:]

  /// Makes an empty tape.
  public init(parameters: TrainableParameters, workers: Workers) {
    self.parameters = parameters
    self.workers = workers
  }

  /// The bytes of all maps.
  public var byteCount: Int { memory.byteCount }
  /// The bytes of the weights that kernels hold in forms of their own.
  public var packedByteCount: Int { layers.values.reduce(0) { $0 + $1.byteCount } }

  /// Forgets all values and gradients, and takes their memory back.
  public func begin() {
    for index in nodes.indices {
      if let gradient = nodes[index].gradient { memory.give(gradient) }
    }
    nodes.removeAll(keepingCapacity: true)
    for map in lent { memory.give(map) }
    lent.removeAll(keepingCapacity: true)
    parameters.clearGradients()
  }

  /// A map for an operation's output, or for what its pullback needs; its values are undefined. It is the caller's until
  /// ``begin()``.
  public func map(_ shape: [Int]) -> FeatureMap {
    let map = memory.take(shape)
    lent.append(map)
    return map
  }

  /// Calls `body` with a map that is taken back behind it.
  public func withTemporaryMap(_ shape: [Int], _ body: (FeatureMap) -> Void) {
    let map = memory.take(shape)
    body(map)
    memory.give(map)
  }

  /// Computes something without a record, and takes back the memory of all that it made: a pass whose result is copied to
  /// a map that is older.
  public func withoutRecord<Result>(_ body: () throws -> Result) rethrows -> Result {
    let (wasRecording, first) = (isRecording, lent.count)
    isRecording = false
    defer {
      isRecording = wasRecording
      for map in lent[first...] { memory.give(map) }
      lent.removeSubrange(first...)
    }
    return try body()
  }

  /// A value without a gradient.
  public func constant(_ map: FeatureMap) -> TapeValue { TapeValue(map: map, node: nil) }

  /// A value whose gradient can be asked for behind ``backward()``.
  public func variable(_ map: FeatureMap) -> TapeValue { append(map, pullback: nil) }

  /// Records what an operation made.
  ///
  /// - Parameters:
  ///   - output: What it made.
  ///   - inputs: What it read. Where no gradient leads to any of them, and there are no parameters, nothing is recorded.
  ///   - hasParameters: Whether the pullback leads to parameters, too.
  ///   - pullback: Leads the output's gradient on, by ``accumulate(into:_:)``.
  public func record(
    _ output: FeatureMap, from inputs: TapeValue..., hasParameters: Bool = false, pullback: @escaping Pullback
  ) -> TapeValue {
    record(output, from: inputs, hasParameters: hasParameters, pullback: pullback)
  }

  /// The same for a list of inputs.
  public func record(
    _ output: FeatureMap, from inputs: [TapeValue], hasParameters: Bool = false, pullback: @escaping Pullback
  ) -> TapeValue {
    guard isRecording, hasParameters || inputs.contains(where: \.isDifferentiable) else { return constant(output) }
    return append(output, pullback: pullback)
  }

  private func append(_ map: FeatureMap, pullback: Pullback?) -> TapeValue {
    nodes.append(Node(shape: map.shape, pullback: pullback))
    return TapeValue(map: map, node: nodes.count - 1)
  }

  /// Lets `body` write the gradient of a value, or add to it where there is one already. Does nothing where none is wanted.
  public func accumulate(into value: TapeValue, _ body: (_ gradient: FeatureMap, _ isAdded: Bool) -> Void) {
    guard let node = value.node else { return }
    if let gradient = nodes[node].gradient {
      body(gradient, true)
    } else {
      let gradient = memory.take(nodes[node].shape)
      body(gradient, false)
      nodes[node].gradient = gradient
    }
  }

  /// Starts a gradient: that of a loss with respect to `value`. Several add up.
  public func seed(_ gradient: FeatureMap, of value: TapeValue) {
    precondition(value.isDifferentiable, "No gradient leads to a value that depends on no parameter and no variable.")
    accumulate(into: value) { target, isAdded in
      if isAdded { workers.add(gradient, to: target) } else { workers.copy(gradient, to: target) }
    }
  }

  /// Leads all gradients back, from the last operation to the first.
  public func backward() { walk(back: nodes.indices) }

  /// Leads the gradients of some operations back, from the last to the first.
  func walk(back range: Range<Int>) {
    for index in range.reversed() {
      if let recompute = nodes[index].recomputation {
        nodes[index].recomputation = nil
        recompute(self)
        continue
      }
      guard let pullback = nodes[index].pullback, let gradient = nodes[index].gradient else { continue }
      nodes[index].gradient = nil
      pullback(self, gradient)
      memory.give(gradient)
    }
  }

  /// The gradient of a variable, or nil where none led to it.
  public func gradient(of value: TapeValue) -> FeatureMap? { value.node.flatMap { nodes[$0].gradient } }

  // MARK: Modules that are computed anew

  /// The results of a module of which nothing else is kept: on the way back it is computed once more, with a record (Chen et
  /// al., "Training Deep Nets with Sublinear Memory Cost", 2016). Gradients are those of a module that is kept, bit by bit.
  ///
  /// Where ``checkpointsModules`` is off, or nothing is recorded, it is a call of `module`.
  ///
  /// - Parameter module: Gives the same values from the same parameters each time; what it reads was made before.
  public func checkpointed(_ module: @escaping (Tape) -> [TapeValue]) -> [TapeValue] {
    guard isRecording, checkpointsModules else { return module(self) }
    let first = lent.count
    isRecording = false
    let results = module(self)
    isRecording = true
    // Results lie in maps of the module, whose memory goes to others: copies stay.
    let copies = results.map { result in
      let copy = memory.take(result.map.shape)
      workers.copy(result.map, to: copy)
      return copy
    }
    for map in lent[first...] { memory.give(map) }
    lent.removeSubrange(first...)
    lent += copies
    let base = nodes.count
    for copy in copies { nodes.append(Node(shape: copy.shape, pullback: nil)) }
    // All that reads a result comes later: where the walk back comes to the first, the gradients of all are complete.
    nodes[base].recomputation = { tape in tape.recompute(module, base..<base + copies.count) }
    return copies.enumerated().map { TapeValue(map: $1, node: base + $0) }
  }

  private func recompute(_ module: (Tape) -> [TapeValue], _ results: Range<Int>) {
    let (firstMap, firstNode) = (lent.count, nodes.count)
    let gradients = results.map { nodes[$0].gradient }
    for index in results { nodes[index].gradient = nil }
    if gradients.contains(where: { $0 != nil }) {
      for (value, gradient) in zip(module(self), gradients) {
        if let gradient, value.isDifferentiable { seed(gradient, of: value) }
      }
      walk(back: firstNode..<nodes.count)
    }
    for gradient in gradients { gradient.map { memory.give($0) } }
    for index in firstNode..<nodes.count { nodes[index].gradient.map { memory.give($0) } }
    nodes.removeSubrange(firstNode...)
    for map in lent[firstMap...] { memory.give(map) }
    lent.removeSubrange(firstMap...)
  }
}
