import Kernels
import NeuralNetworks

/// STE-FlowNet at one size: the splits of a window in, their flows out.
///
/// Memory is taken when the runner is made and at its first run. Not for several threads at once: a runner is one
/// sequence, its kernels use all threads of its workers.
public final class STEFlowNetRunner {
  /// What a window starts from.
  public enum Start: Sendable, Hashable {
    /// States and flows are zero at the start of every window, as in the published network.
    case zero
    /// States and flows are those of the window before, until ``STEFlowNetRunner/reset()``.
    case previousWindow
  }

  /// Whose flows a run computes.
  public enum Output: Sendable, Hashable {
    /// The last split's, which are those of the window. What only the flows of other splits need is left out: they are
    /// not decoded in the last iteration, and never at the finest scale.
    case lastSplit
    /// Those of the last split of each of so many equal parts of the window: of dt = 4, say, whose 20 splits are those
    /// of four frame intervals. Each is the flow from the window's start to the end of its part.
    case lastSplitOfEach(parts: Int)
    /// Every split's.
    case everySplit
  }

  /// The iterations over all splits, at most.
  public let iterations: Int
  /// Whose flows a run computes.
  public let output: Output
  private let network: STEFlowNet
  private let start: Start
  private let workspace: STEFlowNetWorkspace
  private let workers: Workers

  /// Prepares a network for windows of one size.
  ///
  /// - Parameters:
  ///   - splits: The splits of a window.
  ///   - height: The rows of the input, a multiple of 16; `width` likewise.
  ///   - output: Whose flows a run computes. Where windows start from the one before, all are computed.
  public init(
    network: STEFlowNet, batch: Int = 1, splits: Int, height: Int, width: Int,
    iterations: Int = STEFlowNet.publishedIterationCount, start: Start = .zero, output: Output = .lastSplit,
    workers: Workers
  ) {
    precondition(splits > 0 && iterations > 0, "STE-FlowNet needs at least one split and one iteration.")
    if case .lastSplitOfEach(let parts) = output {
      precondition(parts > 0 && splits % parts == 0, "\(splits) splits make no \(parts) equal parts.")
    }
    precondition(
      height > 0 && width > 0 && height % STEFlowNet.sizeDivisor == 0 && width % STEFlowNet.sizeDivisor == 0,
      "STE-FlowNet needs a multiple of \(STEFlowNet.sizeDivisor), not \(height) x \(width).")
    self.network = network
    self.iterations = iterations
    self.start = start
    self.output = output
    self.workers = workers
    workspace = STEFlowNetWorkspace(
      configuration: network.configuration, batch: batch, splits: splits, height: height, width: width)
  }

  /// The bytes that the network's maps take.
  public var workspaceByteCount: Int { workspace.byteCount }

  /// Forgets the window before.
  public func reset() { workspace.reset() }

  /// The flows after a run: `flows[split][scale]` is `[batch, 2, height >> scale, width >> scale]`, u to the right and
  /// v downwards in pixels of that scale. They are written again by the next run. Only the last split's are complete
  /// where ``output`` says so.
  public var flows: [[FeatureMap]] { workspace.splits.map(\.flows) }

  /// The flows that ``output`` asks for, in the order of their splits, each `[batch, 2, height, width]`.
  public var wantedFlows: [FeatureMap] {
    workspace.splits.indices.filter(isWanted).map { workspace.splits[$0].flows[0] }
  }

  /// The flow of the window after a run: that of its last split, `[batch, 2, height, width]`.
  public var flow: FeatureMap { workspace.splits[workspace.splits.count - 1].flows[0] }

  /// The states after a run, finest level first.
  package var states: [FeatureMap] { workspace.levels.map(\.hidden) }

  /// Estimates the flows of one window.
  ///
  /// - Parameters:
  ///   - splits: A map `[batch, 2, height, width]` a split: positive, then negative events.
  ///   - update: Refinement ends after the first iteration whose mean update of the window's flow is below so many
  ///     pixels; nil for all ``iterations``.
  ///   - mayContinue: Whether ``refine(isLast:)`` may be called afterwards.
  /// - Returns: How the flow came about.
  @discardableResult
  public func run(
    _ splits: [FeatureMap], untilUpdateBelow update: Float? = nil, mayContinue: Bool = false
  ) -> FlowRefinement {
    begin(splits)
    var refinement = FlowRefinement()
    for iteration in 1...iterations {
      refinement.add(update: refine(isLast: iteration == iterations && !mayContinue))
      if let update, refinement.lastUpdate < update { break }
    }
    return refinement
  }

  /// Refines the flows of the window that ``begin(_:)`` took, by one iteration over all its splits.
  ///
  /// - Parameter isLast: Whether no further iteration follows, so that what only that one needs is left out. Where
  ///   another follows all the same, it starts from flows that are not those of the published network.
  /// - Returns: The mean length of what was added to the window's flow, in pixels.
  public func refine(isLast: Bool = false) -> Float {
    for split in workspace.splits.indices {
      // The next iteration warps by all flows but the finest.
      step(split, finestFlow: decodesEverySplit || isWanted(split) ? 0 : isLast ? nil : 1)
    }
    // The last split was decoded last, and its correction is the window's.
    return workspace.levels[0].decoding.meanVectorLength(from: network.decoder[0].featureCount)
  }

  /// A window that takes up the flows of the one before takes up those of every split.
  private var decodesEverySplit: Bool { start == .previousWindow }

  /// Whether the flow of a split is one that is asked for.
  private func isWanted(_ split: Int) -> Bool {
    switch output {
    case .everySplit: true
    case .lastSplit: split == workspace.splits.count - 1
    case .lastSplitOfEach(let parts): (split + 1) % (workspace.splits.count / parts) == 0
    }
  }

  /// Begins a window: computes what does not depend on the iteration. Then ``refine(isLast:)`` as often as is wanted.
  ///
  /// - Parameter splits: A map `[batch, 2, height, width]` a split: positive, then negative events.
  public func begin(_ splits: [FeatureMap]) {
    precondition(
      splits.count == workspace.splits.count, "A window has \(workspace.splits.count) splits, not \(splits.count).")
    if start == .zero { workspace.reset() }
    let deepest = STEFlowNet.levelCount - 1
    for (input, split) in zip(splits, workspace.splits) {
      var finer = input
      for (layer, features) in zip(network.features, split.features) {
        layer(finer, into: features, workers: workers)
        finer = features
      }
      // The deepest level is not warped.
      correlate(split.features[deepest], level: deepest, into: split.deepestCorrelation)
    }
  }

  /// Takes up one split.
  ///
  /// - Parameter finestFlow: The finest scale whose flow is corrected, or nil for none.
  package func step(_ index: Int, finestFlow: Int? = 0) {
    let split = workspace.splits[index]
    for level in workspace.levels.indices { recur(level, split: split) }
    if let finestFlow { decode(split, finest: finestFlow) }
  }

  /// Corrects the flows of one split from the deepest level on.
  private func decode(_ split: STEFlowNetWorkspace.Split, finest: Int) {
    let deepest = workspace.levels[STEFlowNet.levelCount - 1]
    var input = ConcatenatedMaps(deepest.hidden, bottleneck(deepest.hidden))
    for level in (finest..<STEFlowNet.levelCount).reversed() {
      let decoder = network.decoder[level]
      let decoding = workspace.levels[level].decoding
      decoder(input, into: decoding, workers: workers)
      let features = decoder.featureCount
      workers.add(decoding[features..<features + 2], to: split.flows[level])
      if level > finest {
        input = ConcatenatedMaps(
          workspace.levels[level - 1].hidden, decoding[0..<features], split.flows[level])
      }
    }
  }

  /// Renews the state of one level.
  private func recur(_ index: Int, split: STEFlowNetWorkspace.Split) {
    let level = workspace.levels[index]
    var input = split.features[index]
    if let encoding = level.encoding {
      network.encoder[index - 1](workspace.levels[index - 1].hidden, into: encoding, workers: workers)
      input = encoding
    }
    var correlation = split.deepestCorrelation
    if index < STEFlowNet.levelCount - 1 {
      Warp.run(
        split.features[index], by: split.flows[index + 1], alignment: .halfPixelSkew, into: level.warped,
        workers: workers)
      correlate(level.warped, level: index, into: level.correlation)
      correlation = level.correlation
    }
    network.recurrence[index](
      level.hidden, input, correlation, into: level.hidden, workspace: level.cell, workers: workers)
  }

  /// Correlates with the features of the first split; the published network applies its leaky ReLU of 0.1 twice.
  private func correlate(_ features: FeatureMap, level: Int, into correlation: FeatureMap) {
    Correlation.run(
      workspace.splits[0].features[level], features, into: correlation, activation: .leakyReLU(slope: 0.1 * 0.1),
      workers: workers)
  }

  /// Two residual blocks behind one layer.
  private func bottleneck(_ state: FeatureMap) -> FeatureMap {
    let layers = network.bottleneck
    let (a, b, c) = (workspace.bottleneck[0], workspace.bottleneck[1], workspace.bottleneck[2])
    layers[0](state, into: a, workers: workers)
    layers[1](a, into: b, workers: workers)
    layers[2](b, into: c, workers: workers)
    workers.add(a, to: c)
    layers[3](c, into: b, workers: workers)
    layers[4](b, into: a, workers: workers)
    workers.add(c, to: a)
    return a
  }
}
