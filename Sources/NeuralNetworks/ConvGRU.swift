import Kernels
import Tensors

/// A gated recurrent unit whose products are 3 x 3 convolutions (Ballas et al. 2016, as in RAFT, Teed and Deng 2020).
///
/// With the state h and the input x: `z = σ(convz[h, x])`, `r = σ(convr[h, x])`, `q = tanh(convq[r · h, x])`, and
/// `h' = (1 − z) · h + z · q`. Both gates are one convolution of twice the outputs, and nothing is concatenated by
/// copying.
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

    /// The shapes of the parameters: `convz.weight` `[hidden, hidden + inputs, 3, 3]`, `convz.bias` `[hidden]`, and
    /// likewise `convr` and `convq`.
    public var parameterShapes: [String: [Int]] {
      var shapes: [String: [Int]] = [:]
      for name in ["convz", "convr", "convq"] {
        shapes["\(name).weight"] = weightShape
        shapes["\(name).bias"] = [hidden]
      }
      return shapes
    }

    var weightShape: [Int] { [hidden, hidden + inputs, 3, 3] }
  }

  /// What a cell writes on the way to its new state, made once a size.
  public struct Workspace: Sendable {
    /// The sums of the update gate.
    public let update: FeatureMap
    /// The sums of the reset gate.
    public let reset: FeatureMap
    /// The sums of the candidate state.
    public let candidate: FeatureMap
    /// The state behind the reset gate.
    public let resetState: FeatureMap
    fileprivate let gates: FeatureMap
    fileprivate let sums: GRUGates.Sums

    /// Makes the maps of a cell with `hidden` channels.
    ///
    /// - Parameter keepsGates: Whether a run leaves σ and tanh of the sums in the first three maps, as its gradient
    ///   needs them. Where it does not, the candidate takes the memory of the reset gate.
    public init(batch: Int = 1, hidden: Int, height: Int, width: Int, keepsGates: Bool = false) {
      func map(_ channels: Int) -> FeatureMap {
        FeatureMap(batch: batch, channels: channels, height: height, width: width)
      }
      gates = map(2 * hidden)
      update = gates[0..<hidden]
      reset = gates[hidden..<2 * hidden]
      candidate = keepsGates ? map(hidden) : reset
      resetState = map(hidden)
      sums = keepsGates ? .becomeGates : .unchanged
    }

    /// The bytes of all maps.
    public var byteCount: Int {
      gates.bufferByteCount + resetState.bufferByteCount + (sums == .becomeGates ? candidate.bufferByteCount : 0)
    }
  }

  /// The cell's channels.
  public let configuration: Configuration
  /// Update and reset gate, one above the other.
  private let gates: Convolution2D
  private let candidate: Convolution2D

  /// Reads `convz`, `convr` and `convq` from a checkpoint.
  ///
  /// - Throws: ``FileError`` where a weight or bias is missing or has another shape.
  public init(_ configuration: Configuration, parameters: ParameterTree) throws {
    self.configuration = configuration
    func weight(_ name: String) throws -> Tensor<Float> {
      try parameters[name].tensor("weight", shape: configuration.weightShape)
    }
    func bias(_ name: String) throws -> Tensor<Float> {
      try parameters[name].tensor("bias", shape: [configuration.hidden])
    }
    let stacked = [2 * configuration.hidden] + configuration.weightShape.dropFirst()
    gates = Convolution2D(
      weight: Tensor(shape: stacked, scalars: try weight("convz").scalars + weight("convr").scalars),
      bias: Tensor(shape: [stacked[0]], scalars: try bias("convz").scalars + bias("convr").scalars), padding: 1)
    candidate = Convolution2D(weight: try weight("convq"), bias: try bias("convq"), padding: 1)
  }

  /// The floating-point operations of the convolutions for one sample of `height` x `width`.
  public func operations(height: Int, width: Int) -> Int {
    gates.operations(height: height, width: width) + candidate.operations(height: height, width: width)
  }

  /// Writes the state that follows `state` at an input.
  ///
  /// - Parameters:
  ///   - input: The input's first channels; `second`, where given, its others.
  ///   - result: `[batch, hidden, height, width]`; may be `state`.
  public func callAsFunction(
    _ state: FeatureMap, _ input: FeatureMap, _ second: FeatureMap? = nil, into result: FeatureMap,
    workspace: Workspace, workers: Workers
  ) {
    gates(ConcatenatedMaps(state, input, second), into: workspace.gates, workers: workers)
    GRUGates.reset(
      workspace.reset, state: state, into: workspace.resetState, sums: workspace.sums, workers: workers)
    candidate(ConcatenatedMaps(workspace.resetState, input, second), into: workspace.candidate, workers: workers)
    GRUGates.blend(
      update: workspace.update, candidate: workspace.candidate, state: state, into: result, sums: workspace.sums,
      workers: workers)
  }
}
