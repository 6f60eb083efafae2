import Kernels
import NeuralNetworks

extension STEFlowNet {
  /// What a pass knows of one split. Features and the deepest correlation do not depend on the iteration.
  struct Split<Value> {
    /// Finest level first.
    var features: [Value]
    var deepestCorrelation: Value
    /// At 1, 1/2, 1/4 and 1/8 of the input's size.
    var flows: [Value]
  }

  /// Whose flows a pass computes.
  public enum Output: Sendable, Hashable {
    /// The last split's, which are those of the window. What only the flows of other splits need is left out: they are
    /// not decoded in the last iteration, and never at the finest scale.
    case lastSplit
    /// Those of the last split of each of so many equal parts of the window: of dt = 4, say, whose 20 splits are those
    /// of four frame intervals. Each is the flow from the window's start to the end of its part.
    case lastSplitOfEach(parts: Int)
    /// Every split's.
    case everySplit

    /// Whether the flow of a split of `count` is one that is asked for.
    func contains(_ split: Int, of count: Int) -> Bool {
      switch self {
      case .everySplit: true
      case .lastSplit: split == count - 1
      case .lastSplitOfEach(let parts): (split + 1) % (count / parts) == 0
      }
    }

    /// The finest scale whose flow an iteration corrects for a split, or nil for none: the next iteration warps by all
    /// flows but the finest.
    func finestScale(ofSplit split: Int, of count: Int, isLastIteration: Bool) -> Int? {
      contains(split, of: count) ? 0 : isLastIteration ? nil : 1
    }
  }

  /// The flows of a window, states and flows starting from zero.
  ///
  /// - Parameters:
  ///   - splits: `[batch, 2, height, width]` each, positive, then negative events; height and width multiples of
  ///     `sizeDivisor`.
  /// - Returns: `flows[split][scale]`, `[batch, 2, height >> scale, width >> scale]`, u to the right and v downwards in
  ///   pixels of that scale. Those that `output` does not ask for are not complete.
  public func flows<O: NetworkOperations>(
    of splits: [O.Value], iterations: Int = publishedIterationCount, output: Output = .lastSplit, on operations: O
  ) -> [[O.Value]] {
    precondition(!splits.isEmpty && iterations > 0, "STE-FlowNet needs at least one split and one iteration.")
    let shape = operations.shape(of: splits[0])
    func zeros(_ channels: Int, at scale: Int) -> O.Value {
      operations.zeros(batch: shape[0], channels: channels, height: shape[2] >> scale, width: shape[3] >> scale)
    }
    let levels = 0..<Self.levelCount
    var states = levels.map { zeros(configuration.stateWidth($0), at: $0 + 1) }
    var first: [O.Value]?
    var all = splits.map { input in
      let features = features(of: input, on: operations)
      let reference = first ?? features
      first = reference
      return Split(
        features: features, deepestCorrelation: deepestCorrelation(reference, features, on: operations),
        flows: levels.map { zeros(2, at: $0) })
    }
    let reference = all[0].features
    for iteration in 1...iterations {
      for index in all.indices {
        let finest = output.finestScale(
          ofSplit: index, of: all.count, isLastIteration: iteration == iterations)
        let results = operations.module { [states, split = all[index]] in
          var (states, split) = (states, split)
          renew(&states, by: split, reference: reference, on: operations)
          guard let finest else { return states }
          let input = correctInnerFlows(of: &split, by: states, on: operations)
          if finest == 0 { _ = correctFinestFlow(of: &split, from: input, on: operations) }
          return states + split.flows[finest...]
        }
        states = Array(results[..<Self.levelCount])
        if let finest { all[index].flows[finest...] = results[Self.levelCount...] }
      }
    }
    return all.map(\.flows)
  }

  /// The features of one split, finest level first.
  func features<O: NetworkOperations>(of input: O.Value, on operations: O) -> [O.Value] {
    var value = input
    return features.map { layer in
      value = operations.convolution(layer, value)
      return value
    }
  }

  /// The correlation of the deepest level, which is not warped.
  func deepestCorrelation<O: NetworkOperations>(
    _ reference: [O.Value], _ features: [O.Value], on operations: O
  ) -> O.Value {
    correlation(reference[Self.levelCount - 1], features[Self.levelCount - 1], on: operations)
  }

  /// Renews the states, finest level first, by one split.
  ///
  /// - Parameter reference: The features of the first split.
  func renew<O: NetworkOperations>(
    _ states: inout [O.Value], by split: Split<O.Value>, reference: [O.Value], on operations: O
  ) {
    for level in 0..<Self.levelCount {
      let input =
        level == 0 ? split.features[0] : operations.convolution(encoder[level - 1], states[level - 1])
      var correlation = split.deepestCorrelation
      if level < Self.levelCount - 1 {
        let warped = operations.warped(
          split.features[level], by: split.flows[level + 1], alignment: .halfPixelSkew)
        correlation = self.correlation(reference[level], warped, on: operations)
      }
      states[level] = operations.renewed(
        states[level], by: recurrence[level], operations.joined([input, correlation]))
    }
  }

  /// Corrects the flows of one split from the deepest level on, but for the finest.
  ///
  /// - Returns: What the finest decoder reads.
  func correctInnerFlows<O: NetworkOperations>(
    of split: inout Split<O.Value>, by states: [O.Value], on operations: O
  ) -> O.Value {
    let deepest = states[Self.levelCount - 1]
    var input = operations.joined([deepest, residual(deepest, on: operations)])
    for level in (1..<Self.levelCount).reversed() {
      let (features, correction) = operations.decoded(input, by: decoder[level])
      split.flows[level] = operations.adding(correction, to: split.flows[level])
      input = operations.joined([states[level - 1]] + (features.map { [$0] } ?? []) + [split.flows[level]])
    }
    return input
  }

  /// Corrects the finest flow of one split.
  ///
  /// - Returns: The correction.
  func correctFinestFlow<O: NetworkOperations>(
    of split: inout Split<O.Value>, from input: O.Value, on operations: O
  ) -> O.Value {
    let correction = operations.decoded(input, by: decoder[0]).prediction
    split.flows[0] = operations.adding(correction, to: split.flows[0])
    return correction
  }

  /// The published network applies its leaky ReLU of 0.1 twice.
  private func correlation<O: NetworkOperations>(_ a: O.Value, _ b: O.Value, on operations: O) -> O.Value {
    operations.correlation(a, b, activation: .leakyReLU(slope: 0.1 * 0.1))
  }

  /// Two residual blocks after one layer.
  private func residual<O: NetworkOperations>(_ state: O.Value, on operations: O) -> O.Value {
    let start = operations.convolution(bottleneck[0], state)
    let middle = operations.adding(
      start, to: operations.convolution(bottleneck[2], operations.convolution(bottleneck[1], start)))
    return operations.adding(
      middle, to: operations.convolution(bottleneck[4], operations.convolution(bottleneck[3], middle)))
  }
}
