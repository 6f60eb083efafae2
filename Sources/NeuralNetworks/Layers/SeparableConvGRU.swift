import Kernels
import Tensors

/// A gated recurrent unit in two passes, one with convolutions of 1 x 5 and one with 5 x 1 (RAFT, Teed and Deng, ECCV
/// 2020), part of whose input stays the same for many runs.
///
/// With the state h and the input x, the channels of a context c and those that change: `z = σ(convz[h, x])`,
/// `r = σ(convr[h, x])`, `q = tanh(convq[r · h, x])`, and `h' = (1 − z) · h + z · q`; the parameters of the first pass end
/// in 1, those of the second in 2. What the convolutions make of the context is computed once
/// (``PlanBuilder/prepared(_:for:)``), and each run adds it (``PlanBuilder/renewed(_:by:prepared:_:)``).
public struct SeparableConvGRU: Sendable {
  /// The channels of a cell, before its parameters are known.
  public struct Configuration: Sendable, Hashable {
    /// The channels of the state.
    public var hidden: Int
    /// The channels of the input that stay the same.
    public var context: Int
    /// The channels of the input that change.
    public var inputs: Int

    /// Describes a cell.
    public init(hidden: Int, context: Int, inputs: Int) {
      (self.hidden, self.context, self.inputs) = (hidden, context, inputs)
    }

    /// The channels that a convolution reads.
    var allInputs: Int { hidden + context + inputs }
  }

  /// One of the passes.
  struct Pass: Sendable {
    /// Update, reset and candidate of the context, with the biases.
    var context: LineConvolution
    /// Update and reset gate of state and input.
    var gates: LineConvolution
    /// The candidate of the state that was let through, and of the input.
    var candidate: LineConvolution
  }

  /// The cell's channels.
  public let configuration: Configuration
  private let name: String
  private let loaded: [Pass]?

  /// Declares `convz1`, `convr1`, `convq1`, `convz2`, `convr2` and `convq2`, each with `weight` and `bias`.
  ///
  /// - Throws: What the source throws where one is missing or has another shape.
  public init<Source>(_ configuration: Configuration, parameters: ParameterScope<Source>) throws(Source.Failure) {
    self.configuration = configuration
    name = parameters.name("convz1")
    let (hidden, all) = (configuration.hidden, configuration.allInputs)
    var passes: [Pass] = []
    for (number, kernel) in [("1", [1, LineConvolution.taps]), ("2", [LineConvolution.taps, 1])] {
      var weights: [Float] = []
      var biases: [Float] = []
      for gate in ["convz", "convr", "convq"] {
        let scope = parameters[gate + number]
        let weight = try scope.weight(shape: [hidden, all] + kernel, fanIn: all * LineConvolution.taps)
        let bias = try scope.vector(count: hidden)
        weights += weight?.scalars ?? []
        biases += bias?.scalars ?? []
      }
      guard weights.count == 3 * hidden * all * LineConvolution.taps, biases.count == 3 * hidden else { continue }
      passes.append(Pass(configuration, kernel: kernel, weights: weights, biases: biases))
    }
    loaded = passes.count == 2 ? passes : nil
  }

  /// The passes, for cells whose source had values.
  var passes: [Pass] {
    guard let loaded else {
      preconditionFailure("The cell of \(name) was made of names alone; it has no values to run with.")
    }
    return loaded
  }

  /// The floating-point operations of the convolutions for one sample of `height` x `width`, as published: the context's
  /// in every run.
  public func operations(height: Int, width: Int) -> Int {
    2 * 2 * 3 * configuration.hidden * configuration.allInputs * LineConvolution.taps * height * width
  }
}

extension SeparableConvGRU.Pass {
  /// Cuts the weights of the three gates, one above the other, by what they are multiplied with.
  init(_ configuration: SeparableConvGRU.Configuration, kernel: [Int], weights: [Float], biases: [Float]) {
    let (hidden, all) = (configuration.hidden, configuration.allInputs)
    let perOutput = all * LineConvolution.taps
    func weight(_ outputs: Range<Int>) -> Tensor<Float> {
      Tensor(
        shape: [outputs.count, all] + kernel,
        scalars: Array(weights[outputs.lowerBound * perOutput..<outputs.upperBound * perOutput]))
    }
    let contextEnd = hidden + configuration.context
    let changing = [0..<hidden, contextEnd..<all]
    context = LineConvolution(
      weight: weight(0..<3 * hidden), bias: Tensor(shape: [3 * hidden], scalars: biases),
      channels: [hidden..<contextEnd])
    gates = LineConvolution(weight: weight(0..<2 * hidden), channels: changing)
    candidate = LineConvolution(weight: weight(2 * hidden..<3 * hidden), channels: changing)
  }
}

extension PlanBuilder {
  /// A step for each pass that computes what a cell's convolutions make of its context.
  ///
  /// - Returns: A map a pass, kept for runs of other parts.
  public func prepared(_ context: Value, for cell: SeparableConvGRU) -> [Value] {
    let shape = shape(of: context)
    return cell.passes.map { pass in
      let output = make([shape[0], 3 * cell.configuration.hidden, shape[2], shape[3]])
      append(using: [context, output]) { maps in
        let (input, output) = (maps.joined(context), maps[output])
        return { pass.context(input, into: output, workers: $0) }
      }
      keep(output)
      return output
    }
  }

  /// The steps of a cell, which write the new state in place of the old.
  ///
  /// - Parameter prepared: What ``prepared(_:for:)`` made of the context.
  public func renewed(
    _ state: Value, by cell: SeparableConvGRU, prepared: [Value], _ input: Value
  ) -> Value {
    let shape = shape(of: state)
    let hidden = cell.configuration.hidden
    for (pass, context) in zip(cell.passes, prepared) {
      let gates = make([shape[0], 2 * hidden, shape[2], shape[3]])
      let reset = make(shape)
      append(using: [state, input, context, gates, reset]) { maps in
        let (all, allReset) = (maps.joined(state, input), maps.joined(reset, input))
        let (state, context, gates, reset) = (maps[state], maps[context], maps[gates], maps[reset])
        let (update, gate) = (gates[0..<hidden], gates[hidden..<2 * hidden])
        return { workers in
          pass.gates(all, adding: context[0..<2 * hidden], into: gates, workers: workers)
          GRUGates.reset(gate, state: state, into: reset, workers: workers)
          pass.candidate(allReset, adding: context[2 * hidden..<3 * hidden], into: gate, workers: workers)
          GRUGates.blend(update: update, candidate: gate, state: state, into: state, workers: workers)
        }
      }
    }
    return state
  }
}
