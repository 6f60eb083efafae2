import Kernels
import Tensors

/// A gated recurrent unit whose products are 3 x 3 convolutions (Ballas et al. 2016, as in RAFT, Teed and Deng 2020).
///
/// With the state h and the input x: `z = σ(convz[h, x])`, `r = σ(convr[h, x])`, `q = tanh(convq[r · h, x])`, and
/// `h' = (1 − z) · h + z · q`. In planned maps both gates are one convolution of twice the outputs, and nothing is
/// concatenated by copying. ``NetworkOperations/renewed(_:by:_:)`` runs it.
public struct ConvGRU: Sendable {
  /// The channels of a cell, before its parameters are known.
  public struct Configuration: Sendable, Hashable {
    /// The channels of the state.
    public var hidden: Int
    /// The channels of the input.
    public var inputs: Int

    /// Describes a cell.
    public init(hidden: Int, inputs: Int) {
      self.hidden = hidden
      self.inputs = inputs
    }

    var weightShape: [Int] { [hidden, hidden + inputs, 3, 3] }
  }

  /// The maps that a run in planned maps reads and writes.
  struct Operands: Sendable {
    var state: FeatureMap
    /// The state and the input.
    var all: ConcatenatedMaps
    /// The state that the reset gate lets through, and the input.
    var allReset: ConcatenatedMaps
    /// That state alone.
    var resetState: FeatureMap
    /// The sums of update and reset gate, one above the other. The candidate takes the memory of the reset gate.
    var gates: FeatureMap
  }

  private struct Products: Sendable {
    /// Update and reset gate, one above the other.
    var gates: Convolution2D
    var candidate: Convolution2D
  }

  /// The cell's channels.
  public let configuration: Configuration
  let update: LayerNames
  let reset: LayerNames
  let candidate: LayerNames
  private let products: Products?

  /// Declares `convz`, `convr` and `convq`, each with `weight` `[hidden, hidden + inputs, 3, 3]` and `bias` `[hidden]`.
  ///
  /// - Throws: What the source throws where one is missing or has another shape.
  public init<Source>(_ configuration: Configuration, parameters: ParameterScope<Source>) throws(Source.Failure) {
    self.configuration = configuration
    update = LayerNames(parameters["convz"])
    reset = LayerNames(parameters["convr"])
    candidate = LayerNames(parameters["convq"])
    let shape = configuration.weightShape
    let fanIn = shape.dropFirst().reduce(1, *)
    let updateWeight = try parameters["convz"].weight(shape: shape, fanIn: fanIn)
    let resetWeight = try parameters["convr"].weight(shape: shape, fanIn: fanIn)
    let updateBias = try parameters["convz"].vector(count: configuration.hidden)
    let resetBias = try parameters["convr"].vector(count: configuration.hidden)
    let candidateWeight = try parameters["convq"].weight(shape: shape, fanIn: fanIn)
    let candidateBias = try parameters["convq"].vector(count: configuration.hidden)
    guard let updateWeight, let resetWeight, let updateBias, let resetBias, let candidateWeight else {
      products = nil
      return
    }
    let stacked = [2 * configuration.hidden] + shape.dropFirst()
    products = Products(
      gates: Convolution2D(
        weight: Tensor(shape: stacked, scalars: updateWeight.scalars + resetWeight.scalars),
        bias: Tensor(shape: [stacked[0]], scalars: updateBias.scalars + resetBias.scalars), padding: 1),
      candidate: Convolution2D(weight: candidateWeight, bias: candidateBias, padding: 1))
  }

  /// The floating-point operations of the convolutions for one sample of `height` x `width`.
  public func operations(height: Int, width: Int) -> Int {
    2 * 3 * configuration.weightShape.reduce(1, *) * height * width
  }

  /// A run of the cell, which writes the new state in place of the old.
  func run(_ operands: Operands) -> @Sendable (Workers) -> Void {
    let products = update.kernel(products)
    let hidden = configuration.hidden
    let (update, reset) = (operands.gates[0..<hidden], operands.gates[hidden..<2 * hidden])
    return { workers in
      products.gates(operands.all, into: operands.gates, workers: workers)
      GRUGates.reset(reset, state: operands.state, into: operands.resetState, workers: workers)
      products.candidate(operands.allReset, into: reset, workers: workers)
      GRUGates.blend(
        update: update, candidate: reset, state: operands.state, into: operands.state, workers: workers)
    }
  }
}
